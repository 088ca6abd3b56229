// How a query would run.
import * as z from 'zod';
import { COLUMN_SCHEMA } from './result-schema.ts';

const ESTIMATED_USD = z.strictObject({ duckdb: z.number(), athena: z.number() });

export const STRUCTURED_EXPLANATION_SCHEMA = z
  .strictObject({
    files: z.int().describe('Files that it reads'),
    estimatedBytes: z.number().describe('Of all texts together'),
    engine: z.enum(['duckdb', 'athena', 'trino']).describe('Who would run it'),
    estimatedUsd: ESTIMATED_USD.describe('Of all texts together'),
    texts: z
      .array(
        z.strictObject({
          part: z
            .enum(['table', 'other', 'series', 'heatmap'])
            .describe('other is run only where not every group is shown'),
          sql: z.string().describe('Trino SQL, which POST /api/v1/sql/explain says more of'),
          files: z.int(),
          estimatedBytes: z.number(),
          engine: z.enum(['duckdb', 'athena', 'trino']),
          estimatedUsd: ESTIMATED_USD,
        }),
      )
      .describe('The texts that it becomes'),
    notes: z.array(z.string()).describe('What is slow, and what to write instead'),
  })
  .describe('The plan of a structured query');

export const EXPLANATION_SCHEMA = z
  .strictObject({
    columns: z.array(COLUMN_SCHEMA),
    fields: z
      .array(z.string().nullable())
      .describe('Of each column the attribute of spans that it shows; null for what is anything else'),
    url: z
      .string()
      .nullable()
      .describe(
        'The statement as a structured query: q of GET /api/v1/query. Without calculations it is of rows. null where none says the same.',
      ),
    files: z
      .array(
        z.strictObject({
          path: z.string(),
          tier: z.enum(['landing', 'tail', 'compacted']),
          rows: z.int(),
          sizeBytes: z.int(),
        }),
      )
      .describe('Files the query reads'),
    leftOut: z
      .array(z.strictObject({ reason: z.string(), files: z.int(), sizeBytes: z.int() }))
      .describe('Files of the lake that it does not read, and why'),
    columnsRead: z
      .array(
        z.strictObject({
          name: z.string().describe('Physical column; (footers) is what is read of every file'),
          files: z.int(),
          estimatedBytes: z.int(),
          usedFor: z
            .array(z.string())
            .describe('Columns of the query that it is read for; empty for what every scan reads'),
        }),
      )
      .describe('Largest first'),
    bounds: z.array(z.string()).describe("What the scan is asked besides the query's own conditions"),
    sql: z.strictObject({ duckdb: z.string(), trino: z.string() }).describe('The text each engine is given'),
    engine: z.enum(['duckdb', 'athena', 'trino']).describe('Who would run it'),
    estimatedBytes: z.number().describe('Estimate of what DuckDB reads; Athena reads small files whole'),
    estimatedUsd: ESTIMATED_USD,
    notes: z.array(z.string()).describe('What is slow, and what to write instead'),
  })
  .describe('A plan');
