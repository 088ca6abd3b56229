// Times and ranges of times in requests and answers.
import * as z from 'zod';

const TIME_TEXT = 'ISO 8601, decimal nanoseconds since 1970, or relative: -1h, -7d, now';

export const START_SCHEMA = z
  .string()
  .max(100)
  .optional()
  .describe(`Start, inclusive: ${TIME_TEXT}. Default: 1 h before end.`);

export const END_SCHEMA = z.string().max(100).optional().describe(`End, exclusive: ${TIME_TEXT}. Default: now.`);

export const ISO_TIME_SCHEMA = z.string().describe('ISO 8601 in UTC, nine digits of nanoseconds');

export const NANOS_SCHEMA = z
  .string()
  .regex(/^-?\d+$/)
  .describe('Nanoseconds as decimal text');
