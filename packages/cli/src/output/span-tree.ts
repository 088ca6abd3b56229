// Spans of a trace as a tree in the order they started. Pure; whatever parents are said, every span stands in it once.

export interface TreeSpan {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly startTimeUnixNano: string;
}

export interface TreeLine<T> {
  readonly span: T;
  /** `│  ├─ ` in front of it. */
  readonly branch: string;
  /** It names a parent that is not here. */
  readonly orphan: boolean;
}

interface Placement<T> {
  readonly span: T;
  /** In front of the fork: the lines of those above. */
  readonly lead: string;
  readonly fork: '' | '├─ ' | '└─ ';
  readonly orphan: boolean;
}

const BELOW = { '': '', '├─ ': '│  ', '└─ ': '   ' } as const;

export function spanTree<T extends TreeSpan>(spans: readonly T[]): TreeLine<T>[] {
  const ordered = [...spans].sort((left, right) => compareNanos(left.startTimeUnixNano, right.startTimeUnixNano));
  const { roots, children } = family(ordered);
  const lines: TreeLine<T>[] = [];
  const placed = new Set<T>();
  // A stack of its own: a chain of spans can be deeper than calls may be.
  const placeAll = (first: Placement<T>): void => {
    const waiting = [first];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { span, lead, fork, orphan } = next;
      if (placed.has(span)) continue;
      placed.add(span);
      lines.push({ span, branch: lead + fork, orphan });
      const below = lead + BELOW[fork];
      const own = children.get(span.spanId) ?? [];
      for (let index = own.length - 1; index >= 0; index -= 1) {
        const last = index === own.length - 1;
        waiting.push({ span: own[index], lead: below, fork: last ? '└─ ' : '├─ ', orphan: false });
      }
    }
  };
  for (const span of roots) placeAll({ span, lead: '', fork: '', orphan: span.parentSpanId !== null });
  // Spans whose parents form a circle hang on no root.
  for (const span of ordered) placeAll({ span, lead: '', fork: '', orphan: true });
  return lines;
}

/** Roots have no parent, or one that is not here. */
function family<T extends TreeSpan>(spans: readonly T[]): { roots: T[]; children: Map<string, T[]> } {
  const present = new Set(spans.map((span) => span.spanId));
  const children = new Map<string, T[]>();
  const roots: T[] = [];
  for (const span of spans) {
    const parent = span.parentSpanId;
    if (parent === null || !present.has(parent) || parent === span.spanId) {
      roots.push(span);
      continue;
    }
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [span]);
    else siblings.push(span);
  }
  return { roots, children };
}

function compareNanos(left: string, right: string): number {
  const difference = BigInt(left) - BigInt(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
