// What stands in a FROM: tables, subqueries, UNNEST, LATERAL, samples and joins of them.
import { identifierOf } from '../parser/identifier.ts';
import { sourceError } from '../parser/source-error.ts';
import {
  type AliasedRelationContext,
  ExpressionSourceTableContext,
  JoinRelationContext,
  LateralContext,
  ParenthesizedRelationContext,
  type RelationContext,
  RelationDefaultContext,
  type RelationPrimaryContext,
  type SampledRelationContext,
  SubqueryRelationContext,
  TableNameContext,
  UnnestContext,
} from '../parser/trino-grammar.ts';
import { quoteIdentifier } from '../types/quoting.ts';
import { isNumeric } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { joinRelation } from './join.ts';
import { FROM_CLAUSE, newScope, type QueryEnvironment } from './scope.ts';
import { columnsMember, fieldsMember, renamedMember, type ScopeMember, unnamedColumn } from './scope-member.ts';
import type { SourceUse } from './source-usage.ts';
import { tableRelation } from './table.ts';
import { unnestRelation } from './unnest.ts';
import type { TranslatedQuery, Walk } from './walk.ts';

export interface Relation {
  /**
   * Text in FROM. A condition given is put on the first table alone, which DuckDB does not find out for itself
   * where an UNNEST follows (102 ms against 2.5 ms for 30,000 spans).
   */
  sql(firstCondition?: string): string;
  /** Alias of the first table, where a condition can be put on it. */
  readonly first: string | undefined;
  readonly members: readonly ScopeMember[];
  /** Tables whose rows take part only if they pass the WHERE. */
  readonly filtered: readonly SourceUse[];
  /** Whether it reads columns of what stands left of it. */
  readonly lateral: boolean;
  /** Of UNNEST and LATERAL: how they may be joined. */
  readonly derived?: DerivedRelation | undefined;
  readonly severalRows?: boolean | undefined;
}

export interface DerivedRelation {
  readonly readsLeft: boolean;
  /** Whether Trino joins it by other conditions than TRUE. */
  readonly takesCondition: boolean;
}

/** @param left what stands left of it in the same FROM */
export function translateRelation(
  node: RelationContext,
  environment: QueryEnvironment,
  left: readonly ScopeMember[],
  walk: Walk,
): Relation {
  if (node instanceof JoinRelationContext) {
    return joinRelation(node, environment, left, walk, { relation: translateRelation, sampled: sampledRelation });
  }
  if (node instanceof RelationDefaultContext) return sampledRelation(node.sampledRelation(), environment, left, walk);
  throw sourceError(node, 'NOT_SUPPORTED', 'This form of relation is not supported locally');
}

export function sampledRelation(
  node: SampledRelationContext,
  environment: QueryEnvironment,
  left: readonly ScopeMember[],
  walk: Walk,
): Relation {
  const pattern = node.patternRecognition();
  if (pattern.KW_MATCH_RECOGNIZE() !== null) {
    throw sourceError(pattern, 'NOT_SUPPORTED', 'MATCH_RECOGNIZE is not supported locally');
  }
  const relation = aliasedRelation(pattern.aliasedRelation(), environment, left, walk);
  const columns = relation.members.reduce((count, member) => count + member.star().length, 0);
  walk.effort.spend(columns + left.length, pattern);
  const percentage = node._percentage;
  if (percentage === undefined) return relation;
  const share = walk.expression(percentage, newScope([], environment, FROM_CLAUSE));
  if (!isNumeric(share.type)) {
    throw sourceError(
      percentage,
      'TYPE_MISMATCH',
      `Sample percentage should be a numeric expression: ${typeText(share.type)}`,
    );
  }
  const { first } = relation;
  if (share.constant === undefined || first === undefined) {
    throw sourceError(node, 'NOT_SUPPORTED', 'TABLESAMPLE takes a constant percentage of one table or subquery');
  }
  if (Number(share.constant) < 0 || Number(share.constant) > 100) {
    throw sourceError(
      percentage,
      'NUMERIC_VALUE_OUT_OF_RANGE',
      'Sample percentage must be between 0 and 100, inclusive',
    );
  }
  const taken = `random() * 100 < ${share.sql}`;
  return { ...relation, sql: (given) => relation.sql(given === undefined ? taken : `${given} AND ${taken}`) };
}

