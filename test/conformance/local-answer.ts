// A Trino query answered by translation and DuckDB, in the form of the recorded answers.
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  type ApiValue,
  type EngineValue,
  engineError,
  sameDuckdbType,
  translate,
  typeText,
  valueConverter,
} from '@tracelake/query';
import { isTracelakeError, type TracelakeError } from '@tracelake/schema';
import { checkStatement } from '../../packages/engine/src/duckdb/statement-check.ts';
import { catalogueOf, SpansRelation } from './spans-relation.ts';

export interface LocalAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly ApiValue[])[];
  readonly ordered: boolean;
}

export interface LocalFailure {
  readonly error: TracelakeError;
  /** DuckDB text, where there was one. */
  readonly sql?: string;
}

/** @param spans the relation of an earlier translation, where its columns must be known */
export async function localAnswer(
  connection: DuckDBConnection,
  sql: string,
  spans = new SpansRelation(),
): Promise<LocalAnswer | LocalFailure> {
  let text: string | undefined;
  try {
    const translation = translate(sql, catalogueOf(spans));
    text = spans.withProjection(translation);
    // The second gate lets through whatever the first one prints.
    await checkStatement(connection, text.replace('FROM spans_base', "FROM read_parquet('spans')"));
    const result = await connection.runAndReadAll(text);
    const actual = result.columnTypes().map(String);
    for (const [i, declared] of translation.duckdbTypes.entries()) {
      if (!sameDuckdbType(declared, actual[i])) {
        throw new Error(`column ${i + 1} was inferred as ${declared}, the engine says ${actual[i]}: ${text}`);
      }
    }
    const converters = translation.columns.map(({ type }) => valueConverter(type));
    const rows = (result.getRowsJson() as EngineValue[][]).map((row) => row.map((value, i) => converters[i](value)));
    const columns = translation.columns.map(({ name, type }) => ({ name, type: typeText(type) }));
    return { columns, rows, ordered: translation.ordered };
  } catch (error) {
    if (isTracelakeError(error)) return { error, sql: text };
    if (error instanceof Error && text !== undefined && !error.message.startsWith('column ')) {
      return { error: engineError(error.message), sql: text };
    }
    throw error;
  }
}
