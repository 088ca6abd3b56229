// The function's own spans during one invocation: those that may have to go under the invocation's event wait for it, all others pass.
import { ownText } from '../bytes/utf8.ts';
import { ownRow } from '../rows/own-row.ts';
import type { WideRow } from '../rows/wide-row.ts';
import { ownerOf } from './span-owner.ts';
import type { XrayHeader } from './xray-header.ts';

/** W3C flags of OTLP: whether the parent is remote, and whether that is known. */
const REMOTE_KNOWN = 0x100;
const REMOTE = 0x200;
/** More entries are no entries, and ids beyond that are not remembered. */
const MOST_ENTRIES = 200;
const MOST_IDS = 10_000;
const SHOWN_OPEN_SPANS = 10;
const UNSEEN_NAME = 'unfinished span';

/** Set on a span that was started and had not ended when its invocation had. */
export const UNFINISHED_KEY = 'tracelake.unfinished';

export interface EventIdentity {
  readonly requestId: string;
  readonly traceId: string;
  readonly spanId: string;
}

/** What an assembler needs once a function sends spans of its own. */
export interface SpanRules {
  readonly ownerOf: typeof ownerOf;
  begin(requestId: string): InvocationSpans;
  /** Whether the span is where the function's own trace begins, whatever else was seen. */
  isRoot(row: WideRow, requestId: string): boolean;
  /** In another trace the span stays where it is, with the invocation's id and a link to its event. */
  putUnder(row: WideRow, event: EventIdentity): void;
}

export class InvocationSpans {
  readonly #requestId: string;
  readonly #entries: WideRow[] = [];
  readonly #open = new Map<string, WideRow>();
  readonly #ids = new Set<string>();
  /** Parents in this process that were named and not seen, each as the span that it must be. */
  readonly #unseen = new Map<string, WideRow>();
  /** Of the first span. */
  #serviceName: string | undefined;

  constructor(requestId: string) {
    this.#requestId = requestId;
  }

  /** Whether the row waits for the invocation's event; if not, nothing of it depends on that. */
  holds(row: WideRow): boolean {
    const id = row.span_id ?? '';
    if (this.#ids.size < MOST_IDS) this.#ids.add(id);
    this.#unseen.delete(id);
    // A piece of the body's text would keep all of it for as long as the invocation is remembered.
    this.#serviceName ??= ownText(row.service_name ?? '');
    if (row.duration_nano === undefined) {
      if (this.#open.size < MOST_ENTRIES) {
        this.#open.set(id, ownRow(row));
        if (!isEntry(row, this.#requestId)) this.#noteParent(row);
        return true;
      }
    } else this.#open.delete(id);
    if (isEntry(row, this.#requestId) && this.#entries.length < MOST_ENTRIES) {
      this.#entries.push(ownRow(row));
      return true;
    }
    this.#noteParent(row);
    return false;
  }

  #noteParent(row: WideRow): void {
    const { parent_span_id: id, trace_id, start_time_unix_nano, service_name = '' } = row;
    if (id === undefined || isRemote(row) || this.#ids.has(id)) return;
    const seen = this.#unseen.get(id);
    if (seen === undefined ? this.#unseen.size >= MOST_ENTRIES : startOf(seen) <= startOf(row)) return;
    this.#unseen.set(id, {
      trace_id,
      span_id: id,
      start_time_unix_nano,
      name: UNSEEN_NAME,
      kind: 'INTERNAL',
      status_code: 'UNSET',
      service_name: ownText(service_name),
      main: false,
      flags: row.flags,
    });
  }

  get serviceName(): string | undefined {
    return this.#serviceName;
  }

  /** The runtime is gone: what was named and not seen was begun, and will never end. */
  closeUnseen(): void {
    for (const [id, row] of this.#unseen) if (Number(row.flags ?? 0) & REMOTE_KNOWN) this.#open.set(id, row);
    this.#unseen.clear();
  }

  get hasEntry(): boolean {
    return this.#entries.some((row) => row.faas_invocation_id === this.#requestId);
  }

  /** Spans without a parent that was seen here. */
  roots(): WideRow[] {
    const open = [...this.#open.values()].filter((row) => isEntry(row, this.#requestId));
    return [...this.#entries, ...open].filter((row) => !this.#ids.has(row.parent_span_id ?? ''));
  }

  /** The span that the function's instrumentation made for the invocation, or the only trace that began here or came in. */
  main(traceId: string | undefined): WideRow | undefined {
    const roots = this.roots();
    const served = roots.filter(isServing);
    // What another process of the function began may name the invocation as well, and be heard first.
    for (const some of [served, roots]) {
      const own = firstOf(some.filter((row) => row.faas_invocation_id === this.#requestId));
      if (own !== undefined) return own;
    }
    for (const some of [roots, served]) if (new Set(some.map((row) => row.trace_id)).size === 1) return firstOf(some);
    return firstOf(roots.filter((row) => row.trace_id === traceId));
  }

  /** Where no span stands for the invocation: the trace that the first of its spans began, or else lies in. */
  traceId(xray: XrayHeader | undefined, isTaken: (traceId: string) => boolean): string | undefined {
    const begun = this.roots().filter((row) => row.parent_span_id === undefined);
    if (begun.length > 0) return xray?.isSampled === true ? undefined : firstOf(begun)?.trace_id;
    const unseen = [...this.#unseen.values()].filter(({ trace_id = '' }) => !isTaken(trace_id));
    return (unseen.find((row) => row.trace_id === xray?.traceId) ?? firstOf(unseen))?.trace_id;
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
    this.#unseen.clear();
    return rows;
  }
}

/** Whether the span may be where the function's own trace begins; its parent has yet to be looked for. */
function isEntry(row: WideRow, requestId: string): boolean {
  return isServing(row) || isRoot(row, requestId);
}

function isServing({ kind }: WideRow): boolean {
  return kind === 'SERVER' || kind === 'CONSUMER';
}

function isRemote({ flags }: WideRow): boolean {
  return (Number(flags ?? 0) & REMOTE) !== 0;
}

function isRoot(row: WideRow, requestId: string): boolean {
  return row.parent_span_id === undefined || isRemote(row) || row.faas_invocation_id === requestId;
}

function putUnder(row: WideRow, { traceId, spanId, requestId }: EventIdentity): void {
  if (row.trace_id === traceId) {
    row.parent_span_id = spanId;
    row.flags = (Number(row.flags ?? 0) & 0xff) | REMOTE_KNOWN;
  } else {
    row.faas_invocation_id ??= requestId;
    (row.links ??= []).push({ trace_id: traceId, span_id: spanId, trace_state: '', attributes: new Map() });
  }
}

function firstOf(rows: readonly WideRow[]): WideRow | undefined {
  return [...rows].sort((a, b) => Number(startOf(a) - startOf(b)))[0];
}

function startOf(row: WideRow): bigint {
  return BigInt(row.start_time_unix_nano ?? 0);
}

export const SPAN_RULES: SpanRules = {
  begin: (requestId) => new InvocationSpans(requestId),
  ownerOf,
  isRoot,
  putUnder,
};