function aliasedRelation(
  node: AliasedRelationContext,
  environment: QueryEnvironment,
  left: readonly ScopeMember[],
  walk: Walk,
): Relation {
  const alias = node._alias === undefined ? undefined : identifierOf(node._alias).text;
  const names = node
    .columnAliases()
    ?.identifier()
    .map((name) => identifierOf(name).text);
  const relation = primaryRelation(node.relationPrimary(), alias, names !== undefined, environment, left, walk, node);
  if (alias === undefined) return relation;
  const fields = relation.members.flatMap((member) => member.star());
  if (names === undefined) return { ...relation, members: qualified(relation.members, alias, node) };
  if (names.length !== fields.length) {
    const message = `Column alias list has ${names.length} entries but '${alias}' has ${fields.length} columns available`;
    throw sourceError(node, 'MISMATCHED_COLUMN_ALIASES', message);
  }
  return { ...relation, members: [renamedMember(alias, fields, names)] };
}

/** A relation of one member has its alias already; a join in brackets becomes one relation of all its columns. */
function qualified(
  members: readonly ScopeMember[],
  alias: string,
  node: AliasedRelationContext,
): readonly ScopeMember[] {
  if (members.length === 1) return members;
  if (members.some((member) => member.source !== undefined)) {
    throw sourceError(
      node,
      'NOT_SUPPORTED',
      'An alias of a join in brackets is not supported; give each table its own',
    );
  }
  return [
    fieldsMember(
      alias,
      members.flatMap((member) => [...member.star()]),
    ),
  ];
}

function primaryRelation(
  node: RelationPrimaryContext,
  alias: string | undefined,
  renamed: boolean,
  environment: QueryEnvironment,
  left: readonly ScopeMember[],
  walk: Walk,
  place: AliasedRelationContext,
): Relation {
  if (node instanceof TableNameContext) return tableRelation(node, alias, renamed, environment, walk);
  if (node instanceof ParenthesizedRelationContext) {
    const inner = walk.relation(node.relation(), environment, left);
    // DuckDB takes brackets round joins only.
    if (!(node.relation() instanceof JoinRelationContext)) return inner;
    return { ...inner, sql: (given) => `(${inner.sql(given)})`, first: undefined, derived: undefined };
  }
  const table = node instanceof ExpressionSourceTableContext ? node.relationSourceTable() : undefined;
  if (table instanceof SubqueryRelationContext) {
    return queryRelation(walk.query(table.query(), { ...environment, tested: undefined }), false, alias, walk, place);
  }
  if (table instanceof LateralContext) {
    const parent = newScope(left, environment, FROM_CLAUSE);
    const crossing = { isCrossed: false, isComputed: false };
    const query = walk.query(table.query(), { commonTables: environment.commonTables, parent, crossing });
    const { isCrossed, isComputed } = crossing;
    const relation = queryRelation(query, isCrossed, alias, walk, place);
    return { ...relation, derived: { readsLeft: isCrossed, takesCondition: !isComputed } };
  }
  if (table instanceof UnnestContext) {
    const scope = newScope(left, environment, FROM_CLAUSE);
    const relation = queryRelation(unnestRelation(table, scope, walk), true, alias, walk, place);
    const readsLeft = scope.block.rowReferences.length > 0;
    return { ...relation, derived: { readsLeft, takesCondition: false } };
  }
  throw sourceError(table ?? node, 'NOT_SUPPORTED', 'Table functions are not supported', {
    hint: 'FROM takes spans, subqueries, VALUES, UNNEST and LATERAL.',
  });
}

function queryRelation(
  query: TranslatedQuery,
  lateral: boolean,
  alias: string | undefined,
  walk: Walk,
  place: AliasedRelationContext,
): Relation {
  const name = walk.names.next('r');
  const nameInTrino = () => (alias === undefined ? namedInTrino(place, name, query, walk) : quoteIdentifier(alias));
  const prefix = lateral ? 'LATERAL ' : '';
  return {
    sql: (given) =>
      given === undefined
        ? `${prefix}(${query.sql}) ${name}`
        : `${prefix}(SELECT * FROM (${query.sql}) ${name} WHERE ${given}) ${name}`,
    first: lateral ? undefined : name,
    members: [columnsMember(name, alias?.toLowerCase(), query.columns, nameInTrino, query.passes)],
    filtered: [],
    lateral,
    severalRows: query.severalRows,
  };
}

/** A subquery without an alias needs one in the Trino text where `*` is written out. */
function namedInTrino(place: AliasedRelationContext, name: string, { columns }: TranslatedQuery, walk: Walk): string {
  const { end } = walk.source.rangeOf(place);
  const names = columns.map((column, i) => quoteIdentifier(column.name ?? unnamedColumn(i)));
  const alias = `subquery_${name}`;
  walk.edits.replace({ start: end, end }, ` AS ${alias} (${names.join(', ')})`);
  return alias;
}
