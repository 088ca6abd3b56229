// The state of one translation and its two mutually recursive entries, so that the parts of the walk need not import each other.

import type { SourceText } from '../parser/source-text.ts';
import type { ParserRuleContext, QueryContext, QueryTermContext, RelationContext } from '../parser/trino-grammar.ts';
import type { WrittenExpression } from './failure-places.ts';
import type { FreshNames } from './fresh-names.ts';
import type { Relation } from './relation.ts';
import type { RelationCatalogue } from './relation-source.ts';
import type { PassedAttributes, QueryColumn, QueryEnvironment, Scope } from './scope.ts';
import type { ScopeMember } from './scope-member.ts';
import type { SourceUsage } from './source-usage.ts';
import type { StarAttributes } from './star-attributes.ts';
import type { TextEdits } from './text-edits.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { WalkEffort } from './walk-effort.ts';

export interface TranslatedQuery {
  /** A SELECT (or WITH … SELECT, or a set operation) whose columns are called c1, c2 … */
  readonly sql: string;
  readonly columns: readonly QueryColumn[];
  readonly ordered: boolean;
  /** Whether Trino cannot know that it is one row. */
  readonly severalRows?: boolean | undefined;
  readonly passes?: PassedAttributes | undefined;
}

export interface Walk {
  readonly source: SourceText;
  readonly catalogue: RelationCatalogue;
  readonly names: FreshNames;
  readonly usage: SourceUsage;
  readonly edits: TextEdits;
  readonly effort: WalkEffort;
  readonly stars: StarAttributes;
  /** Names of the functions called. */
  readonly functions: Set<string>;
  /** What its answer may differ by from Trino's. */
  readonly notes: Set<string>;
  /** Every expression so far, where somebody asks for them. */
  readonly written: WrittenExpression[] | undefined;
  /** Any node of the grammar's expression rules. */
  expression(node: ParserRuleContext, scope: Scope): TypedExpression;
  query(node: QueryContext, environment: QueryEnvironment): TranslatedQuery;
  /** A side of a set operation. */
  queryTerm(node: QueryTermContext, environment: QueryEnvironment): TranslatedQuery;
  /** @param left what stands left of it in the same FROM */
  relation(node: RelationContext, environment: QueryEnvironment, left: readonly ScopeMember[]): Relation;
}
