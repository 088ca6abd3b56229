// What a function calls: one question about its outgoing spans, and the answer by who was called, whatever address it has. Pure.
import type { Filter, StructuredQuery } from '@tracelake/query/structured';
import type { StructuredAnswer } from '../api/api-types.ts';
import { numberOf } from '../format/attribute-value.ts';

export type CalledKind = 'service' | 'database' | 'queue' | 'external';

export interface Called {
  readonly name: string;
  readonly kind: CalledKind;
  readonly calls: number;
  readonly errors: number;
  /** Of the time that all calls took. */
  readonly share: number;
  /** Which spans these are. */
  readonly filter: Filter;
}

/** The first that a span has says who was called. */
const NAMING = [
  ['service.peer.name', 'service'],
  ['messaging.destination.name', 'queue'],
  ['db.system.name', 'database'],
  ['server.address', 'external'],
] as const;

export function callsQuery(filters: readonly Filter[]): StructuredQuery {
  return {
    calculations: [{ op: 'COUNT' }, { op: 'SUM', column: 'duration_ms' }, { op: 'SUM', column: 'failed' }],
    calculatedFields: [{ name: 'failed', expression: `IF(status_code = 'ERROR', 1, 0)` }],
    breakdowns: NAMING.map(([key]) => key),
    filters: [...filters, { column: 'kind', op: 'in', value: ['CLIENT', 'PRODUCER'] }],
    limit: 500,
  };
}

/** By time. */
export function calledOf({ rows }: Pick<StructuredAnswer, 'rows'>): Called[] {
  const found = new Map<string, Omit<Called, 'share'> & { totalMs: number }>();
  for (const row of rows) {
    const at = NAMING.findIndex((_, place) => row[place] !== null);
    if (at < 0) continue;
    const [column, kind] = NAMING[at];
    const value = String(row[at]);
    const known = found.get(`${column} ${value}`);
    const [calls, totalMs, errors] = row.slice(NAMING.length).map((number) => numberOf(number) ?? 0);
    found.set(`${column} ${value}`, {
      name: value,
      kind,
      calls: (known?.calls ?? 0) + calls,
      errors: (known?.errors ?? 0) + errors,
      totalMs: (known?.totalMs ?? 0) + totalMs,
      filter: { column, op: '=', value },
    });
  }
  const all = [...found.values()].reduce((sum, { totalMs }) => sum + totalMs, 0);
  return [...found.values()]
    .map(({ totalMs, ...called }) => ({ ...called, share: all === 0 ? 0 : totalMs / all }))
    .sort((one, other) => other.share - one.share);
}
