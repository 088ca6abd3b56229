// GET /api/v1/fields and /api/v1/fields/:key/values: which attributes there are, and their values.
import * as z from 'zod';
import { abortWhenCallerLeaves } from '../http/caller-signal.ts';
import { type LakeField, searchFields } from '../reads/field-search.ts';
import { readFieldValues } from '../reads/field-values.ts';
import { sqlIdentifier } from '../reads/sql-text.ts';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import { END_SCHEMA, START_SCHEMA } from '../schemas/time-schema.ts';
import { parseTimeRange } from '../time-range.ts';
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
    level: z.enum(['span', 'resource', 'scope', 'event']),
    sql: z.string().describe('How SQL names it'),
    column: z.string().nullable().describe('Its own column, or null when it lies in a map'),
    types: z.record(z.string(), z.int()).describe('Rows by type of value: string, number, boolean'),
    rows: z.int(),
    distinct: z.int().describe('Different values, estimated'),
    top: z.array(VALUE_SCHEMA).describe('Frequent values; a count is a lower bound'),
  })
  .describe('An attribute');

export const fieldRoutes: ApiPlugin = async (app, { services }) => {
  app.get(
    '/api/v1/fields',
    {
      schema: {
        summary: 'Attributes by name',
        querystring: z.strictObject({
          search: z.string().max(1000).default('').describe('Part of the name, in any case'),
          limit: z.coerce.number().int().min(1).max(MAX_FIELDS).default(DEFAULT_FIELDS),
        }),
        response: {
          200: z.strictObject({ fields: z.array(FIELD_SCHEMA), total: z.int().describe('Before the limit') }),
          ...PROBLEM_ANSWERS,
        },
      },
    },
    async (request) => {
      const { search, limit } = request.query;
      const found = searchFields(await services.reads.fields(), search);
      return { fields: found.slice(0, limit).map(describeField), total: found.length };
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
        signal: abortWhenCallerLeaves(reply),
      });
      return { key, values: [...values] };
    },
  );
};

function describeField(field: LakeField) {
  return {
    key: field.key,
    level: field.level,
    sql: sqlIdentifier(field.key),
    column: field.column,
    types: { ...field.types } as Record<string, number>,
    rows: field.rows,
    distinct: Math.round(field.distinct),
    top: field.top.slice(0, TOP_VALUES).map(([value, count]) => ({ value, count })),
  };
}
