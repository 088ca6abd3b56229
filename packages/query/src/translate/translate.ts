// From Trino SQL to what the engines run: parsed by Trino's grammar, resolved and typed as Trino does, printed for DuckDB.
import { TracelakeError } from '@tracelake/schema';
import { parseTrino } from '../parser/parse-trino.ts';
import type { SourceText } from '../parser/source-text.ts';
import type { QueryNoWithContext, QueryStatementContext, Token } from '../parser/trino-grammar.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import { translateExpression } from './expression.ts';
import type { WrittenExpression } from './failure-places.ts';
import { FreshNames } from './fresh-names.ts';
import { requireQuery } from './gate.ts';
import { translateQuery, translateQueryTerm } from './query.ts';
import { translateRelation } from './relation.ts';
import type { RelationCatalogue } from './relation-source.ts';
import { SourceUsage } from './source-usage.ts';
import { StarAttributes } from './star-attributes.ts';
import { TextEdits } from './text-edits.ts';
import type { Translation } from './translation.ts';
import type { TranslatedQuery, Walk } from './walk.ts';
import { WalkEffort } from './walk-effort.ts';

/**
 * Throws TracelakeError with Trino's code and `line`, `column` in its details; NOT_SUPPORTED for what Trino can and we cannot.
 * @param sql one SELECT (WITH, VALUES and TABLE too), a `;` at its end allowed
 * @param written takes every expression and what it became
 */
export function translate(sql: string, catalogue: RelationCatalogue, written?: WrittenExpression[]): Translation {
  try {
    return translated(sql, catalogue, written);
  } catch (error) {
    // The limits on nesting leave room; this is for what they do not count.
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      throw new TracelakeError('query_too_deep', 'The query is nested too deeply', { cause: error });
    }
    throw error;
  }
}

function translated(sql: string, catalogue: RelationCatalogue, written?: WrittenExpression[]): Translation {
  const { statement, source, semicolon } = parseTrino(sql);
  const node = requireQuery(statement);
  const { walk, query } = walkedQuery(node, source, catalogue, written);
  if (semicolon !== undefined) walk.edits.replace(source.rangeOfToken(semicolon), '');
  return {
    duckdbSql: query.sql,
    duckdbTypes: query.columns.map((column) => duckdbType(column.type)),
    trinoSql: walk.edits.apply(source.text),
    trinoCopied: walk.edits.copied(source.text),
    trinoWith: withPosition(node, source, walk.edits),
    trinoTakesLimit: takesLimit(node.queryNoWith()),
    columns: query.columns.map(({ name, type }, i) => ({ name: name ?? `_col${i}`, type })),
    sources: walk.usage.sources(),
    functions: [...walk.functions],
    ordered: query.ordered,
    notes: [...walk.notes],
  };
}

/** Once more where attributes came through a `*`, whatever else was found. */
function walkedQuery(
  node: QueryStatementContext,
  source: SourceText,
  catalogue: RelationCatalogue,
  written: WrittenExpression[] | undefined,
): { readonly walk: Walk; readonly query: TranslatedQuery } {
  const stars = new StarAttributes();
  for (;;) {
    const asked = stars.count;
    if (written !== undefined) written.length = 0;
    const walk = newWalk(source, catalogue, written, stars);
    try {
      const query = walk.query(node, { commonTables: new Map(), parent: undefined, isShown: true });
      if (stars.count === asked) return { walk, query };
    } catch (error) {
      if (stars.count === asked) throw error;
    }
  }
}

function newWalk(
  source: SourceText,
  catalogue: RelationCatalogue,
  written: WrittenExpression[] | undefined,
  stars: StarAttributes,
): Walk {
  const walk: Walk = {
    source,
    catalogue,
    names: new FreshNames(),
    usage: new SourceUsage(),
    edits: new TextEdits(),
    effort: new WalkEffort(),
    stars,
    functions: new Set(),
    notes: new Set(),
    written,
    expression: (node, scope) => translateExpression(node, scope, walk),
    query: (node, environment) => translateQuery(node, environment, walk),
    queryTerm: (node, environment) => translateQueryTerm(node, environment, walk),
    relation: (node, environment, left) => translateRelation(node, environment, left, walk),
  };
  return walk;
}

/** In front of the first element of the user's WITH, or of the whole query; comments before it stay before it. */
function withPosition(node: QueryStatementContext, source: SourceText, edits: TextEdits): Translation['trinoWith'] {
  const first = node.with()?.namedQuery(0)?.start as Token | undefined;
  const place = first ?? node.start!;
  return { position: edits.moved(source.rangeOfToken(place).start), hasWith: first !== undefined };
}

function takesLimit(node: QueryNoWithContext): boolean {
  return node.KW_LIMIT() === null && node.KW_FETCH() === null;
}
