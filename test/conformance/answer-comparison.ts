// Whether an answer agrees with Trino's, by the rules of trino/README.md.
import type { ApiValue } from '@tracelake/query';

export interface RecordedAnswer {
  readonly sql: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly ordered?: boolean;
  readonly tolerance?: number;
  readonly nondeterministic?: boolean;
  readonly anyArrayOrder?: boolean;
  readonly error?: { readonly name: string; readonly message: string };
}

const RELATIVE_DIFFERENCE = 1e-9;

/** `undefined` if they agree, else what differs. */
export function difference(
  recorded: RecordedAnswer,
  columns: readonly { readonly name: string; readonly type: string }[],
  rows: readonly (readonly ApiValue[])[],
): string | undefined {
  const expected = recorded.rows ?? [];
  if (columns.length !== recorded.columns?.length) return `${columns.length} columns`;
  const misnamed = columns.findIndex(({ name }, i) => name !== recorded.columns![i].name);
  if (misnamed >= 0) return `column ${misnamed + 1} is called ${columns[misnamed].name}`;
  const mistyped = columns.findIndex(({ type }, i) => plainType(type) !== plainType(recorded.columns![i].type));
  if (mistyped >= 0)
    return `column ${mistyped + 1} is a ${columns[mistyped].type}, not a ${recorded.columns[mistyped].type}`;
  if (rows.length !== expected.length) return `${rows.length} rows, not ${expected.length}`;
  if (recorded.nondeterministic) return undefined;
  const actual = rows.map((row) => row.map((value, i) => canonical(value, columns[i].type, recorded)));
  const wanted = expected.map((row) => row.map((value, i) => canonical(value, columns[i].type, recorded)));
  const [left, right] = recorded.ordered ? [actual, wanted] : [sorted(actual), sorted(wanted)];
  const tolerance = recorded.tolerance ?? RELATIVE_DIFFERENCE;
  const wrong = left.findIndex((row, i) => !agree(row, right[i], tolerance));
  if (wrong < 0) return undefined;
  return `row ${wrong + 1}: ${JSON.stringify(left[wrong])}, not ${JSON.stringify(right[wrong])}`;
}

function plainType(type: string): string {
  return type.replaceAll('"', '').replace(/,\s+/g, ',').toLowerCase();
}

/** Timestamps by their instant, as text; maps by sorted keys. */
function canonical(value: unknown, type: string, recorded: RecordedAnswer): unknown {
  if (typeof value === 'string' && /^timestamp/.test(type)) {
    return value
      .replace('T', ' ')
      .replace(/(\.\d*?)0+(?=\D|$)/, '$1')
      .replace(/\.(?=\D|$)/, '')
      .replace(/ ?(UTC|Z)$/, '');
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item, '', recorded));
    return recorded.anyArrayOrder ? sorted(items) : items;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => [key, canonical(item, '', recorded)] as const);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  return value;
}

function sorted<T>(values: readonly T[]): T[] {
  return [...values].sort((a, b) => (sortText(a) < sortText(b) ? -1 : 1));
}

/** Rounded, so that sums that differ in the last digit sort alike. */
function sortText(value: unknown): string {
  return JSON.stringify(value, (_, item) => (typeof item === 'number' ? Number(item.toPrecision(9)) : item));
}

function agree(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
  }
  // A bigint is text here; lines.json has it as a number.
  if (typeof a === 'string' && typeof b === 'number') return a === String(b) || Number(a) === b;
  if (typeof a === 'string' && typeof b === 'string' && tolerance > RELATIVE_DIFFERENCE && /^-?\d+$/.test(a)) {
    return Math.abs(Number(a) - Number(b)) <= tolerance * Math.abs(Number(b));
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => agree(item, b[i], tolerance));
  }
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    const [x, y] = [Object.entries(a), Object.entries(b)];
    return x.length === y.length && x.every(([key, item], i) => key === y[i][0] && agree(item, y[i][1], tolerance));
  }
  return a === b;
}
