// Checks requests against their zod schemas; a refusal names the field, the value and, for a name that does not exist, the nearest one.
import { nearestNames, TracelakeError } from '@tracelake/schema';
import type { FastifySchemaCompiler } from 'fastify';
import * as z from 'zod';

interface FieldProblem {
  readonly field: string;
  readonly message: string;
  readonly value?: unknown;
}

const PLACES: Readonly<Record<string, string>> = {
  body: 'body',
  querystring: 'query string',
  params: 'path',
  headers: 'headers',
};

export const validateRequest: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const place = PLACES[httpPart ?? 'body'] ?? 'request';
  return (data: unknown) => {
    const result = schema.safeParse(data, { error: issueWords });
    if (result.success) return { value: result.data };
    return { error: invalidRequest(place, schema, data, result.error.issues) };
  };
};

function invalidRequest(
  place: string,
  schema: z.ZodType,
  data: unknown,
  issues: readonly z.core.$ZodIssue[],
): TracelakeError {
  const problems = issues.flatMap((issue) => describeIssue(place, schema, data, issue));
  const said = problems.map(({ field, message }) => (field === place ? message : `${field}: ${message}`)).join('; ');
  return new TracelakeError('invalid_request', `The ${place} is not valid. ${said}.`, {
    details: { in: place, errors: problems },
  });
}

/** `field` is the place itself where all of it is wrong. */
function describeIssue(place: string, schema: z.ZodType, data: unknown, issue: z.core.$ZodIssue): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    return issue.keys.map((key) => ({ field: key, message: unknownKeyMessage(key, known) }));
  }
  const field = issue.path.length === 0 ? place : issue.path.map(String).join('.');
  const value = valueAt(data, issue.path);
  const missing = value === undefined && issue.path.length > 0;
  return [missing ? { field, message: 'is missing' } : { field, message: issue.message, value: shorten(value) }];
}

/** In our words, with the limit; `undefined` leaves the schema's own. */
function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'too_small':
      return `must ${amountWords(issue.origin, 'at least', issue.minimum)}`;
    case 'too_big':
      return `must ${amountWords(issue.origin, 'at most', issue.maximum)}`;
    case 'invalid_type':
      return `must be ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    default:
      return undefined;
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

function amountWords(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'string') return `have ${bound} ${limit} characters`;
  return origin === 'array' ? `have ${bound} ${limit} entries` : `be ${bound} ${limit}`;
}

function unknownKeyMessage(key: string, known: readonly string[]): string {
  const [nearest] = nearestNames(key, known, 1);
  if (nearest !== undefined) return `is not known; did you mean ${nearest}?`;
  return known.length === 0 ? 'is not known' : `is not known; known are ${known.join(', ')}`;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string' && value.length > 200) return `${value.slice(0, 200)}…`;
  return typeof value === 'object' && value !== null ? undefined : value;
}
