// What names mean at a place of the query: the relations of its FROM, what encloses it, and what its clause may hold.
import type { ParserRuleContext, WindowSpecificationContext } from '../parser/trino-grammar.ts';
import type { TrinoType } from '../types/trino-type.ts';
import type { ScopeMember } from './scope-member.ts';
import type { TypedExpression } from './typed-expression.ts';

/** A column of a query's result; in its SQL the columns are called c1, c2 … */
export interface QueryColumn {
  readonly name: string | undefined;
  readonly type: TrinoType;
  readonly mayBeNaN: boolean;
  /** An attribute that came through a `*`, and is not part of the next. */
  readonly isPassed?: boolean | undefined;
}

/** Attributes that come through the `*` of a query, by name: asked for, they are among its columns when it is walked again. */
export type PassedAttributes = (name: string) => readonly QueryColumn[];

/** A query of a WITH clause. */
export interface CommonTable {
  readonly sqlName: string;
  readonly columns: readonly QueryColumn[];
  /** Its name in the Trino text, where that must differ from the user's. */
  readonly trinoName: string | undefined;
  readonly severalRows?: boolean | undefined;
  readonly passes?: PassedAttributes | undefined;
}

/** What a query may use from outside of it. */
export interface QueryEnvironment {
  readonly commonTables: ReadonlyMap<string, CommonTable>;
  /** The scope a subquery stands in. */
  readonly parent: Scope | undefined;
  /** What a subquery is for: Trino can undo less of one that is only tested. */
  readonly tested?: 'EXISTS' | 'IN' | undefined;
  readonly crossing?: Crossing | undefined;
  /** Whether its rows are the answer. */
  readonly isShown?: boolean | undefined;
  /** Whether it is a side of a set operation. */
  readonly side?: boolean | undefined;
  /** Names of the scope around it that the SELECT uses, as they are found. */
  readonly outerReferences?: OuterReference[] | undefined;
}

/** Told when a subquery uses columns from around it. */
export interface Crossing {
  isCrossed: boolean;
  /** Whether it computes something of them, beyond choosing rows. */
  isComputed: boolean;
}

export interface OuterReference {
  readonly node: ParserRuleContext;
  readonly clause: Clause;
}

/** What an expression may hold, by where it stands. */
export interface Clause {
  /** As errors name it: `WHERE clause`. */
  readonly name: string;
  readonly aggregates: boolean;
  readonly windows: boolean;
  /** Whether columns must be grouped by, if the query groups at all. */
  readonly grouped: boolean;
  /** The call around it, if any. */
  readonly inside?: EnclosingCall;
}

export interface EnclosingCall {
  readonly kind: 'aggregation' | 'window function' | 'lambda';
  readonly name: string;
  readonly node: ParserRuleContext;
}

/** A use of a column, kept until it is known whether the query groups, and by what. */
export interface ColumnReference {
  readonly name: string;
  readonly node: ParserRuleContext;
  /** SQL of the column and of every expression around it: one of them must be grouped by. */
  readonly enclosing: string[];
}

/** One SELECT: what is learnt about it on the way. */
export interface QueryBlock {
  readonly references: ColumnReference[];
  /** Where columns are used before rows are grouped. */
  readonly rowReferences: ParserRuleContext[];
  readonly groupingCalls: { readonly node: ParserRuleContext; readonly columns: readonly string[] }[];
  readonly tries: TryOfCalls[];
  /** SQL of every aggregate. */
  readonly aggregates: string[];
  aggregateCalls: number;
  windowCalls: number;
}

export interface OutputColumn extends QueryColumn {
  readonly sql: string;
}

export interface Scope {
  readonly members: readonly ScopeMember[];
  readonly environment: QueryEnvironment;
  readonly clause: Clause;
  readonly block: QueryBlock;
  /** Parameters of the lambdas around, by lower-case name. */
  readonly parameters: ReadonlyMap<string, TypedExpression>;
  /** Columns of the SELECT, which ORDER BY sees first. */
  readonly outputs: readonly OutputColumn[];
  readonly windows: ReadonlyMap<string, WindowSpecificationContext>;
  /** The whole expression of the clause or the lambda, at which Trino points for what it may not hold. */
  readonly whole?: ParserRuleContext | undefined;
  /** What rows are filtered by. */
  readonly filter?: RowFilter | undefined;
  /** Whether Trino's optimizer decides if rows are filtered by it, or it is a value like others. */
  readonly mayFilter?: boolean | undefined;
  /** Aggregates and windows inside of a TRY, which are computed in front of it. */
  readonly outsideTry?: CallsOutsideTry | undefined;
}

export interface RowFilter {
  /** The whole condition, or a term of AND and OR in it. */
  readonly node: ParserRuleContext;
  /** Whether a row passes only if this is true; under NOT, if it is false. */
  readonly isRequired: boolean;
  /** Whether it stands under an odd number of NOTs. */
  readonly isNegated: boolean;
  /** Whether it stands under no NOT at all. */
  readonly isPlain: boolean;
}

export interface CallsOutsideTry {
  /** The name that a row of their values has inside. */
  rowName: string | undefined;
  readonly calls: string[];
}

/** A TRY around aggregates or windows, which come to its body in a row of that name. */
export interface TryOfCalls {
  readonly body: string;
  readonly rowName: string;
  readonly calls: readonly string[];
}

export function newBlock(): QueryBlock {
  return {
    references: [],
    rowReferences: [],
    groupingCalls: [],
    tries: [],
    aggregates: [],
    aggregateCalls: 0,
    windowCalls: 0,
  };
}

export function newScope(
  members: readonly ScopeMember[],
  environment: QueryEnvironment,
  clause: Clause,
  block: QueryBlock = newBlock(),
): Scope {
  return { members, environment, clause, block, parameters: new Map(), outputs: [], windows: new Map() };
}

/** Clauses over the rows of FROM: neither aggregates nor windows. */
function rowClause(name: string): Clause {
  return { name, aggregates: false, windows: false, grouped: false };
}

export const WHERE_CLAUSE = rowClause('WHERE clause');
export const JOIN_CLAUSE = rowClause('JOIN clause');
/** DuckDB joins no subquery there. */
export const OUTER_JOIN_CLAUSE = rowClause('JOIN clause');
export const FROM_CLAUSE = rowClause('FROM clause');
export const VALUES_CLAUSE = rowClause('VALUES clause');
export const GROUP_BY_CLAUSE = rowClause('GROUP BY clause');
export const SELECT_CLAUSE: Clause = { name: 'SELECT clause', aggregates: true, windows: true, grouped: true };
export const HAVING_CLAUSE: Clause = { name: 'HAVING clause', aggregates: true, windows: false, grouped: true };
export const ORDER_BY_CLAUSE: Clause = { name: 'ORDER BY clause', aggregates: true, windows: true, grouped: true };
/** ORDER BY of a set operation or VALUES: it sees output columns only. */
export const OUTPUT_ORDER_CLAUSE = rowClause('ORDER BY clause');
