// A trace as rows: the tree in the order it is read, times from its start, what is missing or moved. Pure; 50,000 spans in one pass each.
import { numberOf } from '../format/attribute-value.ts';
import { visibleText } from '../format/visible-text.ts';
import type { LeanSpan } from './lean-spans.ts';
import { NO_SPAN, type SpanTree, spanTree } from './span-tree.ts';

export interface SpansOfTrace {
  readonly traceId: string;
  readonly startUnixNano: bigint;
  readonly spans: readonly LeanSpan[];
  readonly isTruncated: boolean;
}

export interface TraceSpan {
  /** Its place in `TraceModel.spans`, which is the order of the rows. */
  readonly index: number;
  readonly parent: number | null;
  readonly depth: number;
  readonly childCount: number;
  /** The last row of its subtree. */
  readonly lastRow: number;
  /** Nanoseconds from the trace's start. */
  readonly startNs: number;
  readonly durationNs: number;
  readonly name: string;
  readonly service: string;
  /** Where a service is entered, its name is shown. */
  readonly isEntry: boolean;
  readonly isError: boolean;
  readonly isCold: boolean;
  /** Its parent was not received. */
  readonly isOrphan: boolean;
  /** It is its own ancestor, by parents that go round: drawn as a root, where the ring was first met. */
  readonly isRing: boolean;
  /** It names its caller by a link, not as its parent: work that was handed over. */
  readonly isLinked: boolean;
  /** How far it begins before its caller, which no work does: a clock that was moved back. */
  readonly movedBackNs: number;
  /** It was begun, and no end of it was told. */
  readonly isUnfinished: boolean;
  /** How long it was under way at least: of one that never ended until its caller was over, or the trace. */
  readonly openNs: number;
  /** Of a cold start: before the span, which begins when there is something to handle. */
  readonly initNs: number;
  /** Of an invocation: its last part, in which the answer is away and the runtime is not ready yet. */
  readonly reportNs: number;
  /** Time of its own, in no child. */
  readonly selfNs: number;
  readonly span: LeanSpan;
}

export interface ServiceShare {
  readonly service: string;
  /** Of all time that spans spent themselves. */
  readonly share: number;
}

export interface TraceModel {
  readonly traceId: string;
  readonly spans: readonly TraceSpan[];
  readonly startUnixNano: bigint;
  readonly durationNs: number;
  readonly errorCount: number;
  readonly coldCount: number;
  readonly orphanCount: number;
  readonly ringCount: number;
  readonly movedBackCount: number;
  readonly unfinishedCount: number;
  /** How far an init begins before the first span. */
  readonly leadNs: number;
  /** By rank of share. */
  readonly services: readonly ServiceShare[];
  readonly isTruncated: boolean;
}

/** Less is what cutting a time to milliseconds makes. */
const LEAST_MOVED_NS = 1e6;

export function traceModel({ traceId, startUnixNano, spans, isTruncated }: SpansOfTrace): TraceModel {
  const tree = spanTree(traceId, spans);
  const columns = new RowColumns(spans, tree);
  const rows = Array.from(tree.order, (_, index) => new Row(columns, index));
  let [durationNs, errorCount, coldCount, movedBackCount, leadNs] = [0, 0, 0, 0, 0];
  for (const row of rows) {
    durationNs = Math.max(durationNs, row.startNs, row.startNs + row.durationNs);
    if (row.isError) errorCount += 1;
    if (row.movedBackNs > 0) movedBackCount += 1;
    if (!row.isCold) continue;
    coldCount += 1;
    leadNs = Math.max(leadNs, row.initNs - row.startNs);
  }
  columns.endNs = durationNs;
  return {
    traceId,
    spans: rows,
    startUnixNano,
    durationNs,
    errorCount,
    coldCount,
    orphanCount: tree.orphans.size,
    ringCount: tree.rings.size,
    movedBackCount,
    unfinishedCount: spans.reduce((count, { isUnfinished }) => count + Number(isUnfinished), 0),
    leadNs,
    services: serviceShares(rows),
    isTruncated,
  };
}

/** Spans share a few names: each is looked through once. */
function shownNames(): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    let text = known.get(name);
    if (text === undefined) known.set(name, (text = visibleText(name)));
    return text;
  };
}

/** What is asked of every row, by row; the rest is made when a row is drawn. */
class RowColumns {
  readonly spans: readonly LeanSpan[];
  readonly tree: SpanTree;
  readonly depth: Int32Array;
  readonly lastRow: Int32Array;
  readonly shown = shownNames();
  /** The trace's. */
  endNs = 0;
  #untilNs: Float64Array | undefined;

  constructor(spans: readonly LeanSpan[], tree: SpanTree) {
    this.spans = spans;
    this.tree = tree;
    this.depth = new Int32Array(spans.length);
    this.lastRow = new Int32Array(spans.length);
    for (let row = 0; row < spans.length; row += 1) {
      const parent = this.parentOf(row);
      this.depth[row] = parent === NO_SPAN ? 0 : this.depth[parent] + 1;
    }
    for (let row = spans.length - 1; row >= 0; row -= 1) {
      this.lastRow[row] = Math.max(this.lastRow[row], row);
      const parent = this.parentOf(row);
      if (parent !== NO_SPAN) this.lastRow[parent] = Math.max(this.lastRow[parent], this.lastRow[row]);
    }
  }

