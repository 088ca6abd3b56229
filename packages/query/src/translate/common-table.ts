// WITH name AS (query): each becomes a common table under a name of our own.
import { identifierOf, lookupName, sameName } from '../parser/identifier.ts';
import { sourceError } from '../parser/source-error.ts';
import type { NamedQueryContext, WithContext } from '../parser/trino-grammar.ts';
import { type Recursion, recursionOf, recursiveElements } from './recursion.ts';
import type { CommonTable, QueryColumn, QueryEnvironment } from './scope.ts';
import type { Walk } from './walk.ts';

export interface CommonTables {
  /** `w1 AS (SELECT …)`. */
  readonly elements: readonly string[];
  /** All that the query after WITH can see, by lower-case name. */
  readonly tables: ReadonlyMap<string, CommonTable>;
}

export function commonTables(node: WithContext, environment: QueryEnvironment, walk: Walk): CommonTables {
  const elements: string[] = [];
  const tables = new Map(environment.commonTables);
  const seen = new Set<string>();
  for (const named of node.namedQuery()) {
    const name = lookupName(identifierOf(named._name!)).toLowerCase();
    if (seen.has(name)) {
      const message = `WITH query name '${name}' specified more than once`;
      throw sourceError(named, 'DUPLICATE_NAMED_QUERY', message);
    }
    seen.add(name);
    if (node.KW_RECURSIVE() !== null && named.columnAliases() === null) {
      throw sourceError(named, 'MISSING_COLUMN_ALIASES', 'missing column aliases in recursive WITH query', {
        hint: `Write ${name} (a, b) AS (…).`,
      });
    }
    const inner = { ...environment, commonTables: tables, isShown: false };
    const recursion = node.KW_RECURSIVE() === null ? undefined : recursionOf(named, name);
    const trinoName = nameInTrino(named, name, environment, walk);
    if (recursion !== undefined) {
      const recursive = recursiveTable(named, name, recursion, trinoName, inner, walk);
      elements.push(...recursive.elements);
      tables.set(name, recursive.table);
      continue;
    }
    const query = walk.query(named.query(), inner);
    const sqlName = walk.names.next('w');
    elements.push(`${sqlName} AS (${query.sql})`);
    const columns = renamed(named, name, query.columns);
    const passes = named.columnAliases() === null ? query.passes : undefined;
    tables.set(name, { sqlName, columns, trinoName, severalRows: query.severalRows, passes });
  }
  return { elements, tables };
}

function recursiveTable(
  named: NamedQueryContext,
  name: string,
  recursion: Recursion,
  trinoName: string | undefined,
  environment: QueryEnvironment,
  walk: Walk,
): { readonly elements: readonly string[]; readonly table: CommonTable } {
  const base = walk.queryTerm(recursion.base, environment);
  const table = { sqlName: walk.names.next('w'), trinoName, columns: renamed(named, name, base.columns) };
  const elements = recursiveElements(recursion, base, { name, table }, environment, walk);
  return { elements, table };
}

function renamed(node: NamedQueryContext, name: string, columns: readonly QueryColumn[]): readonly QueryColumn[] {
  const aliases = node.columnAliases()?.identifier();
  if (aliases === undefined) return columns;
  if (aliases.length !== columns.length) {
    const message = `WITH column alias list has ${aliases.length} entries but '${name}' has ${columns.length} columns`;
    throw sourceError(node, 'MISMATCHED_COLUMN_ALIASES', message);
  }
  const names = aliases.map((alias) => identifierOf(alias).text);
  const twice = names.findIndex((one, i) => names.slice(0, i).some((other) => sameName(other, one)));
  if (twice >= 0) {
    const message = `Column name '${names[twice]}' specified more than once`;
    throw sourceError(aliases[twice], 'DUPLICATE_COLUMN_NAME', message);
  }
  return columns.map((column, i) => ({ ...column, name: names[i] }));
}

/**
 * At the top level the planner's own element stands in the same WITH: a name of the catalogue would be there twice,
 * so the user's gets another one in the Trino text.
 */
function nameInTrino(
  node: NamedQueryContext,
  name: string,
  environment: QueryEnvironment,
  walk: Walk,
): string | undefined {
  if (environment.parent !== undefined || walk.catalogue.relation(name) === undefined) return undefined;
  const trinoName = `${name}_of_query`;
  walk.edits.replace(walk.source.rangeOf(node._name!), trinoName);
  return trinoName;
}
