// The function's own spans during one invocation: those that may have to go under the invocation's event wait for it, all others pass.
import type { WideRow } from '../rows/wide-row.ts';

/** W3C flags of OTLP: whether the parent is remote, and whether that is known. */
const REMOTE_KNOWN = 0x100;
const REMOTE = 0x200;
/** More entries are no entries, and ids beyond that are not remembered. */
const MOST_ENTRIES = 200;
const MOST_IDS = 10_000;
const SHOWN_OPEN_SPANS = 10;

/** Set on a span that was started and had not ended when its invocation had. */
export const UNFINISHED_KEY = 'tracelake.unfinished';

export interface EventIdentity {
  readonly traceId: string;
  readonly spanId: string;
}

export class InvocationSpans {
  readonly #requestId: string;
  readonly #entries: WideRow[] = [];
  readonly #open = new Map<string, WideRow>();
  readonly #ids = new Set<string>();

  constructor(requestId: string) {
    this.#requestId = requestId;
  }

  /** Returns the row if nothing of it depends on the invocation's event. */
  add(row: WideRow): WideRow | undefined {
    const id = row.span_id ?? '';
    if (this.#ids.size < MOST_IDS) this.#ids.add(id);
    if (row.duration_nano === undefined) {
      if (this.#open.size < MOST_ENTRIES) {
        this.#open.set(id, row);
        return undefined;
      }
    } else this.#open.delete(id);
    if (!isEntry(row, this.#requestId) || this.#entries.length >= MOST_ENTRIES) return row;
    this.#entries.push(row);
    return undefined;
  }

  get hasEntry(): boolean {
    return this.#entries.some((row) => row.faas_invocation_id === this.#requestId);
  }

  /** Spans without a parent that was seen here. */
  roots(): WideRow[] {
    return [...this.#entries, ...this.#openEntries()].filter((row) => !this.#ids.has(row.parent_span_id ?? ''));
  }

  #openEntries(): WideRow[] {
    return [...this.#open.values()].filter((row) => isEntry(row, this.#requestId));
  }

  /** The span that the function's instrumentation made for the invocation, or the only trace that began here. */
  main(traceId: string | undefined): WideRow | undefined {
    const roots = this.roots();
    const own = roots.find((row) => row.faas_invocation_id === this.#requestId);
    if (own !== undefined) return own;
    const isOne = new Set(roots.map((row) => row.trace_id)).size === 1;
    return firstOf(isOne ? roots : roots.filter((row) => row.trace_id === traceId));
  }

  /** Names of what had not ended, for the event to tell. */
  get openNames(): string[] {
    return [...this.#open.values()].map(({ name = '' }) => name).slice(0, SHOWN_OPEN_SPANS);
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** All rows that waited, put under the event. */
  take(event: EventIdentity): WideRow[] {
    for (const row of this.roots()) putUnder(row, event);
    for (const row of this.#open.values()) (row.attributes_boolean ??= new Map()).set(UNFINISHED_KEY, true);
    const rows = [...this.#entries, ...this.#open.values()];
    this.#entries.length = 0;
    this.#open.clear();
    this.#ids.clear();
    return rows;
  }
}

/** Whether the span may be where the function's own trace begins; its parent has yet to be looked for. */
function isEntry(row: WideRow, requestId: string): boolean {
  return row.kind === 'SERVER' || row.kind === 'CONSUMER' || isRoot(row, requestId);
}

/** Whether the span is where the function's own trace begins, whatever else was seen. */
export function isRoot(row: WideRow, requestId: string): boolean {
  const isRemote = (Number(row.flags ?? 0) & REMOTE) !== 0;
  return row.parent_span_id === undefined || isRemote || row.faas_invocation_id === requestId;
}

/** The event is the unit of work, not the span. In another trace the span stays where it is, with a link if it is a root there. */
export function putUnder(row: WideRow, { traceId, spanId }: EventIdentity): void {
  if (row.trace_id === traceId) {
    row.parent_span_id = spanId;
    row.flags = (Number(row.flags ?? 0) & 0xff) | REMOTE_KNOWN;
    row.main = false;
  } else if (row.parent_span_id === undefined) {
    row.main = false;
    (row.links ??= []).push({ trace_id: traceId, span_id: spanId, trace_state: '', attributes: new Map() });
  }
}

function firstOf(rows: readonly WideRow[]): WideRow | undefined {
  return [...rows].sort((a, b) => Number(startOf(a) - startOf(b)))[0];
}

function startOf(row: WideRow): bigint {
  return BigInt(row.start_time_unix_nano ?? 0);
}
