// Which spans a GET is about: a time range and filters, as a link or as typed text, and how it is run.
import { decodeQuery, parseFilters, type StructuredQuery } from '@tracelake/query';
import { TracelakeError } from '@tracelake/schema';
import * as z from 'zod';
import { QUERY_LINK_SCHEMA } from './structured-query-schema.ts';
import { END_SCHEMA, START_SCHEMA } from './time-schema.ts';

const { q, ...RUN_FIELDS } = QUERY_LINK_SCHEMA.shape;

export const SELECTION_FIELDS = {
  start: START_SCHEMA,
  end: END_SCHEMA,
  where: z
    .string()
    .min(1)
    .max(14_000)
    .optional()
    .describe('Filters as typed: service.name = shop and duration_ms > 500'),
  q: q.optional().describe('Or a structured query as text: its filters, calculated fields and times count'),
  ...RUN_FIELDS,
};

interface GivenSelection {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly where?: string | undefined;
  readonly q?: string | undefined;
}

export type SpanSelection = Pick<
  StructuredQuery,
  'filters' | 'filterCombination' | 'calculatedFields' | 'start' | 'end'
>;

/** Throws `invalid_request`. */
export function selectionOf({ start, end, where, q: link }: GivenSelection): SpanSelection {
  if (where !== undefined && link !== undefined) {
    throw new TracelakeError('invalid_request', 'where and q both say which spans; one of both is enough.', {
      details: { field: 'where' },
      hint: 'Leave one out.',
    });
  }
  const given: StructuredQuery =
    link !== undefined ? decodeQuery(link) : where !== undefined ? parseFilters(where) : {};
  const { filters, filterCombination, calculatedFields } = given;
  return {
    ...(filters === undefined ? {} : { filters }),
    ...(filterCombination === undefined ? {} : { filterCombination }),
    ...(calculatedFields === undefined ? {} : { calculatedFields }),
    ...times({ start: start ?? given.start, end: end ?? given.end }),
  };
}

function times({ start, end }: GivenSelection): Pick<SpanSelection, 'start' | 'end'> {
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}
