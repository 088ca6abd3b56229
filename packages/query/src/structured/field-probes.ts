// One small SELECT for each field that a question names: the first that is refused says which part of the question an error of
// its SQL is about.
import type { CompareQuery, Selection } from '../compare/compare-query.ts';
import { type CalculationContext, calculationSql, numberSql } from './calculation-expression.ts';
import { fieldReference, fieldSql } from './field-reference.ts';
import { expressionSql, NO_FIELD_TYPES } from './field-types.ts';
import { filterCondition } from './filter-condition.ts';
import { type Calculation, type FilterNode, isFilterGroup, type StructuredQuery } from './structured-query.ts';

export interface FieldProbe {
  /** As the request writes it: `calculations[0].column`. */
  readonly field: string;
  /** Throws what the compiler says of the field. */
  readonly sql: () => string;
  /** Lines of `sql` before the user's own text, where it has one. */
  readonly linesBefore?: number;
}

/** Calculated fields first: what uses them fails with them. */
export function queryProbes(query: StructuredQuery): FieldProbe[] {
  const calculated = query.calculatedFields ?? [];
  const expressions = new Map(calculated.map((field) => [field.name, expressionSql(field)]));
  const context = probeContext(expressions);
  const ofCalculation = (calculation: Calculation, field: string): FieldProbe[] =>
    calculation.column === undefined
      ? []
      : [{ field, sql: () => `SELECT ${aggregateSql(calculation, context)} FROM spans` }];
  return [
    ...calculated.map(({ expression }, i) => ({
      field: `calculatedFields[${i}].expression`,
      sql: () => `SELECT\n${expression}\nFROM spans`,
      linesBefore: 1,
    })),
    ...filterProbes(query.filters ?? [], 'filters', context),
    ...(query.breakdowns ?? []).map((name, i) => ({
      field: `breakdowns[${i}]`,
      sql: () => `SELECT ${context.fieldSql(name)} FROM spans GROUP BY 1 ORDER BY 1`,
    })),
    ...(query.calculations ?? []).flatMap((each, i) => ofCalculation(each, `calculations[${i}].column`)),
    ...(query.havings ?? []).flatMap(({ calculateOp, column }, i) =>
      ofCalculation({ op: calculateOp, column }, `havings[${i}].column`),
    ),
  ];
}

export function compareProbes({ filters = [], selection, baseline, fields = [] }: CompareQuery): FieldProbe[] {
  const context = probeContext(new Map());
  const ofSelection = ({ filters: own = [], box }: Selection, place: string): FieldProbe[] => [
    ...filterProbes(own, `${place}.filters`, context),
    ...(box === undefined
      ? []
      : [{ field: `${place}.box.column`, sql: () => `SELECT ${numberSql(box.column, context)} FROM spans` }]),
  ];
  return [
    ...filterProbes(filters, 'filters', context),
    ...ofSelection(selection, 'selection'),
    ...(typeof baseline === 'object' ? ofSelection(baseline, 'baseline') : []),
    ...fields.map((name, i) => ({ field: `fields[${i}]`, sql: () => `SELECT ${context.fieldSql(name)} FROM spans` })),
  ];
}

/** Whose span a field is of does not matter to whether there is one of its name. */
function probeContext(expressions: ReadonlyMap<string, string>): CalculationContext {
  const ownSql = (field: string): string => {
    const { name } = fieldReference(field);
    return expressions.get(name) ?? fieldSql(name);
  };
  return { types: NO_FIELD_TYPES, fieldSql: ownSql, sampled: false, secondsSql: '1' };
}

function aggregateSql(calculation: Calculation, context: CalculationContext): string {
  if (calculation.op === 'HEATMAP') return numberSql(calculation.column!, context);
  return calculationSql(calculation, context);
}

function filterProbes(nodes: readonly FilterNode[], place: string, context: CalculationContext): FieldProbe[] {
  return nodes.flatMap((node, i) => {
    const at = `${place}[${i}]`;
    if (isFilterGroup(node)) return filterProbes(node.filters, `${at}.filters`, context);
    const { types, fieldSql: ownSql } = context;
    const condition = () => filterCondition(node, { types, fieldSql: ownSql, anySpan: () => 'true' });
    return [
      { field: `${at}.column`, sql: () => `SELECT ${ownSql(node.column)} FROM spans` },
      { field: at, sql: () => `SELECT ${condition()} FROM spans` },
    ];
  });
}
