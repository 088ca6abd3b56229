// Problems of questions in the page's words.
import { expect, it } from 'vitest';
import { problemPlace, problemWords } from '../../src/api/problem-place.ts';

const told = (field: string | undefined, message: string, more: object = {}) => ({
  code: 'invalid_request',
  title: 'The request is not valid',
  message,
  hint: 'Give a number.',
  ...more,
  details: { ...(field === undefined ? {} : { field }), ...(more as { details?: object }).details },
});

it.each([
  ['filters[1].column', { clause: 'where', index: 1 }],
  ['filters[2].filters[0].value', { clause: 'where', index: 2 }],
  ['breakdowns[0]', { clause: 'group', index: 0 }],
  ['calculations[3].column', { clause: 'visualise', index: 3 }],
  ['calculatedFields[0].expression', { clause: 'calculated', index: 0 }],
  ['limit', { clause: 'limit', index: 0 }],
])('%s is a clause of the page', (field, place) => {
  expect(problemPlace(told(field, ''))).toEqual(place);
});

it.each(['start', undefined])('what is of no clause keeps its words: %s', (field) => {
  const problem = told(field, 'start is after end');
  expect(problemPlace(problem)).toBeNull();
  expect(problemWords(problem)).toEqual({ title: problem.title, text: problem.message, hint: problem.hint });
});

it.each([
  ['filters[1].value', 'filters[1].value: main is true or false', 'main is true or false'],
  ['calculatedFields[0].expression', 'calculatedFields[0].expression at 1:7: No such function', 'No such function'],
  ['limit', 'limit must be a whole number from 1 to 1000: 0', 'It must be a whole number from 1 to 1000: 0'],
])('the name of the member is left out of %s', (field, message, text) => {
  expect(problemWords(told(field, message)).text).toBe(text);
});

it('an unknown attribute is none of SQL; a hint for who calls the API is none for who looks at the page', () => {
  const unknown = told('filters[0].column', "filters[0].column: Column 'user.plam' cannot be resolved", {
    code: 'COLUMN_NOT_FOUND',
    details: { name: 'user.plam' },
  });
  expect(problemWords(unknown).text).toBe('No span has user.plam.');
  expect(problemWords(told('limit', '', { hint: 'GET /api/v1/openapi.json has the shapes.' })).hint).toBeNull();
});
