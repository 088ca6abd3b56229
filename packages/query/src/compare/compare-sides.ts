// Which spans are compared: the selection, and what it is held against.

import { numberSql } from '../structured/calculation-expression.ts';
import { anySpanCondition } from '../structured/events-source.ts';
import { fieldReference, fieldSql } from '../structured/field-reference.ts';
import { type FieldTypes, kindOfField } from '../structured/field-types.ts';
import { bracketed, checkFilters, filtersCondition, numberLiteral } from '../structured/filter-condition.ts';
import { invalidField } from '../structured/request-field.ts';
import { allFilters, type FilterCombination, type FilterNode } from '../structured/structured-query.ts';
import { quoteLiteral } from '../types/quoting.ts';
import { COMPARE_LIMITS, type CompareQuery, type Selection } from './compare-query.ts';

export interface CompareSides {
  /** True or false, never NULL; never both true. */
  readonly selected: string;
  readonly baseline: string;
  /** Spans that a baseline of its own has in common with the selection: they count as selected only. `undefined` where there can be none. */
  readonly both: string | undefined;
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
  const side = (selection: Selection, place: string): string =>
    `coalesce(${selectionCondition(selection, place, types, slowestMs)}, false)`;
  const selected = side(query.selection, 'selection');
  const { baseline = 'rest' } = query;
  if (typeof baseline === 'string') {
    const isRestOfOperations = baseline === 'rest';
    return { scope, selected, baseline: `NOT ${selected}`, both: undefined, isRestOfOperations };
  }
  const other = side(baseline, 'baseline');
  const [both, alone] = [`(${other} AND ${selected})`, `(${other} AND NOT ${selected})`];
  return { scope, selected, baseline: alone, both, isRestOfOperations: false };
}

export interface OperationCount {
  readonly service: string | null;
  readonly name: string | null;
  readonly selected: number;
  readonly baseline: number;
  readonly both: number;
}

/** Rows: service, name, spans selected, spans of the baseline, spans of both. Not weighed: it decides how much to sample. */
export function operationsSql({ selected, baseline, both, scope }: CompareSides): string {
  return `SELECT service_name, name, count_if(${selected}) AS selected, count_if(${baseline}) AS baseline, ${both === undefined ? '0' : `count_if(${both})`} AS "both"
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

function selectionCondition(
  selection: Selection,
  place: string,
  types: FieldTypes,
  slowestMs: number | undefined,
): string {
  const { preset, filters, filterCombination, box } = selection;
  const conditions: string[] = [];
  if (preset === 'errors') conditions.push(`status_code = 'ERROR'`);
  if (preset === 'slowest') conditions.push(`duration_ms >= ${numberLiteral(slowestMs ?? 0)}`);
  if (box !== undefined) {
    requireNumbers(box.column, `${place}.box.column`, types);
    const value = numberSql(box.column, { types, fieldSql });
    conditions.push(`start_time_unix_nano >= ${nanos(box.start)}`, `start_time_unix_nano < ${nanos(box.end)}`);
    conditions.push(`${value} >= ${numberLiteral(box.low)}`, `${value} < ${numberLiteral(box.high)}`);
  }
  const filtered = conditionOf(filters, filterCombination, types, `${place}.filters`);
  if (filtered !== undefined) conditions.push(filtered);
  return conditions.length === 1 ? conditions[0] : conditions.map(bracketed).join(' AND ');
}

/** A text can hold digits, in some spans or in all: only where it selects nothing is it the wrong field. */
function requireNumbers(column: string, place: string, types: FieldTypes): void {
  const kind = kindOfField(types, column);
  if (kind !== 'boolean' && kind !== 'other') return;
  invalidField(place, 'must be a number of the span; this field is none', column, { hint: NUMBER_HINT });
}

/** Throws `invalid_request` for a box of texts that selects nothing. */
export function refuseEmptyTextBox({ box }: Selection, place: string, types: FieldTypes): void {
  if (box === undefined || kindOfField(types, box.column) !== 'text') return;
  invalidField(`${place}.box.column`, 'is text; none of it is a number in the box', box.column, { hint: NUMBER_HINT });
}

const NUMBER_HINT = 'A box spans time and a number, such as duration_ms; other fields are chosen by filters.';

function nanos(isoTime: string): string {
  return String(BigInt(Date.parse(isoTime)) * 1_000_000n);
}

function conditionOf(
  filters: readonly FilterNode[] = [],
  combination: FilterCombination | undefined,
  types: FieldTypes,
  place = 'filters',
): string | undefined {
  for (const { column } of allFilters(filters)) {
    const { relation, name } = fieldReference(column);
    if (relation !== 'root' && relation !== 'parent') continue;
    invalidField(place, 'can be of the span and of any span of its trace in a comparison', column, {
      hint: `Use any.${name}.`,
    });
  }
  const context = { types, fieldSql, anySpan: anySpanCondition };
  checkFilters(filters, place, context);
  const condition = filtersCondition(filters, combination ?? 'AND', context);
  return condition === undefined ? undefined : bracketed(condition);
}
