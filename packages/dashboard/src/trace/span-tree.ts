// Whose child each span of a trace is, and in which order they are rows. Arrays by a span's place: 50,000 objects that stay are work for
// the garbage collector above all. Pure.
import type { LeanSpan } from './lean-spans.ts';

/** In place of a span's: there is none. */
export const NO_SPAN = -1;

/** Each by a span's place. */
export interface SpanTree {
  /** None of a root. */
  readonly parent: Int32Array;
  readonly childCount: Int32Array;
  readonly firstChild: Int32Array;
  /** By start. */
  readonly nextSibling: Int32Array;
  /** The places in the order of their rows: depth first, orphans and then rings last. */
  readonly order: Int32Array;
  readonly rowOf: Int32Array;
  /** Their parent was not received. */
  readonly orphans: ReadonlySet<number>;
  /** They are their own ancestors: one of each ring, which is a root. */
  readonly rings: ReadonlySet<number>;
  /** They name their caller by a link, not as their parent. */
  readonly linked: ReadonlySet<number>;
}

type Marked = Record<'orphans' | 'rings' | 'linked', Set<number>>;

export function spanTree(traceId: string, spans: readonly LeanSpan[]): SpanTree {
  const marked: Marked = { orphans: new Set(), rings: new Set(), linked: new Set() };
  const parent = parentsOf(traceId, spans, marked);
  const byStart = placesByStart(spans);
  const children = childrenOf(parent, byStart);
  const { orphans, rings } = marked;
  const roots = byStart.filter((at) => parent[at] === NO_SPAN);
  const rows = new RowOrder(parent, children);
  for (const root of roots) if (!orphans.has(root)) rows.hang(root);
  for (const root of roots) if (orphans.has(root)) rows.hang(root);
  // Spans that are their own ancestors hang on no root: one of each ring is made one, so that every span is a row.
  for (let at = 0; at < spans.length; at += 1) {
    if (rows.rowOf[at] !== NO_SPAN) continue;
    const ring = inRing(at, parent);
    rings.add(ring);
    parent[ring] = NO_SPAN;
    rows.hang(ring);
  }
  return { parent, ...children, order: rows.order, rowOf: rows.rowOf, ...marked };
}

function parentsOf(traceId: string, spans: readonly LeanSpan[], { orphans, rings, linked }: Marked): Int32Array {
  const byId = placesById(spans);
  const isIdShared = byId.size < spans.length;
  const parents = new Int32Array(spans.length).fill(NO_SPAN);
  // Siblings often stand together: their parent is looked up once.
  let [lastId, lastPlace]: [string | null, number | undefined] = [null, undefined];
  for (let at = 0; at < spans.length; at += 1) {
    const { parentSpanId } = spans[at];
    if (parentSpanId !== lastId) {
      lastId = parentSpanId;
      lastPlace = parentSpanId === null ? undefined : byId.get(parentSpanId);
    }
    const isNamesake = isIdShared && byId.get(spans[at].spanId) !== at;
    if (!isNamesake && lastPlace !== undefined && lastPlace !== at) {
      parents[at] = lastPlace;
      continue;
    }
    const caller = linkedSpan(traceId, spans, at, byId);
    if (caller !== undefined) {
      parents[at] = caller;
      linked.add(at);
    } else if (!isNamesake) {
      if (lastPlace === at) rings.add(at);
      else if (parentSpanId !== null) orphans.add(at);
    }
  }
  return parents;
}

/** A client and a server may share an id; the server is what its callees call their parent. */
function placesById(spans: readonly LeanSpan[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  // From the end, so that the first of an id is what stays, without a look-up.
  for (let at = spans.length - 1; at >= 0; at -= 1) places.set(spans[at].spanId, at);
  if (places.size === spans.length) return places;
  for (let at = 0; at < spans.length; at += 1) if (spans[at].kind === 'SERVER') places.set(spans[at].spanId, at);
  return places;
}

/** In this trace. What begins later has handed nothing over. */
function linkedSpan(
  traceId: string,
  spans: readonly LeanSpan[],
  at: number,
  byId: ReadonlyMap<string, number>,
): number | undefined {
  for (const link of spans[at].links) {
    const linked = link.traceId === traceId && link.spanId !== null ? byId.get(link.spanId) : undefined;
    if (linked !== undefined && spans[linked].startNs < spans[at].startNs) return linked;
  }
  return undefined;
}

/** Of those that start together the longer one first. */
function placesByStart(spans: readonly LeanSpan[]): number[] {
  const places = spans.map((_, at) => at);
  const compare = (one: number, other: number): number =>
    spans[one].startNs - spans[other].startNs || spans[other].durationNs - spans[one].durationNs;
  return places.sort(compare);
}

type Children = Pick<SpanTree, 'childCount' | 'firstChild' | 'nextSibling'>;

function childrenOf(parent: Int32Array, byStart: readonly number[]): Children {
  const childCount = new Int32Array(parent.length);
  const firstChild = new Int32Array(parent.length).fill(NO_SPAN);
  const nextSibling = new Int32Array(parent.length).fill(NO_SPAN);
  for (let rank = byStart.length - 1; rank >= 0; rank -= 1) {
    const at = byStart[rank];
    const above = parent[at];
    if (above === NO_SPAN) continue;
    childCount[above] += 1;
    nextSibling[at] = firstChild[above];
    firstChild[above] = at;
  }
  return { childCount, firstChild, nextSibling };
}

/** Depth first, without recursion: a chain of 50,000 calls must not end in an overflow. */
class RowOrder {
  readonly order: Int32Array;
  readonly rowOf: Int32Array;
  readonly #parent: Int32Array;
  readonly #children: Children;
  #count = 0;

  constructor(parent: Int32Array, children: Children) {
    this.#parent = parent;
    this.#children = children;
    this.order = new Int32Array(parent.length);
    this.rowOf = new Int32Array(parent.length).fill(NO_SPAN);
  }

  hang(root: number): void {
    const { firstChild, nextSibling } = this.#children;
    let at = root;
    for (;;) {
      this.rowOf[at] = this.#count;
      this.order[this.#count] = at;
      this.#count += 1;
      let next = this.#notYet(firstChild[at]);
      while (next === NO_SPAN && at !== root) {
        next = this.#notYet(nextSibling[at]);
        at = this.#parent[at];
      }
      if (next === NO_SPAN) return;
      at = next;
    }
  }

  /** The root of a ring is a child of its last one. */
  #notYet(from: number): number {
    let at = from;
    while (at !== NO_SPAN && this.rowOf[at] !== NO_SPAN) at = this.#children.nextSibling[at];
    return at;
  }
}

/** Up from a span that hangs on no root one comes round to a span again. */
function inRing(from: number, parent: Int32Array): number {
  const seen = new Set<number>();
  let at = from;
  while (!seen.has(at)) {
    seen.add(at);
    at = parent[at];
  }
  return at;
}
