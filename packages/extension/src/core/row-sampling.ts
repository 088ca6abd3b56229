// Which invocations are kept: one of so many by trace id, so that all functions of a trace decide alike; errors, slow ones and cold starts always.

import type { WideRow } from '@tracelake/otlp';
import { columnOfAttribute } from '@tracelake/schema';
import type { SampleRule, Settings } from './settings.ts';

export type SamplingSettings = Pick<Settings, 'sampleRate' | 'sampleRules' | 'slowMs'>;

/** Rows held until their invocation has ended; beyond that the rate alone decides. */
const MOST_HELD = 2_000;
const REMEMBERED_TRACES = 100;
const NANOSECONDS = 1e6;

export class RowSampling {
  readonly #settings: SamplingSettings;
  #held: WideRow[] = [];
  /** Rates of the last traces, 0 where dropped: spans that come later go the same way. */
  readonly #decided = new Map<string, number>();

  constructor(settings: SamplingSettings) {
    this.#settings = settings;
  }

  get isOff(): boolean {
    return this.#settings.sampleRate === 1 && this.#settings.sampleRules.length === 0;
  }

  /** Rows to store of those that came, and of those held for them. */
  sample(rows: readonly WideRow[]): WideRow[] {
    if (this.isOff) return [...rows];
    const kept: WideRow[] = [];
    for (const row of rows) {
      if (row.amends !== undefined || this.#decided.has(row.trace_id ?? '')) kept.push(...this.#asDecided(row));
      else this.#held.push(row);
      if (isInvocation(row)) kept.push(...this.#decide(row));
    }
    if (this.#held.length > MOST_HELD) kept.push(...this.release());
    return kept;
  }

  /** At the end: what is held without its invocation. */
  release(): WideRow[] {
    return this.#decide(undefined);
  }

  #decide(invocation: WideRow | undefined): WideRow[] {
    const group = this.#held;
    this.#held = [];
    const isNotable = group.some((row) => this.#isNotable(row));
    const rate = isNotable ? 1 : this.#rateOf(group);
    return group.flatMap((row) => {
      const traceId = invocation?.trace_id ?? row.trace_id ?? '';
      const decided = rate === 1 || isKept(traceId, rate) ? rate : 0;
      this.#remember(row.trace_id ?? '', decided);
      return weighted(row, decided);
    });
  }

  #asDecided(row: WideRow): WideRow[] {
    return weighted(row, this.#decided.get(row.trace_id ?? '') ?? 1);
  }

  #isNotable(row: WideRow): boolean {
    if (row.status_code === 'ERROR' || row.faas_coldstart === true || row.aws_lambda_timeout === true) return true;
    const { slowMs } = this.#settings;
    return slowMs > 0 && row.main === true && Number(row.duration_nano ?? 0) >= slowMs * NANOSECONDS;
  }

  #rateOf(group: readonly WideRow[]): number {
    const rule = this.#settings.sampleRules.find((rule) => group.some((row) => fits(row, rule)));
    return rule?.rate ?? this.#settings.sampleRate;
  }

  #remember(traceId: string, rate: number): void {
    this.#decided.delete(traceId);
    this.#decided.set(traceId, rate);
    if (this.#decided.size > REMEMBERED_TRACES) this.#decided.delete(this.#decided.keys().next().value!);
  }
}

function isInvocation(row: WideRow): boolean {
  return row.main === true && row.faas_invocation_id !== undefined && row.amends === undefined;
}

/** A row that stands for others says so; one that was sampled before stands for those as well. */
function weighted(row: WideRow, rate: number): WideRow[] {
  if (rate === 0) return [];
  return [rate === 1 ? row : { ...row, sample_rate: (row.sample_rate ?? 1) * rate }];
}

/** The last 13 hex digits are random in X-Ray's and in W3C's ids alike. */
export function isKept(traceId: string, rate: number): boolean {
  const position = Number.parseInt(traceId.slice(-13), 16) / 16 ** 13;
  return !(position >= 1 / rate);
}

function fits(row: WideRow, { key, value }: SampleRule): boolean {
  const own = ownValue(row, key);
  if (own === undefined) return false;
  return value.endsWith('*') ? String(own).startsWith(value.slice(0, -1)) : String(own) === value;
}

function ownValue(row: WideRow, key: string): unknown {
  const column = columnOfAttribute(key)?.name ?? key;
  const inColumn = (row as Record<string, unknown>)[column];
  if (inColumn !== undefined && typeof inColumn !== 'object') return inColumn;
  return (
    row.attributes_string?.get(key) ??
    row.attributes_number?.get(key) ??
    row.attributes_boolean?.get(key) ??
    row.resource_attributes?.get(key)
  );
}
