// The conformance set's virtual table: spans.parquet as one DuckDB table, and the relation that the translator sees of it.
import { readFileSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  parseTypeText,
  type RelationCatalogue,
  type RelationSource,
  type SourceColumn,
  type Translation,
  type TrinoType,
} from '@tracelake/query';

const PREFIX = readFileSync(new URL('trino/prefix.sql', import.meta.url), 'utf8');
const PARQUET = new URL('trino/spans.parquet', import.meta.url).pathname;

/** Name → Trino type, in the order of prefix.sql; the DuckDB expression where it is not the column of the name. */
const STRUCTURAL: readonly (readonly [name: string, type: string, sql?: string])[] = [
  ['trace_id', 'varchar'],
  ['span_id', 'varchar'],
  ['parent_span_id', 'varchar'],
  ['trace_state', 'varchar', 'NULL::VARCHAR'],
  ['start_time_unix_nano', 'bigint'],
  ['duration_nano', 'bigint'],
  ['name', 'varchar'],
  ['kind', 'varchar'],
  ['status_code', 'varchar'],
  ['status_message', 'varchar'],
  ['service_name', 'varchar', "resource_attributes['service.name']"],
  ['scope_name', 'varchar'],
  ['scope_version', 'varchar', 'NULL::VARCHAR'],
  ['main', 'boolean'],
  ['sample_rate', 'double', 'NULL::DOUBLE'],
  ['time', 'timestamp(6)', 'make_timestamp(start_time_unix_nano // 1000)'],
  ['duration_ms', 'double', 'duration_nano / 1e6'],
];

const RESOURCE =
  'service.name service.version deployment.environment.name cloud.provider cloud.region cloud.account.id cloud.platform faas.name faas.version faas.instance';
const STRINGS =
  'http.request.method http.route url.path url.scheme url.full user_agent.original client.address server.address network.protocol.version network.peer.address db.system.name db.operation.name db.collection.name db.namespace db.query.text rpc.system rpc.service rpc.method messaging.system messaging.destination.name messaging.message.id messaging.operation.type faas.trigger faas.invocation_id error.type user.id session.id code.function.name code.file.path user.plan tenant.id app.currency';
const INTEGERS =
  'http.response.status_code http.request.body.size http.response.body.size http.request.resend_count server.port db.response.returned_rows messaging.batch.message_count messaging.message.body.size code.line.number';
const DOUBLES = 'cart.total queue.wait_ms app.step retry.count';
const BOOLEANS = 'faas.coldstart feature_flag.checkout_v2 app.cache_hit';
const EXCEPTION = 'exception.type exception.message exception.stacktrace';

const EVENTS = 'array(row(time_unix_nano bigint, name varchar, attributes map(varchar, varchar)))';
const LINKS = 'array(row(trace_id varchar, span_id varchar, trace_state varchar, attributes map(varchar, varchar)))';

type ColumnSource = readonly [name: string, type: string, sql?: string];

function attributeColumns(names: string, type: string, sql: (key: string) => string): ColumnSource[] {
  return names.split(' ').map((name) => [name, type, sql(name)]);
}

const UNORDERED: readonly ColumnSource[] = [
  ...STRUCTURAL,
  ...attributeColumns(RESOURCE, 'varchar', (key) => `resource_attributes['${key}']`),
  ['faas.max_memory', 'bigint', "resource_attributes['faas.max_memory']::BIGINT"],
  ...attributeColumns(STRINGS, 'varchar', (key) => `attributes_string['${key}']`),
  ...attributeColumns(INTEGERS, 'bigint', (key) => `attributes_int['${key}']`),
  ...attributeColumns(
    DOUBLES,
    'double',
    (key) => `coalesce(attributes_double['${key}'], attributes_int['${key}']::DOUBLE)`,
  ),
  ...attributeColumns(BOOLEANS, 'boolean', (key) => `attributes_boolean['${key}']`),
  ...attributeColumns(
    EXCEPTION,
    'varchar',
    (key) => `list_filter(events, lambda e: e.name = 'exception')[1].attributes['${key}']`,
  ),
  [
    'attributes',
    'map(varchar, varchar)',
    `map_concat(attributes_string, ${['int', 'double', 'boolean'].map((type) => `CAST(attributes_${type} AS MAP(VARCHAR, VARCHAR))`).join(', ')})`,
  ],
  ['resource_attributes', 'map(varchar, varchar)'],
  ['events', EVENTS],
  ['links', LINKS],
  ['dt', 'varchar', "strftime(make_timestamp(start_time_unix_nano // 1000), '%Y-%m-%d')"],
  ['hour', 'varchar', "strftime(make_timestamp(start_time_unix_nano // 1000), '%H')"],
];

