// What a trace leads to is looked for in the page's range, or around the trace.
import { expect, it } from 'vitest';
import { rangeAround } from '../../src/trace/range-around.ts';

const range = { startMs: Date.parse('2026-11-22T17:00:00Z'), endMs: Date.parse('2026-11-22T18:00:00Z') };

it('keeps the range that has the trace, and takes an hour around one outside', () => {
  expect(rangeAround(range, range.startMs)).toEqual({});
  expect(rangeAround(range, range.endMs)).toEqual({
    start: '2026-11-22T17:30:00.000Z',
    end: '2026-11-22T18:30:00.000Z',
  });
});
