// Subqueries that use columns from around them: DuckDB answers more of them than Trino. What Trino refuses is refused, so that what runs here
// runs there.
import { sourceError } from '../parser/source-error.ts';
import { ComparisonContext, type ParserRuleContext, PredicatedContext } from '../parser/trino-grammar.ts';
import { namePath } from './reference.ts';
import {
  FROM_CLAUSE,
  OUTER_JOIN_CLAUSE,
  type OuterReference,
  type QueryEnvironment,
  type Scope,
  SELECT_CLAUSE,
  WHERE_CLAUSE,
} from './scope.ts';
import { innermost } from './unwrap.ts';

/** What a SELECT is made of, as far as Trino's planner cares. */
export interface CorrelatedSelect {
  readonly conditions: readonly ParserRuleContext[];
  /** Where its conditions name its own columns. */
  readonly ownReferences: readonly ParserRuleContext[];
  readonly hasFrom: boolean;
  readonly severalRows: boolean;
  readonly isDistinct: boolean;
  readonly isGrouped: boolean;
  /** Aggregates without a GROUP BY. */
  readonly isOneGroup: boolean;
  readonly hasHaving: boolean;
  readonly hasWindows: boolean;
  readonly isLimited: boolean;
  readonly skipsRows: boolean;
  readonly isOrdered: boolean;
}

/** @param crossed the scopes from the reference outwards, up to the one that has the column */
export function noteOuterReference(crossed: readonly Scope[], node: ParserRuleContext): void {
  for (const { environment, clause } of crossed) {
    environment.outerReferences?.push({ node, clause });
    if (environment.crossing !== undefined) environment.crossing.isCrossed = true;
  }
  // Trino's words are others; it refuses as well.
  if (crossed.some(({ clause }) => clause === OUTER_JOIN_CLAUSE)) throw refusal(node);
  const isNested = crossed.length > 1 && crossed.every(({ members }) => members.length > 0);
  if (isNested) throw refusal(node);
}

/** @param environment the SELECT's own */
export function checkCorrelation(environment: QueryEnvironment, select: CorrelatedSelect): void {
  const references = environment.outerReferences ?? [];
  if (references.length === 0) return;
  const { tested, crossing } = environment;
  const isUnnested = references.some(({ clause }) => clause.name === FROM_CLAUSE.name);
  const where = references.filter(({ clause }) => clause.name === WHERE_CLAUSE.name);
  const isSelected = references.some(({ clause }) => clause.name === SELECT_CLAUSE.name && clause.inside === undefined);
  if (crossing !== undefined && (isUnnested || isSelected || select.isOneGroup)) crossing.isComputed = true;
  if (
    environment.side === true ||
    select.skipsRows ||
    (select.hasWindows && tested !== 'EXISTS') ||
    (select.hasHaving && !select.isGrouped && where.length > 0) ||
    (!isUnnested && references.some(({ clause }) => clause.inside?.kind === 'aggregation')) ||
    (isUnnested && (select.conditions.length > 0 || tested === 'IN')) ||
    (!isUnnested && isSelected && tested !== 'EXISTS' && !canCompute(select)) ||
    (tested === 'IN' && !canTest(select, references)) ||
    (select.isLimited && where.length > 0 && !canLimit(select, where, tested))
  ) {
    refuseCorrelation(references);
  }
}

export function refuseCorrelation([first]: readonly OuterReference[]): void {
  if (first !== undefined) throw refusal(first.node);
}

/** Columns from around are at hand beside one row, or a whole group. */
function canCompute({ hasFrom, conditions, severalRows, isGrouped }: CorrelatedSelect): boolean {
  return hasFrom ? isGrouped || !severalRows : conditions.length === 0;
}

function canTest(select: CorrelatedSelect, references: readonly OuterReference[]): boolean {
  const { isLimited, isDistinct, isGrouped, isOneGroup } = select;
  return !isLimited && !isDistinct && !isGrouped && !isOneGroup && references.every(({ clause }) => !clause.grouped);
}

/** Rows can be numbered per value of a column that equals something from around; what is asked of the rows around alone is in no one's way. */
function canLimit(
  { conditions, ownReferences, isOrdered }: CorrelatedSelect,
  references: readonly OuterReference[],
  tested: QueryEnvironment['tested'],
): boolean {
  const equalities = references.filter(({ node }) => conditions.some((condition) => isEquality(condition, node)));
  const isAsked = conditions.filter((condition) => !ownReferences.some((own) => holds(condition, own)));
  const others = references.filter(
    (reference) => !equalities.includes(reference) && !isAsked.some((condition) => holds(condition, reference.node)),
  );
  return others.length === 0 && (isOrdered || (tested === 'EXISTS' && equalities.length > 0));
}

function isEquality(condition: ParserRuleContext, reference: ParserRuleContext): boolean {
  if (!(condition instanceof PredicatedContext)) return false;
  const form = condition.predicate();
  if (!(form instanceof ComparisonContext) || form.comparisonOperator().EQ() === null) return false;
  const sides = [condition.valueExpression(), form.valueExpression()];
  const other = sides.findIndex((side) => !holds(side, reference));
  return other >= 0 && holds(sides[1 - other], reference) && namePath(innermost(sides[other])) !== undefined;
}

function holds(node: ParserRuleContext, part: ParserRuleContext): boolean {
  return node.start!.start <= part.start!.start && part.start!.start <= (node.stop ?? node.start!).stop;
}

function refusal(node: ParserRuleContext) {
  return sourceError(node, 'NOT_SUPPORTED', 'Given correlated subquery is not supported', {
    hint: 'Trino refuses most of these too. Join a subquery instead.',
  });
}
