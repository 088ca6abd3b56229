// A trace's result in its title: what its first span says, in its own words where it has any.
import { expect, it } from 'vitest';
import { traceResult } from '../../src/trace/trace-result.ts';
import { modelOf, span } from './model-of.ts';

const resultOf = (parts: Parameters<typeof span>[4]) =>
  Object.values(traceResult(modelOf([span('root', null, 0, 5, parts)]).spans[0]));

it("is the status that was answered, or Lambda's word, and else whether there was an error", () => {
  const status = (code: number) => ({ 'http.response.status_code': code });
  expect(resultOf({ attributes: status(200) })).toEqual(['200', 'ok']);
  expect(resultOf({ attributes: status(404) })).toEqual(['404', 'warn']);
  expect(resultOf({ attributes: status(502), statusCode: 'ERROR' })).toEqual(['502', 'error']);
  expect(resultOf({ attributes: { 'aws.lambda.status': 'timeout' }, statusCode: 'ERROR' })).toEqual([
    'timeout',
    'error',
  ]);
  expect(resultOf({ attributes: { 'aws.lambda.status': 'success' } })).toEqual(['success', 'ok']);
  // The handler answered, and what it answered was an error.
  expect(resultOf({ attributes: { 'aws.lambda.status': 'success' }, statusCode: 'ERROR' })).toEqual(['error', 'error']);
  expect(resultOf({ statusCode: 'OK' })).toEqual(['ok', 'ok']);
  expect(resultOf({})).toEqual(['no error', 'plain']);
  expect(resultOf({ isUnfinished: true })).toEqual(['never ended', 'warn']);
});
