// A trace as rows: the tree in the order it is read, times from its start, what is missing or moved. Pure; 50,000 spans in one pass each.
import { numberOf } from '../format/attribute-value.ts';
import { visibleText } from '../format/visible-text.ts';
import type { LeanSpan } from './lean-spans.ts';

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
  readonly initNs: number;
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
  /** By rank of share. */
  readonly services: readonly ServiceShare[];
  readonly isTruncated: boolean;
}

/** Less is what cutting a time to milliseconds makes. */
const LEAST_MOVED_NS = 1e6;

interface Draft {
  readonly span: LeanSpan;
  /** By start. */
  children: Draft[];
  isOrphan: boolean;
  isRing: boolean;
  isLinked: boolean;
  /** Known once it is a row. */
  parent: TraceSpan | null;
  isRow: boolean;
}

/** Shared by the spans without children, most of any trace. */
const NO_CHILDREN: Draft[] = [];

export function traceModel({ traceId, startUnixNano, spans, isTruncated }: SpansOfTrace): TraceModel {
  const drafts = spans.map(
    (span): Draft => ({
      span,
      children: NO_CHILDREN,
      isOrphan: false,
      isRing: false,
      isLinked: false,
      parent: null,
      isRow: false,
    }),
  );
  const rows = rowsOf(linkChildren(traceId, drafts), drafts);
  const countOf = (fits: (row: TraceSpan) => boolean): number => rows.reduce((sum, row) => sum + Number(fits(row)), 0);
  return {
    traceId,
    spans: rows,
    startUnixNano,
    durationNs: spans.reduce((end, { startNs, durationNs }) => Math.max(end, startNs, startNs + durationNs), 0),
    errorCount: countOf(({ isError }) => isError),
    coldCount: countOf(({ isCold }) => isCold),
    orphanCount: countOf(({ isOrphan }) => isOrphan),
    ringCount: countOf(({ isRing }) => isRing),
    movedBackCount: countOf(({ movedBackNs }) => movedBackNs > 0),
    services: serviceShares(rows),
    isTruncated,
  };
}

/** Gives each span its children by start; the roots, orphans last. */
function linkChildren(traceId: string, drafts: readonly Draft[]): Draft[] {
  const byId = new Map<string, Draft>();
  for (const draft of drafts) {
    const known = byId.get(draft.span.spanId);
    // A client and a server may share an id; the server is what its callees call their parent.
    if (known === undefined || draft.span.kind === 'SERVER') byId.set(draft.span.spanId, draft);
  }
  const isIdShared = byId.size < drafts.length;
  const roots: Draft[] = [];
  for (const draft of drafts) {
    const { parentSpanId, spanId } = draft.span;
    const shared = isIdShared ? byId.get(spanId) : draft;
    const parent =
      shared !== draft && shared !== undefined ? null : parentSpanId === null ? null : byId.get(parentSpanId);
    if (parent !== null && parent !== undefined && parent !== draft) {
      addChild(parent, draft);
      continue;
    }
    const linked = linkedSpan(traceId, draft, byId);
    if (linked !== undefined) {
      draft.isLinked = true;
      addChild(linked, draft);
      continue;
    }
    draft.isOrphan = parentSpanId !== null && parent === undefined;
    draft.isRing = parent === draft;
    roots.push(draft);
  }
  for (const { children } of drafts) if (children.length > 1) children.sort(byStart);
  return roots.sort((one, other) => Number(one.isOrphan) - Number(other.isOrphan) || byStart(one, other));
}

function addChild(parent: Draft, child: Draft): void {
  if (parent.children === NO_CHILDREN) parent.children = [child];
  else parent.children.push(child);
}

/** In this trace. What begins later has handed nothing over. */
function linkedSpan(traceId: string, { span }: Draft, byId: ReadonlyMap<string, Draft>): Draft | undefined {
  for (const link of span.links) {
    const linked = link.traceId === traceId && link.spanId !== null ? byId.get(link.spanId) : undefined;
    if (linked !== undefined && linked.span.startNs < span.startNs) return linked;
  }
  return undefined;
}

