// The second gate, inside the child: DuckDB's own parse of the text may hold nothing but what the translator and the planner print.
// DuckDB's lock does not cover it all: `SELECT * FROM enable_logging(storage_path = …)` writes, `duckdb_settings()` tells paths.
import type { DuckDBConnection } from '@duckdb/node-api';
import { engineError } from '@tracelake/query';
import { TracelakeError } from '@tracelake/schema';

/** What a query is made of besides expressions. Not among them: recursion, SHOW, DESCRIBE, PIVOT, positional and delimited references. */
const QUERY_PARTS = new Set([
  'SELECT_NODE',
  'SET_OPERATION_NODE',
  'CTE_NODE',
  'JOIN',
  'SUBQUERY',
  'BASE_TABLE',
  'TABLE_FUNCTION',
  'EXPRESSION_LIST',
  'EMPTY',
  'ORDER_MODIFIER',
  'LIMIT_MODIFIER',
  'LIMIT_PERCENT_MODIFIER',
  'DISTINCT_MODIFIER',
  'ORDER_DEFAULT',
  'ASCENDING',
  'DESCENDING',
  'VALUE_CONSTANT',
]);

const TABLE_FUNCTIONS = new Set(['read_parquet', 'range', 'generate_series', 'unnest']);

/** Functions that tell or change something beyond their arguments, or only waste time. */
export const REFUSED_FUNCTIONS: ReadonlySet<string> = new Set([
  'current_connection_id',
  'current_database',
  'current_query',
  'current_query_id',
  'current_schema',
  'current_schemas',
  'current_setting',
  'current_transaction_id',
  'currval',
  'getenv',
  'getvariable',
  'in_search_path',
  'json_execute_serialized_sql',
  'nextval',
  'setseed',
  'sleep_ms',
  'stats',
  'txid_current',
  'version',
  'write_log',
]);

/** How DuckDB prints such a constant. A quote inside of a text is escaped, so this is never part of one. */
const NOT_JSON = /"value":-?(?:Infinity|NaN)/g;

type Node = Readonly<Record<string, unknown>>;

/** Throws PERMISSION_DENIED, and NOT_SUPPORTED for what is not one SELECT. */
export async function checkStatement(connection: DuckDBConnection, sql: string): Promise<void> {
  const reader = await connection.runAndReadAll(
    'SELECT json_serialize_sql(CAST($1 AS VARCHAR), skip_null := true, skip_empty := true, skip_default := true)',
    [sql],
  );
  const text = String(reader.getRows()[0][0]).replace(NOT_JSON, '"value":null');
  const parsed = JSON.parse(text) as { error: boolean; error_message?: string; statements?: Node[] };
  if (parsed.error) throw unreadable(parsed.error_message ?? '');
  if (parsed.statements?.length !== 1)
    throw new TracelakeError('NOT_SUPPORTED', 'Only one statement can run at a time');
  check(parsed.statements[0], new Set());
}

/** What is no SELECT, or beyond a limit of the engine's own parser: nesting, grouping sets. */
function unreadable(message: string): TracelakeError {
  if (/^Only SELECT/i.test(message)) return new TracelakeError('NOT_SUPPORTED', 'Only SELECT statements can run');
  return engineError(`Parser Error: ${message}`);
}

/** @param tables names of the WITH elements that this part of the query sees */
function check(part: unknown, tables: ReadonlySet<string>): void {
  if (Array.isArray(part)) for (const item of part) check(item, tables);
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return;
  const node = part as Node;
  // Data, and types.
  if (node['class'] === 'CONSTANT' || 'id' in node) return;
  const visible = withElements(node, tables);
  checkNode(node, visible);
  for (const [key, value] of Object.entries(node)) if (key !== 'cte_map') check(value, visible);
}

/** An element sees those before it, not itself: there its name would be that of a table of the engine's. */
function withElements(node: Node, tables: ReadonlySet<string>): ReadonlySet<string> {
  const elements = (node['cte_map'] as { map?: { key: string; value: unknown }[] } | undefined)?.map;
  if (elements === undefined) return tables;
  const visible = new Set(tables);
  for (const { key, value } of elements) {
    check(value, visible);
    visible.add(key.toLowerCase());
  }
  return visible;
}

function checkNode(node: Node, tables: ReadonlySet<string>): void {
  const { type, class: expressionClass } = node;
  if (expressionClass === 'FUNCTION' || expressionClass === 'WINDOW') {
    if (node['catalog'] || REFUSED_FUNCTIONS.has(name(node['function_name']))) throw denied(node['function_name']);
    return;
  }
  if (expressionClass !== undefined || typeof type !== 'string') return;
  if (!QUERY_PARTS.has(type)) throw denied(type);
  if (type === 'TABLE_FUNCTION') {
    const called = (node['function'] as Node | undefined)?.['function_name'];
    if (!TABLE_FUNCTIONS.has(name(called))) throw denied(called);
  }
  if (type === 'BASE_TABLE') {
    const isElement = tables.has(name(node['table_name']));
    if (!isElement || node['schema_name'] || node['catalog_name']) throw denied('a table of its own');
  }
}

function name(value: unknown): string {
  return String(value ?? '').toLowerCase();
}

function denied(what: unknown): TracelakeError {
  return new TracelakeError('PERMISSION_DENIED', `The engine refuses ${String(what)}`, { details: { what } });
}
