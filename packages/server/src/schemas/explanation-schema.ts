// How a query would run.
import * as z from 'zod';
import { COLUMN_SCHEMA } from './result-schema.ts';

export const EXPLANATION_SCHEMA = z
  .strictObject({
    columns: z.array(COLUMN_SCHEMA),
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
    sql: z.strictObject({ duckdb: z.string(), trino: z.string() }).describe('The text each engine is given'),
    estimatedBytes: z.number().describe('Upper estimate of what is read'),
    estimatedUsd: z.strictObject({ duckdb: z.number(), athena: z.number() }),
    notes: z.array(z.string()),
  })
  .describe('A plan');
