// The bodies of POST /api/v1/query and /api/v1/compare. They describe; `readStructuredQuery` and `readCompareQuery` check, and say more.
import { CALCULATION_OPS, FILTER_OPS } from '@tracelake/query';
import * as z from 'zod';
import { DUPLICATES_SCHEMA, ENGINE_SCHEMA, MAX_USD_SCHEMA } from './run-schema.ts';
import { END_SCHEMA, START_SCHEMA } from './time-schema.ts';

const FIELD = z.string().describe('An attribute or column by its name; root.x and parent.x for that span of the trace');
const COMBINATION = z.enum(['AND', 'OR']).optional().describe('Default: AND');
const VALUE = z.union([z.string(), z.number(), z.boolean()]);

const FILTER = z
  .strictObject({
    column: z.string().describe('A field; any.x holds where any span of the trace fits'),
    op: z.enum(FILTER_OPS).describe('Spans without the field pass the negated forms'),
    value: z
      .union([VALUE, z.array(VALUE)])
      .optional()
      .describe('A list for in and not-in; none for exists'),
  })
  .describe('A filter');

const FILTERS = z
  .array(
    z.union([
      FILTER,
      z.strictObject({
        filters: z.array(z.unknown()).describe('Filters, or groups of them'),
        filterCombination: z.enum(['AND', 'OR']),
      }),
    ]),
  )
  .optional();

const OP = z.enum(CALCULATION_OPS);

const RUN_FIELDS = {
  timeoutMs: z.int().min(1).max(900_000).optional().describe('Default 60000, for each of the texts it runs'),
  duplicates: DUPLICATES_SCHEMA.describe(
    'fast does not look for duplicate spans. Default: exact; of a comparison and on Athena fast',
  ),
  engine: ENGINE_SCHEMA.optional(),
  maxUsd: MAX_USD_SCHEMA.describe('What Athena may cost for all of the texts it runs, together. Default: as set up'),
};

/** What belongs to the run and not to the question. */
export const RUN_SCHEMA = z.strictObject(RUN_FIELDS);

/** `GET /api/v1/query`. */
export const QUERY_LINK_SCHEMA = z.strictObject({
  q: z.string().min(1).describe('A structured query as text: what the answer has in `url`'),
  timeoutMs: z.coerce.number().pipe(RUN_FIELDS.timeoutMs.unwrap()).optional().describe('Default 60000'),
  duplicates: RUN_FIELDS.duplicates,
  engine: RUN_FIELDS.engine,
  maxUsd: z.coerce.number().pipe(RUN_FIELDS.maxUsd.unwrap()).optional().describe('As in the body of a query'),
});

export const STRUCTURED_QUERY_SCHEMA = z
  .strictObject({
    calculations: z
      .array(
        z.strictObject({
          op: OP,
          column: FIELD.optional(),
          scale: z.enum(['log', 'linear']).optional().describe('Of HEATMAP'),
          buckets: z.int().optional().describe('Of a linear HEATMAP'),
        }),
      )
      .optional()
      .describe('Default: COUNT. They weigh by sample_rate; one below 1 or above a billion counts as 1.'),
    filters: FILTERS,
    filterCombination: COMBINATION,
    breakdowns: z.array(FIELD).optional(),
    orders: z
      .array(
        z.strictObject({
          op: OP.optional(),
          column: FIELD.optional(),
          order: z.enum(['ascending', 'descending']).optional(),
        }),
      )
      .optional(),
    havings: z
      .array(
        z.strictObject({
          calculateOp: OP,
          column: FIELD.optional(),
          op: z.enum(['=', '!=', '>', '>=', '<', '<=']),
          value: z.number(),
        }),
      )
      .optional(),
    limit: z.int().min(1).max(1000).optional().describe('Groups shown; default 100'),
    start: START_SCHEMA,
    end: END_SCHEMA,
    granularity: z
      .union([z.literal('auto'), z.int().min(1)])
      .optional()
      .describe('Seconds of a bucket; without it there is no time series'),
    calculatedFields: z
      .array(z.strictObject({ name: z.string(), expression: z.string().describe('Trino SQL over a span') }))
      .optional(),
    ...RUN_FIELDS,
  })
  .describe('A structured query');

const SELECTION = z
  .strictObject({
    preset: z.enum(['errors', 'slowest']).optional(),
    filters: FILTERS,
    filterCombination: COMBINATION,
    box: z
      .strictObject({ start: z.string(), end: z.string(), column: z.string(), low: z.number(), high: z.number() })
      .optional()
      .describe('A rectangle of time and a number: end after start, high above low; both exclusive'),
  })
  .describe('Spans for which all that is given holds');

export const COMPARE_QUERY_SCHEMA = z
  .strictObject({
    filters: FILTERS,
    filterCombination: COMBINATION,
    selection: SELECTION,
    baseline: z
      .union([z.enum(['rest', 'rest-of-all']), SELECTION])
      .optional()
      .describe('Default: rest, the other spans of the same operations (service and name)'),
    fields: z.array(z.string()).optional().describe('Default: all'),
    start: START_SCHEMA,
    end: END_SCHEMA,
    ...RUN_FIELDS,
  })
  .describe('A comparison');