  /** The parent's row. */
  parentOf(row: number): number {
    const { parent, order, rowOf } = this.tree;
    const place = parent[order[row]];
    return place === NO_SPAN ? NO_SPAN : rowOf[place];
  }

  /** Of a row that never ended: the end of its nearest caller that has one, else the trace's. */
  untilNs(row: number): number {
    this.#untilNs ??= this.#ends();
    return this.#untilNs[row];
  }

  /** A caller's row is before its callees'. */
  #ends(): Float64Array {
    const ends = new Float64Array(this.spans.length);
    for (let row = 0; row < ends.length; row += 1) {
      const { startNs, durationNs, isUnfinished } = this.spans[this.tree.order[row]];
      const parent = this.parentOf(row);
      if (!isUnfinished) ends[row] = startNs + durationNs;
      else ends[row] = parent === NO_SPAN ? this.endNs : ends[parent];
    }
    return ends;
  }

  serviceOf(row: number): string {
    return this.shown(this.spans[this.tree.order[row]].serviceName ?? '(no service)');
  }
}

class Row implements TraceSpan {
  readonly index: number;
  private readonly columns: RowColumns;

  constructor(columns: RowColumns, index: number) {
    this.columns = columns;
    this.index = index;
  }

  private get place(): number {
    return this.columns.tree.order[this.index];
  }

  get span(): LeanSpan {
    return this.columns.spans[this.place];
  }

  get parent(): number | null {
    const parent = this.columns.parentOf(this.index);
    return parent === NO_SPAN ? null : parent;
  }

  get depth(): number {
    return this.columns.depth[this.index];
  }

  get childCount(): number {
    return this.columns.tree.childCount[this.place];
  }

  get lastRow(): number {
    return this.columns.lastRow[this.index];
  }

  get startNs(): number {
    return this.span.startNs;
  }

  get durationNs(): number {
    return this.span.durationNs;
  }

  get name(): string {
    return this.columns.shown(this.span.name ?? '(no name)');
  }

  get service(): string {
    return this.columns.serviceOf(this.index);
  }

  get isEntry(): boolean {
    return this.parent === null || this.columns.serviceOf(this.parent) !== this.service;
  }

  get isError(): boolean {
    return this.span.statusCode === 'ERROR';
  }

  get isCold(): boolean {
    return this.span.attributes['faas.coldstart'] === true;
  }

  get isOrphan(): boolean {
    return this.columns.tree.orphans.has(this.place);
  }

  get isRing(): boolean {
    return this.columns.tree.rings.has(this.place);
  }

  get isLinked(): boolean {
    return this.columns.tree.linked.has(this.place);
  }

  get movedBackNs(): number {
    const caller = this.columns.tree.parent[this.place];
    const earlyNs = caller === NO_SPAN ? 0 : this.columns.spans[caller].startNs - this.startNs;
    return earlyNs < LEAST_MOVED_NS ? 0 : earlyNs;
  }

  get isUnfinished(): boolean {
    return this.span.isUnfinished;
  }

  get openNs(): number {
    return this.isUnfinished ? Math.max(0, this.columns.untilNs(this.index) - this.startNs) : this.durationNs;
  }

  get initNs(): number {
    return this.isCold ? nanosOf(this.span.attributes['aws.lambda.init_duration_ms']) : 0;
  }

  get reportNs(): number {
    return Math.min(this.durationNs, nanosOf(this.span.attributes['aws.lambda.runtime_overhead_ms']));
  }

  get selfNs(): number {
    // One that ends before its start has no time of its own.
    return Math.max(0, this.durationNs - coveredNs(this.columns.spans, this.columns.tree, this.place));
  }
}

function nanosOf(ms: LeanSpan['attributes'][string] | undefined): number {
  return Math.max(0, numberOf(ms) ?? 0) * 1e6;
}

/** How much of a span its children cover; they are in order of start. */
function coveredNs(spans: readonly LeanSpan[], { firstChild, nextSibling }: SpanTree, at: number): number {
  if (firstChild[at] === NO_SPAN) return 0;
  const { startNs, durationNs } = spans[at];
  const endNs = startNs + durationNs;
  let covered = 0;
  let upTo = startNs;
  for (let child = firstChild[at]; child !== NO_SPAN; child = nextSibling[child]) {
    const { startNs: childNs, durationNs: lengthNs } = spans[child];
    const from = Math.max(upTo, childNs);
    const to = Math.min(endNs, childNs + lengthNs);
    if (to > from) covered += to - from;
    upTo = Math.max(upTo, to);
  }
  return covered;
}

function serviceShares(rows: readonly TraceSpan[]): ServiceShare[] {
  const own = new Map<string, { ns: number }>();
  let all = 0;
  for (const { service, selfNs } of rows) {
    const sum = own.get(service);
    if (sum === undefined) own.set(service, { ns: selfNs });
    else sum.ns += selfNs;
    all += selfNs;
  }
  return [...own]
    .map(([service, { ns }]) => ({ service, share: all === 0 ? 0 : ns / all }))
    .sort((one, other) => other.share - one.share);
}
