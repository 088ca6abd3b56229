// A query that runs, or ran, in the background.
import * as z from 'zod';
import { PROBLEM_SCHEMA } from './problem-schema.ts';
import { RESULT_SCHEMA } from './result-schema.ts';
import { ISO_TIME_SCHEMA } from './time-schema.ts';

export const CANCELING_SCHEMA = z
  .strictObject({ id: z.string(), status: z.literal('canceling') })
  .describe('A query that ends soon, if it runs');

export const QUERY_SCHEMA = z
  .strictObject({
    id: z.string(),
    status: z.enum(['running', 'succeeded', 'failed', 'canceled']),
    sql: z.string(),
    start: ISO_TIME_SCHEMA,
    end: ISO_TIME_SCHEMA,
    submittedAt: ISO_TIME_SCHEMA,
    endedAt: ISO_TIME_SCHEMA.optional(),
    result: RESULT_SCHEMA.optional().describe('Set when it succeeded; not in lists'),
    error: PROBLEM_SCHEMA.optional().describe('Set when it failed'),
  })
  .describe('A query that runs in the background');
