// A DuckDB instance for one query: prepared without rights, then given exactly the query's files, then locked, then thrown away.
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DUCKDB_SCALAR_FUNCTIONS, DUCKDB_SETTINGS, macroScript } from '@tracelake/query';
import { GRANT_HEADER, type ProxyAccess } from '../range-proxy/range-grant.ts';
import type { ChildSettings } from './child-protocol.ts';
import { registerScalarFunction } from './scalar-function-registration.ts';

/** Reading by HTTP, from the parent's proxy alone: it repeats and caches, so DuckDB need not; secrets stay in memory. */
const HTTP_SETTINGS = [
  'SET allow_persistent_secrets = false',
  'SET enable_http_metadata_cache = true',
  "SET validate_external_file_cache = 'NO_VALIDATION'",
  'SET httpfs_connection_caching = true',
  'SET http_retries = 0',
  // The query's own deadline comes first.
  'SET http_timeout = 3600',
];

export class QuerySandbox {
  readonly connection: DuckDBConnection;
  private readonly instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.instance = instance;
    this.connection = connection;
  }

  /** About 12 ms of CPU, so one is always made ahead. */
  static async prepare(settings: ChildSettings): Promise<QuerySandbox> {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(settings.threads),
      memory_limit: `${settings.memoryLimitMb}MB`,
      // Nothing is spilled: a temp directory would be a folder that queries can write.
      temp_directory: '',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      allow_unsigned_extensions: 'false',
    });
    const connection = await instance.connect();
    for (const definition of DUCKDB_SCALAR_FUNCTIONS) registerScalarFunction(connection, definition);
    await connection.run(DUCKDB_SETTINGS.join(';'));
    if (settings.httpfsFile !== undefined) {
      // DuckDB checks its makers' signature: 150 ms, ahead of any query.
      await connection.run([`LOAD ${literal(settings.httpfsFile)}`, ...HTTP_SETTINGS].join(';'));
    } else {
      // The system keeps a folder's files in memory; a second copy costs 60 files read once a fifth of their CPU time.
      await connection.run('SET GLOBAL enable_external_file_cache = false');
    }
    return new QuerySandbox(instance, connection);
  }

  /** From here on these files can be read, nothing can be opened, written, loaded or set. There is no way back. */
  async lockFor(sql: string, files: readonly string[], proxy?: ProxyAccess): Promise<void> {
    const paths = files.map(literal).join(', ');
    const locks = [
      ...(proxy === undefined ? [] : [grantSecret(proxy)]),
      ...(proxy === undefined && !namesOneTwice(sql, files) ? [] : ['SET GLOBAL parquet_metadata_cache = true']),
      `SET allowed_paths = [${paths}]`,
      'SET enable_external_access = false',
      'SET lock_configuration = true',
    ];
    await this.connection.run(macroScript(sql) + locks.join(';'));
  }

  dispose(): void {
    this.connection.disconnectSync();
    this.instance.closeSync();
  }
}

/** Footers are worth keeping then: seeking duplicates, which scans 60 wide files four times, takes 121 ms with them, 170 without. */
function namesOneTwice(sql: string, files: readonly string[]): boolean {
  return sql.split(".parquet'").length - 1 > files.length;
}

/** DuckDB sends the word with every request to the proxy. */
function grantSecret({ origin, token }: ProxyAccess): string {
  const headers = `MAP {${literal(GRANT_HEADER)}: ${literal(token)}}`;
  return `CREATE SECRET proxy_grant (TYPE http, EXTRA_HTTP_HEADERS ${headers}, SCOPE ${literal(origin)})`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
