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
  WHERE_CLAUSE,
} from './scope.ts';
import { innermost } from './unwrap.ts';

/** What a SELECT is made of, as far as Trino's planner cares. */
export interface CorrelatedSelect {
  readonly conditions: readonly ParserRuleContext[];
  readonly hasWindows: boolean;
  readonly isLimited: boolean;
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
  const [first] = references;
  if (first === undefined) return;
  const isUnnested = references.some(({ clause }) => clause.name === FROM_CLAUSE.name);
  const where = references.filter(({ clause }) => clause.name === WHERE_CLAUSE.name);
  if (
    environment.side === true ||
    (select.hasWindows && environment.tested !== 'EXISTS') ||
    (!isUnnested && references.some(({ clause }) => clause.inside?.kind === 'aggregation')) ||
    (isUnnested && (select.conditions.length > 0 || environment.tested === 'IN')) ||
    (environment.tested === 'IN' && (select.isLimited || references.some(isSelected))) ||
    (environment.tested === undefined && select.isLimited && where.length > 0 && !canLimit(select, where))
  ) {
    throw refusal(first.node);
  }
}

function isSelected({ clause }: OuterReference): boolean {
  return clause.grouped;
}

/** Rows can be numbered per value of a column that equals something from around. */
function canLimit({ conditions, isOrdered }: CorrelatedSelect, references: readonly OuterReference[]): boolean {
  return isOrdered && references.every(({ node }) => conditions.some((condition) => isEquality(condition, node)));
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
    hint: 'Trino refuses it too. Join a subquery instead.',
  });
}
