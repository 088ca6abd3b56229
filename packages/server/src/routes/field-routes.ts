// GET /api/v1/fields and /api/v1/fields/:key/values: which attributes there are, and their values.
import type { CatalogueField } from '@tracelake/lake';
import { fieldBytes } from '@tracelake/query';
import { resolveAttributeKey } from '@tracelake/schema';
import * as z from 'zod';
import { queryCallerOf } from '../queries/query-caller.ts';
import { readFieldValues } from '../reads/field-values.ts';
import { sqlIdentifier } from '../reads/sql-text.ts';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import { END_SCHEMA, ISO_TIME_SCHEMA, START_SCHEMA } from '../schemas/time-schema.ts';
import { formatTime, parseTimeRange } from '../time-range.ts';
import type { ApiPlugin } from './api-plugin.ts';

const MAX_FIELDS = 10_000;
const DEFAULT_FIELDS = 1000;
const MAX_VALUES = 1000;
const DEFAULT_VALUES = 50;
/** Values shown of each attribute in the list. */
const TOP_VALUES = 5;

const VALUE_SCHEMA = z.strictObject({ value: z.string(), count: z.int() });

const FIELD_SCHEMA = z
  .strictObject({
    key: z.string(),
    description: z.string().nullable().describe('What it says, of an attribute with a column of its own'),
    levels: z.array(z.enum(['span', 'resource', 'scope', 'event'])).describe('Where it was seen'),
    sql: z.string().describe('How SQL names it'),
    column: z.string().nullable().describe('Its own column, or null when it lies in a map'),
    types: z.record(z.string(), z.int()).describe('Rows by type of value: string, number, boolean'),
    rows: z.int().describe('Rows that have it (events, where it was seen on events only)'),
    distinct: z.int().describe('Different values, estimated'),
    top: z.array(VALUE_SCHEMA).describe('Frequent values; a count is a lower bound'),
    firstSeen: ISO_TIME_SCHEMA.nullable().describe('Start of the first file that has it'),
    lastSeen: ISO_TIME_SCHEMA.nullable().describe('End of the last file that has it'),
    bytes: z.int().describe('What reading it takes of all files, estimated: of a map the whole map'),
  })
  .describe('An attribute');

export const fieldRoutes: ApiPlugin = async (app, { services }) => {
  app.get(
    '/api/v1/fields',
    {
      schema: {
        summary: 'Attributes by name',
        querystring: z.strictObject({
          search: z
            .string()
            .max(1000)
            .default('')
            .describe('Part of the name, in any case; an older name finds the current one'),
          limit: z.coerce.number().int().min(1).max(MAX_FIELDS).default(DEFAULT_FIELDS),
        }),
        response: {
          200: z.strictObject({
            fields: z.array(FIELD_SCHEMA).describe('Best first; where nothing fits, what may have been meant'),
            truncated: z.literal(true).optional().describe('There are more than limit'),
            spans: z
              .int()
              .describe('Spans in which they were seen, of the whole lake: what `rows` is to be set against'),
          }),
          ...PROBLEM_ANSWERS,
        },
      },
    },
    async (request) => {
      const { search, limit } = request.query;
      const named = resolveAttributeKey(search)?.attribute.key ?? search;
      const { found, spans } = await services.reads.inCatalogue({ withValues: true }, (known) => ({
        found: known.search(named, limit + 1),
        spans: known.spans,
      }));
      const bytesOf = fieldBytes(await services.reads.files());
      return {
        fields: found.slice(0, limit).map((field) => describeField(field, bytesOf(field))),
        ...(found.length > limit ? { truncated: true as const } : {}),
        spans,
      };
    },
  );

  app.get(
    '/api/v1/fields/:key/values',
    {
      schema: {
        summary: 'Values of an attribute in a range of time, the most frequent first',
        params: z.strictObject({ key: z.string().min(1).max(1000) }),
        querystring: z.strictObject({
          search: z.string().max(1000).default('').describe('Part of the value, in any case'),
          start: START_SCHEMA,
          end: END_SCHEMA,
          limit: z.coerce.number().int().min(1).max(MAX_VALUES).default(DEFAULT_VALUES),
        }),
        response: { 200: z.strictObject({ key: z.string(), values: z.array(VALUE_SCHEMA) }), ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { key } = request.params;
      const values = await readFieldValues(services.reads, key, request.query.search, {
        range: parseTimeRange(request.query, services.clock.nowUnixNano()),
        rowLimit: request.query.limit,
        ...queryCallerOf(services, reply),
      });
      return { key, values: [...values] };
    },
  );
};

function describeField(field: CatalogueField, bytes: number) {
  return {
    key: field.key,
    description: resolveAttributeKey(field.key)?.attribute.description ?? null,
    levels: [...field.levels],
    sql: sqlIdentifier(field.key),
    column: field.column,
    types: { ...field.types } as Record<string, number>,
    rows: field.rows,
    distinct: Math.round(field.distinct),
    top: field.top.slice(0, TOP_VALUES).map(([value, count]) => ({ value, count })),
    firstSeen: isoOrNull(field.firstSeenUnixNano),
    lastSeen: isoOrNull(field.lastSeenUnixNano),
    bytes,
  };
}

function isoOrNull(unixNano: string | null): string | null {
  return unixNano === null ? null : formatTime(BigInt(unixNano));
}
