// DuckDB's chunks as rows of API values, by converters chosen once a query.
import { type DuckDBDataChunk, JsonDuckDBValueConverter } from '@duckdb/node-api';
import { type EngineValue, type ResultColumn, valueConverter } from '@tracelake/query';
import type { ResultValue } from '../query-engine.ts';

/** Gives the first `count` rows of a chunk. */
export type RowReader = (chunk: DuckDBDataChunk, count: number) => ResultValue[][];

export function rowReader(columns: readonly ResultColumn[]): RowReader {
  const converters = columns.map((column) => valueConverter(column.type));
  return (chunk, count) => {
    const values = converters.map((convert, i) => {
      const column = chunk.convertColumnValues(i, JsonDuckDBValueConverter);
      return column.map((value) => convert(value as EngineValue) as ResultValue);
    });
    return Array.from({ length: count }, (_, row) => values.map((column) => column[row]));
  };
}