/** `WITH spans (trace_id, …, "http.route", …) AS (` of prefix.sql: what `*` shows, in order. */
const NAMES = [...PREFIX.slice(PREFIX.indexOf('spans (') + 7, PREFIX.indexOf(') AS (')).matchAll(/[^\s,"]+/g)].map(
  ([name]) => name,
);

const COLUMNS: readonly ColumnSource[] = NAMES.map((name) => {
  const column = UNORDERED.find(([own]) => own === name);
  if (column === undefined) throw new Error(`No column ${name}`);
  return column;
});

const VARCHAR: TrinoType = { kind: 'varchar', length: undefined };
const MAPS = ['attributes', 'resource_attributes'];

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The table `spans_base`, one row a span, every column by its own name. */
export async function createSpansBase(connection: DuckDBConnection): Promise<void> {
  const columns = COLUMNS.map(([name, , sql]) => `${sql ?? quoted(name)} AS ${quoted(name)}`);
  await connection.run(
    `CREATE TABLE spans_base AS SELECT ${columns.join(', ')} FROM read_parquet('${PARQUET.replaceAll("'", "''")}')`,
  );
}

/** A fresh one per query, as a plan makes it. */
export class SpansRelation implements RelationSource {
  readonly name = 'spans';
  private readonly elements = new Map<string, { readonly column: SourceColumn; readonly sql: string }>();

  star(): readonly SourceColumn[] {
    return COLUMNS.map(([name]) => this.column(name)!);
  }

  column(name: string): SourceColumn | undefined {
    const index = COLUMNS.findIndex(([own]) => own === name.toLowerCase());
    if (index < 0) return this.elementByName(name);
    const [own, type] = COLUMNS[index];
    return {
      id: `s${index}`,
      trinoName: quoted(own),
      displayName: own,
      type: parseTypeText(type),
      mayBeNaN: false,
    };
  }

  element(mapName: string, key: string): SourceColumn | undefined {
    if (!MAPS.includes(mapName)) return undefined;
    const name = `${mapName}[${key}]`;
    const known = this.elements.get(name);
    if (known !== undefined) return known.column;
    const column: SourceColumn = {
      id: `e${this.elements.size}`,
      trinoName: quoted(name.toLowerCase()),
      displayName: name,
      type: VARCHAR,
      mayBeNaN: false,
    };
    this.elements.set(name, { column, sql: `map_extract_value(${mapName}, '${key.replaceAll("'", "''")}')` });
    return column;
  }

  /** In the Trino text an element has become a column. */
  private elementByName(name: string): SourceColumn | undefined {
    const elements = [...this.elements.values()].map(({ column }) => column);
    return elements.find((column) => column.trinoName === quoted(name.toLowerCase()));
  }

  suggest(name: string): readonly string[] {
    return COLUMNS.map(([own]) => own).filter((own) => own.includes(name.toLowerCase()));
  }

  /** What the planner does: the table in front, with just the columns used. */
  withProjection({ duckdbSql, sources }: Translation): string {
    const used = sources.find(({ relation }) => relation === this);
    if (used === undefined) return duckdbSql;
    const columns = used.columns.map((column) => {
      const element = [...this.elements.values()].find((candidate) => candidate.column === column);
      return `${element?.sql ?? quoted(column.displayName)} AS ${quoted(column.id)}`;
    });
    const select = `SELECT ${columns.length > 0 ? columns.join(', ') : 'true AS present'} FROM spans_base`;
    const projection = `"spans" AS (${select})`;
    return duckdbSql.startsWith('WITH ')
      ? `WITH ${projection}, ${duckdbSql.slice('WITH '.length)}`
      : `WITH ${projection} ${duckdbSql}`;
  }
}

export function catalogueOf(relation: RelationSource): RelationCatalogue {
  return { relation: (name) => (name.toLowerCase() === relation.name ? relation : undefined) };
}
