// The figures of Overview: what the time before is worth.
import { expect, it } from 'vitest';
import { comparedFigures, LEAST_BEFORE } from '../../src/overview/overview-request.ts';

it('a time before with next to nothing in it is none to be against', () => {
  expect(comparedFigures({ rows: [] })).toBeNull();
  expect(comparedFigures({ rows: [[String(LEAST_BEFORE - 1), 0]] })).toBeNull();
  expect(comparedFigures({ rows: [[String(LEAST_BEFORE), 0.5]] })).toMatchObject({
    requests: LEAST_BEFORE,
    errorShare: 0.5,
  });
});
