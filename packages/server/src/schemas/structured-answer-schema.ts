// The answers of POST /api/v1/query and /api/v1/compare.
import * as z from 'zod';
import { COLUMN_SCHEMA, RESULT_STATS_SCHEMA } from './result-schema.ts';

const SQL = z.string().describe('What was run: Trino SQL over spans, to open and edit');
const TIMES = z.array(z.string()).describe('Start of each bucket, ISO 8601');

const SERIES = z.strictObject({
  granularitySeconds: z.int(),
  times: TIMES,
  groups: z.array(
    z.strictObject({
      group: z.array(z.unknown()).nullable().describe('Values of the breakdowns; null: all groups not in rows'),
      values: z.record(z.string(), z.array(z.unknown())).describe('By calculation, one value a bucket'),
    }),
  ),
  sql: SQL,
});

const HEATMAP = z.strictObject({
  column: z.string(),
  scale: z.enum(['log', 'linear']),
  granularitySeconds: z.int(),
  times: TIMES,
  cells: z
    .array(z.strictObject({ low: z.number(), high: z.number() }).nullable())
    .describe(
      'Edges, lowest first; low belongs to the cell, high does not. Of a logarithmic scale the first can be null: values that are not above zero',
    ),
  counts: z
    .array(z.tuple([z.int(), z.int(), z.number()]))
    .describe('Triples: index in times, index in cells, spans (weighed by sample_rate); what is zero is left out'),
  sql: SQL,
});

export const STRUCTURED_ANSWER_SCHEMA = z
  .strictObject({
    sql: SQL,
    columns: z.array(COLUMN_SCHEMA).describe('Breakdowns, then calculations'),
    rows: z.array(z.array(z.unknown())),
    other: z.array(z.unknown()).nullable().describe('The calculations over all spans in no row'),
    otherGroups: z.int().nullable().describe('How many groups "other" stands for, about'),
    series: SERIES.nullable(),
    heatmaps: z.array(HEATMAP),
    url: z
      .string()
      .nullable()
      .describe(
        'This question as a link: GET it for its answer, or give it to `tracelake query`; null where it is too long',
      ),
    stats: RESULT_STATS_SCHEMA,
  })
  .describe('The answer to a structured query');

const SIDE = z.strictObject({
  spans: z.int().describe('As stored, not weighed; a span of both sides is one of the selected alone'),
  sampledSpans: z.int().describe('Looked at, about'),
});

const VALUE = z.strictObject({
  kind: z.enum(['value', 'range', 'missing', 'other']),
  value: z.union([z.string(), z.number()]).optional(),
  low: z.number().optional(),
  high: z.number().optional(),
  values: z.int().optional().describe('Distinct values that "other" stands for'),
  selected: z.number().describe('Spans, weighed by sample_rate'),
  baseline: z.number(),
  selectedShare: z.number(),
  baselineShare: z.number().describe('With its operations mixed as in the selection'),
});

export const COMPARE_ANSWER_SCHEMA = z
  .strictObject({
    selected: SIDE,
    baseline: SIDE,
    fields: z
      .array(
        z.strictObject({
          field: z.string(),
          role: z.enum(['cause', 'outcome', 'selection', 'identifier']),
          difference: z
            .number()
            .describe(
              '0: the same on both sides, 1: no value in common; less what chance can do. 0 where a side is empty',
            ),
          sameAs: z.array(z.string()).describe('Fields that say the same in other words: equal counts throughout'),
          values: z.array(VALUE),
        }),
      )
      .describe('Most different first; causes before outcomes, what was selected by, and identifiers'),
    sql: SQL,
    stats: RESULT_STATS_SCHEMA,
  })
  .describe('A comparison of two selections');
