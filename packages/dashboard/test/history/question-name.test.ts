// What a question without a name is called, and that the same has one id.
import { encodeQuery } from '@tracelake/query/structured';
import { expect, it } from 'vitest';
import { historyId, questionName } from '../../src/history/question-name.ts';

it('a question of the builder is called by its clauses', () => {
  const query = encodeQuery({
    calculations: [{ op: 'COUNT' }, { op: 'P95', column: 'duration_ms' }],
    filters: [{ column: 'main', op: '=', value: true }],
    breakdowns: ['user.plan'],
  });
  expect(questionName({ query })).toBe('COUNT, P95(duration_ms) where main = true by user.plan');
  expect(questionName({ query: encodeQuery({}) })).toBe('COUNT');
});

it('a statement stands on one line of at most 200 characters', () => {
  expect(questionName({ sql: 'SELECT 1\n  FROM spans\n' })).toBe('SELECT 1 FROM spans');
  const long = questionName({ sql: `SELECT ${'x, '.repeat(200)}1` });
  expect(long).toHaveLength(200);
  expect(long.endsWith('…')).toBe(true);
});

it('what cannot be read keeps its text', () => {
  expect(questionName({ query: 'calculations=NOPE' })).toBe('calculations=NOPE');
});

it('the same question has one id that the API takes, another has another', () => {
  const id = historyId({ sql: 'SELECT 1' });
  expect(historyId({ sql: 'SELECT 1' })).toBe(id);
  expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);
  expect(new Set([id, historyId({ sql: 'SELECT 2' }), historyId({ query: 'SELECT 1' })]).size).toBe(3);
});
