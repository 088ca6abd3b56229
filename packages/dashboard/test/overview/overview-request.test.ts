// The figures of Overview: what the time before is worth.
import { expect, it } from 'vitest';
import { comparedFigures, LEAST_BEFORE, totalFigures } from '../../src/overview/overview-request.ts';

it('a time before with next to nothing in it is none to be against', () => {
  const now = totalFigures({ rows: [[String(10 * LEAST_BEFORE), 0]] });
  expect(comparedFigures({ rows: [] }, now)).toBeNull();
  expect(comparedFigures({ rows: [[String(LEAST_BEFORE - 1), 0]] }, now)).toBeNull();
  expect(comparedFigures({ rows: [[String(LEAST_BEFORE), 0.5]] }, now)).toMatchObject({
    requests: LEAST_BEFORE,
    errorShare: 0.5,
  });
  const more = totalFigures({ rows: [[String(10 * LEAST_BEFORE + 1), 0]] });
  expect(comparedFigures({ rows: [[String(LEAST_BEFORE), 0.5]] }, more)).toBeNull();
});
