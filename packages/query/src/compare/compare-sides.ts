// Which spans are compared: the selection, and what it is held against.

import { numberSql } from '../structured/calculation-expression.ts';
import { anySpanCondition } from '../structured/events-source.ts';
import { fieldReference, fieldSql } from '../structured/field-reference.ts';
import type { FieldTypes } from '../structured/field-types.ts';
import { bracketed, filtersCondition, numberLiteral } from '../structured/filter-condition.ts';
import { invalidField } from '../structured/request-field.ts';
import { allFilters, type FilterCombination, type FilterNode } from '../structured/structured-query.ts';
import { quoteLiteral } from '../types/quoting.ts';
import { COMPARE_LIMITS, type CompareQuery, type Selection } from './compare-query.ts';

export interface CompareSides {
  /** True or false, never NULL; never both true. */
  readonly selected: string;
  readonly baseline: string;
  /** What both lie in. */
  readonly scope: string | undefined;
  /** Whether the baseline is the rest of the same operations: `sameOperations` narrows it. */
  readonly isRestOfOperations: boolean;
}

/** Where a selection is the slowest: asked first, because a scan that asks it itself would read everything twice. */
export function slowestSql(query: CompareQuery, types: FieldTypes): string | undefined {
  const selections = [query.selection, ...(typeof query.baseline === 'object' ? [query.baseline] : [])];
  if (!selections.some(({ preset }) => preset === 'slowest')) return undefined;
  const scope = conditionOf(query.filters, query.filterCombination, types);
  return `SELECT approx_percentile(duration_ms, 0.9) AS slowest_ms\nFROM spans${scope === undefined ? '' : `\nWHERE ${scope}`}`;
}

/** @param slowestMs what `slowestSql` answers. Throws `invalid_request`. */
export function compareSides(query: CompareQuery, types: FieldTypes, slowestMs: number | undefined): CompareSides {
  const scope = conditionOf(query.filters, query.filterCombination, types);
  const selected = `coalesce(${selectionCondition(query.selection, types, slowestMs)}, false)`;
  const { baseline = 'rest' } = query;
  if (typeof baseline === 'string') {
    return { scope, selected, baseline: `NOT ${selected}`, isRestOfOperations: baseline === 'rest' };
  }
  const other = `coalesce(${selectionCondition(baseline, types, slowestMs)}, false)`;
  return { scope, selected, baseline: `(${other} AND NOT ${selected})`, isRestOfOperations: false };
}

export interface OperationCount {
  readonly service: string | null;
  readonly name: string | null;
  readonly selected: number;
  readonly baseline: number;
}

/** Rows: service, name, spans selected, spans of the baseline. Not weighed: it decides how much to sample. */
export function operationsSql({ selected, baseline, scope }: CompareSides): string {
  return `SELECT service_name, name, count_if(${selected}) AS selected, count_if(${baseline}) AS baseline
FROM spans${scope === undefined ? '' : `\nWHERE ${scope}`}
GROUP BY 1, 2
ORDER BY 3 DESC, 4 DESC, 1, 2`;
}

/**
 * The rest of the same operations (service and name), mixed as the selected ones are: an error in one function held against all that other
 * functions do shows what tells the functions apart, not what tells the error apart.
 */
export function sameOperations(sides: CompareSides, operations: readonly OperationCount[]): CompareSides {
  const names = new Map<string | null, (string | null)[]>();
  for (const { service, name } of operations) names.set(service, [...(names.get(service) ?? []), name]);
  const conditions = [...names].map(
    ([service, ofService]) => `(${isOneOf('service_name', [service])} AND ${isOneOf('name', ofService)})`,
  );
  const scope = conditions.length === 1 ? conditions[0] : `(${conditions.join(' OR ')})`;
  return { ...sides, scope: sides.scope === undefined ? scope : `${sides.scope} AND ${scope}` };
}

/** Operations with spans on both sides, most of the selected ones first, as many as a text can name. */
export function sharedOperations(counts: readonly OperationCount[]): OperationCount[] {
  return counts.filter(({ selected, baseline }) => selected > 0 && baseline > 0).slice(0, COMPARE_LIMITS.operations);
}

function isOneOf(column: string, values: readonly (string | null)[]): string {
  const texts = values.filter((value) => value !== null).map(quoteLiteral);
  const among = texts.length === 0 ? [] : [`${column} IN (${texts.join(', ')})`];
  const conditions = [...among, ...(values.includes(null) ? [`${column} IS NULL`] : [])];
  return conditions.length === 1 ? conditions[0] : `(${conditions.join(' OR ')})`;
}

function selectionCondition(selection: Selection, types: FieldTypes, slowestMs: number | undefined): string {
  const { preset, filters, filterCombination, box } = selection;
  const conditions: string[] = [];
  if (preset === 'errors') conditions.push(`status_code = 'ERROR'`);
  if (preset === 'slowest') conditions.push(`duration_ms >= ${numberLiteral(slowestMs ?? 0)}`);
  if (box !== undefined) {
    const value = numberSql(box.column, { types, fieldSql });
    conditions.push(`start_time_unix_nano >= ${nanos(box.start)}`, `start_time_unix_nano < ${nanos(box.end)}`);
    conditions.push(`${value} >= ${numberLiteral(box.low)}`, `${value} < ${numberLiteral(box.high)}`);
  }
  const filtered = conditionOf(filters, filterCombination, types);
  if (filtered !== undefined) conditions.push(filtered);
  return conditions.length === 1 ? conditions[0] : conditions.map(bracketed).join(' AND ');
}

function nanos(isoTime: string): string {
  return String(BigInt(Date.parse(isoTime)) * 1_000_000n);
}

function conditionOf(
  filters: readonly FilterNode[] = [],
  combination: FilterCombination | undefined,
  types: FieldTypes,
): string | undefined {
  for (const { column } of allFilters(filters)) {
    const { relation, name } = fieldReference(column);
    if (relation !== 'root' && relation !== 'parent') continue;
    invalidField('filters', 'can be of the span and of any span of its trace in a comparison', column, {
      hint: `Use any.${name}.`,
    });
  }
  const condition = filtersCondition(filters, combination ?? 'AND', { types, fieldSql, anySpan: anySpanCondition });
  return condition === undefined ? undefined : bracketed(condition);
}
