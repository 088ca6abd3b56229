// Errors as groups of type and normal message.
import * as z from 'zod';
import { ERROR_STATES } from '../state/error-states.ts';
import { RESULT_STATS_SCHEMA } from './result-schema.ts';
import { ISO_TIME_SCHEMA, NANOS_SCHEMA } from './time-schema.ts';

const NEWEST = z.strictObject({
  traceId: z.string(),
  spanId: z.string(),
  time: ISO_TIME_SCHEMA,
  startTimeUnixNano: NANOS_SCHEMA,
  service: z.string().nullable(),
  function: z.string().nullable(),
  version: z.string().nullable(),
  message: z.string().nullable().describe('As it was sent'),
  stack: z.string().nullable(),
});

const ERROR_GROUP = z.strictObject({
  group: z.string().describe('The same for the same type and message, in every range and lake'),
  type: z.string().nullable().describe('exception.type, else error.type'),
  message: z.string().nullable().describe('First line; # stands for numbers and ids, … for quoted parts'),
  state: z.enum([...ERROR_STATES, 'regressed']).describe('regressed: resolved, and seen since'),
  stateSince: ISO_TIME_SCHEMA.nullable().describe('When it was resolved or ignored'),
  count: z.int().describe('Spans as stored, not weighed'),
  firstSeen: ISO_TIME_SCHEMA.describe('In this range'),
  lastSeen: ISO_TIME_SCHEMA,
  services: z.array(z.string()),
  functions: z.array(z.string()),
  versions: z.array(z.string()),
  counts: z.array(z.int()).describe('One a time in times'),
  newest: NEWEST,
});

export const ERROR_GROUPS_SCHEMA = z
  .strictObject({
    errors: z.array(ERROR_GROUP).describe('Most frequent first'),
    granularitySeconds: z.int(),
    times: z.array(z.string()).describe('Start of each bucket, ISO 8601'),
    truncated: z.literal(true).optional().describe('There are more groups than limit'),
    sql: z.string().describe('What was run: Trino SQL over spans, to open and edit'),
    stats: RESULT_STATS_SCHEMA,
  })
  .describe('Errors of a range by group');

export const ERROR_STATE_SCHEMA = z
  .strictObject({ group: z.string(), state: z.enum(ERROR_STATES), stateSince: ISO_TIME_SCHEMA.nullable() })
  .describe('What was decided of a group of errors');
