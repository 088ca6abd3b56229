// Spans in a Parquet file, asked by structured queries through the real planner and DuckDB.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { FieldSummary } from '@tracelake/schema';
import { planQuery } from '../../src/plan/plan-query.ts';
import type { QueryPlan } from '../../src/plan/query-plan.ts';
import {
  type CompiledQuery,
  type CompileOptions,
  compileStructuredQuery,
} from '../../src/structured/compile-structured-query.ts';
import { fieldNames, fieldTypes, fieldTypesSql } from '../../src/structured/field-types.ts';
import type { StructuredQuery } from '../../src/structured/structured-query.ts';
import { translatedConnection } from '../duckdb/translated-connection.ts';
import { document } from '../plan/field-documents.ts';
import { dataFile, type Row, writeSpans } from '../plan/span-files.ts';

export const START = BigInt(Date.UTC(2026, 10, 22, 10)) * 1_000_000n;
export const MINUTE = 60_000_000_000n;
export const RANGE = { startTimeUnixNano: START, endTimeUnixNano: START + 10n * MINUTE };

export class StructuredLake {
  readonly connection: DuckDBConnection;
  readonly #folder = mkdtempSync(join(tmpdir(), 'tracelake-structured-'));
  #fields: readonly FieldSummary[] = [];

  private constructor(connection: DuckDBConnection) {
    this.connection = connection;
  }

  static async open(): Promise<StructuredLake> {
    return new StructuredLake(await translatedConnection());
  }

  /** Replaces what was there. */
  async write(rows: readonly Row[], fields: readonly FieldSummary[]): Promise<void> {
    this.#fields = fields;
    await writeSpans(this.connection, this.#path, rows);
  }

  get #path(): string {
    return join(this.#folder, 'spans.parquet');
  }

  plan(sql: string): QueryPlan {
    const files = [dataFile(this.#path)];
    const documents = [document(this.#path, this.#fields)];
    const { plan } = planQuery({ sql, ...RANGE, duplicates: 'exact' }, { files, documents });
    if (plan === undefined) throw new Error('a probe was asked for');
    return plan;
  }

  async rows(sql: string): Promise<unknown[][]> {
    return (await this.connection.runAndReadAll(this.plan(sql).duckdb.sql)).getRowsJson() as unknown[][];
  }

  compile(query: StructuredQuery, options: CompileOptions = {}): CompiledQuery {
    const names = fieldNames(query);
    const calculated = query.calculatedFields ?? [];
    const sql = fieldTypesSql(names, calculated);
    const types = sql === undefined ? new Map() : fieldTypes(names, calculated, this.plan(sql).columns);
    return compileStructuredQuery(query, RANGE, { types, sampled: false, ...options });
  }

  /** The table's rows. */
  ask(query: StructuredQuery, options: CompileOptions = {}): Promise<unknown[][]> {
    return this.rows(this.compile(query, options).sql);
  }

  close(): void {
    this.connection.disconnectSync();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export function span(minute: number, rest: Row): Row {
  const start = START + BigInt(Math.round(minute * 60_000)) * 1_000_000n;
  return {
    trace_id: 't',
    span_id: `s${minute}`,
    kind: 'SERVER',
    status_code: 'UNSET',
    start_time_unix_nano: start,
    ...rest,
  };
}
