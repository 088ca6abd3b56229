// A query's result as JSON.
import * as z from 'zod';

export const COLUMN_SCHEMA = z
  .strictObject({ name: z.string(), type: z.string().describe("Trino's type") })
  .describe('A column of a result');

export const RESULT_STATS_SCHEMA = z
  .strictObject({
    elapsedMs: z.number(),
    rows: z.int(),
    bytesScanned: z.number(),
    files: z.int().describe('Files the plan reads'),
    costUsd: z.number(),
    engine: z.enum(['duckdb', 'athena', 'trino']),
    possibleDuplicates: z
      .int()
      .nullable()
      .optional()
      .describe('Rows read that are copies of another and were not left out; null: nobody has looked for them'),
    notes: z.array(z.string()).describe('What a user should know about how the query was run'),
  })
  .describe('What a query took');

export const RESULT_SCHEMA = z
  .strictObject({
    columns: z.array(COLUMN_SCHEMA),
    rows: z
      .array(z.array(z.unknown()))
      .describe('bigint and decimal as text, NaN and the infinities as text, varbinary as base64'),
    stats: RESULT_STATS_SCHEMA,
    truncated: z.literal(true).optional().describe('Set when rows were left out'),
  })
  .describe('The result of a query');
