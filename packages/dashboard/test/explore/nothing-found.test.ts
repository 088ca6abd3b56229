// Whether an answer found nothing: a number that is zero was measured.
import { expect, it } from 'vitest';
import type { AskedAnswer } from '../../src/api/api-queries.ts';
import { isNothing } from '../../src/explore/nothing-found.ts';

const answered = (
  query: AskedAnswer['asked']['query'],
  rows: AskedAnswer['rows'],
  heatmaps: AskedAnswer['heatmaps'] = [],
) => isNothing({ rows, heatmaps, asked: { query, range: { startMs: 0, endMs: 1 } } });

it('a number that is zero was measured: nothing is no span, no value or no group', () => {
  expect(answered({ calculations: [{ op: 'ERROR_RATE' }] }, [[0]])).toBe(false);
  expect(answered({ calculations: [{ op: 'SUM', column: 'retries' }, { op: 'COUNT' }] }, [[0, '12']])).toBe(false);
  expect(answered({ calculations: [{ op: 'SUM', column: 'retries' }, { op: 'COUNT' }] }, [[null, '0']])).toBe(true);
  expect(answered({ calculations: [{ op: 'P95', column: 'retries' }] }, [[null]])).toBe(true);
  expect(answered({ calculations: [{ op: 'COUNT' }], breakdowns: ['name'] }, [['0', '0']])).toBe(false);
  expect(answered({ calculations: [{ op: 'COUNT' }], breakdowns: ['name'] }, [])).toBe(true);
});