function byStart({ span: one }: Draft, { span: other }: Draft): number {
  return one.startNs - other.startNs || other.durationNs - one.durationNs;
}

/**
 * Depth first, without recursion: a chain of 50,000 calls must not end in an overflow. Spans that are their own ancestors hang on no root: one
 * of each ring is made one, so that every span is a row.
 */
function rowsOf(roots: readonly Draft[], drafts: readonly Draft[]): TraceSpan[] {
  const rows: (TraceSpan & { lastRow: number })[] = [];
  const shown = shownNames();
  const open: Draft[] = [];
  const hang = (root: Draft): void => {
    open.push(root);
    while (open.length > 0) {
      const draft = open.pop()!;
      if (draft.isRow) continue;
      draft.isRow = true;
      const row = rowOf(draft, rows.length, shown);
      rows.push(row);
      for (let at = draft.children.length - 1; at >= 0; at -= 1) {
        const child = draft.children[at];
        child.parent = row;
        open.push(child);
      }
    }
  };
  for (const root of roots) hang(root);
  const left = drafts.filter(({ isRow }) => !isRow);
  const parents = new Map(left.flatMap((parent) => parent.children.map((child) => [child, parent] as const)));
  for (const draft of left) {
    if (draft.isRow) continue;
    const ring = inRing(draft, parents);
    ring.isRing = true;
    hang(ring);
  }
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const { parent, lastRow } = rows[index];
    if (parent !== null) rows[parent].lastRow = Math.max(rows[parent].lastRow, lastRow);
  }
  return rows;
}

/** Spans share a few names: each is looked through once. */
function shownNames(): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const text = known.get(name) ?? visibleText(name);
    known.set(name, text);
    return text;
  };
}

/** Up from a span that hangs on no root one comes round to a span again. */
function inRing(draft: Draft, parents: ReadonlyMap<Draft, Draft>): Draft {
  const seen = new Set<Draft>();
  let at = draft;
  while (!seen.has(at)) {
    seen.add(at);
    at = parents.get(at)!;
  }
  return at;
}

function rowOf(draft: Draft, index: number, shown: (name: string) => string): TraceSpan {
  const { span, children, isOrphan, isRing, isLinked, parent } = draft;
  const { startNs, durationNs } = span;
  const earlyNs = parent === null ? 0 : parent.startNs - startNs;
  const service = shown(span.serviceName ?? '(no service)');
  return {
    index,
    parent: parent?.index ?? null,
    depth: parent === null ? 0 : parent.depth + 1,
    childCount: children.length,
    lastRow: index,
    startNs,
    durationNs,
    name: shown(span.name ?? '(no name)'),
    service,
    isEntry: service !== parent?.service,
    isError: span.statusCode === 'ERROR',
    isCold: span.attributes['faas.coldstart'] === true,
    isOrphan,
    isRing,
    isLinked,
    movedBackNs: earlyNs < LEAST_MOVED_NS ? 0 : earlyNs,
    initNs: (numberOf(span.attributes['aws.lambda.init_duration_ms']) ?? 0) * 1e6,
    selfNs: durationNs - coveredNs(draft),
    span,
  };
}

/** How much of a span its children cover; they are in order of start. */
function coveredNs({ span: { startNs, durationNs }, children }: Draft): number {
  const endNs = startNs + durationNs;
  let covered = 0;
  let upTo = startNs;
  for (const { span: child } of children) {
    const from = Math.max(upTo, child.startNs);
    const to = Math.min(endNs, child.startNs + child.durationNs);
    if (to > from) covered += to - from;
    upTo = Math.max(upTo, to);
  }
  return covered;
}

function serviceShares(rows: readonly TraceSpan[]): ServiceShare[] {
  const own = new Map<string, number>();
  for (const { service, selfNs } of rows) own.set(service, (own.get(service) ?? 0) + selfNs);
  const all = [...own.values()].reduce((sum, ns) => sum + ns, 0);
  return [...own]
    .map(([service, ns]) => ({ service, share: all === 0 ? 0 : ns / all }))
    .sort((one, other) => other.share - one.share);
}
