// Bounds on virtual columns become bounds on stored ones that no fitting row escapes.
import { describe, expect, it } from 'vitest';
import { scanBounds } from '../../src/plan/scan-bounds.ts';
import type { SourceBound } from '../../src/translate/translation.ts';
import { VARCHAR } from '../../src/types/type-constructors.ts';

const RANGE = { startTimeUnixNano: 1_795_000_000_000_000_000n, endTimeUnixNano: 1_796_000_000_000_000_000n };
const MOMENT = BigInt(Date.UTC(2026, 10, 22, 10)) * 1_000_000n;

function bound(id: string, comparison: SourceBound['comparison'], value: string): SourceBound {
  return { column: { id, trinoName: id, displayName: id, type: VARCHAR, mayBeNaN: false }, comparison, value };
}

describe('scanBounds', () => {
  it('keeps the request range without bounds', () => {
    expect(scanBounds(RANGE, [])).toMatchObject(RANGE);
  });

  it('turns bounds on time into bounds on nanoseconds, allowing for the cut', () => {
    const at = (comparison: SourceBound['comparison']) =>
      scanBounds(RANGE, [bound('time', comparison, '2026-11-22 10:00:00.000000')]);
    expect(at('>=').startTimeUnixNano).toBe(MOMENT);
    expect(at('<=').endTimeUnixNano).toBe(MOMENT + 1000n);
    expect(at('=')).toMatchObject({ startTimeUnixNano: MOMENT, endTimeUnixNano: MOMENT + 1000n });
    expect(at('>').startTimeUnixNano).toBe(MOMENT + 1000n);
    expect(at('<').endTimeUnixNano).toBe(MOMENT);
  });

  it('allows for constants between microseconds', () => {
    const at = (comparison: SourceBound['comparison']) =>
      scanBounds(RANGE, [bound('time', comparison, '2026-11-22 10:00:00.000000001')]);
    expect(at('<').endTimeUnixNano).toBe(MOMENT + 1000n);
    expect(at('>=').startTimeUnixNano).toBe(MOMENT + 1000n);
    expect(scanBounds(RANGE, [bound('time', '<', '2026-11-22 10:00:00.0000000001')])).toMatchObject(RANGE);
  });

  it('reads dates and short fractions', () => {
    const date = scanBounds(RANGE, [bound('time', '>=', '2026-11-22')]);
    expect(date.startTimeUnixNano).toBe(MOMENT - 36_000_000_000_000n);
    const fraction = scanBounds(RANGE, [bound('time', '>=', '2026-11-22 10:00:00.5')]);
    expect(fraction.startTimeUnixNano).toBe(MOMENT + 500_000_000n);
  });

  it('turns a day into its range', () => {
    const day = scanBounds(RANGE, [bound('dt', '=', '2026-11-22')]);
    expect(day.startTimeUnixNano).toBe(MOMENT - 36_000_000_000_000n);
    expect(day.endTimeUnixNano).toBe(MOMENT + 50_400_000_000_000n);
  });

  it('never widens the request', () => {
    const wide = scanBounds(RANGE, [
      bound('start_time_unix_nano', '>=', '0'),
      bound('time', '<', '2099-01-01 00:00:00'),
    ]);
    expect(wide).toMatchObject(RANGE);
  });

  it('turns milliseconds into nanoseconds with room for rounding', () => {
    const { minDurationNano } = scanBounds(RANGE, [bound('duration_ms', '>', '5.0E3')]);
    expect(minDurationNano).toBeLessThanOrEqual(5_000_000_000n);
    expect(minDurationNano).toBeGreaterThan(4_999_990_000n);
    const { maxDurationNano } = scanBounds(RANGE, [bound('duration_nano', '<=', '17')]);
    expect(maxDurationNano).toBe(17n);
  });

  it('keeps the narrower of several', () => {
    const bounds = scanBounds(RANGE, [
      bound('duration_nano', '>', '5'),
      bound('duration_nano', '>', '9'),
      bound('duration_nano', '>', '7'),
    ]);
    expect(bounds.minDurationNano).toBe(10n);
  });

  it('leaves out what it cannot read', () => {
    const odd = [
      bound('time', '>=', 'yesterday'),
      bound('dt', '>=', '26'),
      bound('duration_ms', '>', 'NaN'),
      bound('http_route', '=', 'x'),
    ];
    expect(scanBounds(RANGE, odd)).toEqual({
      ...RANGE,
      minDurationNano: undefined,
      maxDurationNano: undefined,
      identity: [],
    });
  });

  it('keeps equalities of identity columns', () => {
    expect(scanBounds(RANGE, [bound('trace_id', '=', 'ab'), bound('span_id', '>', 'cd')]).identity).toEqual([
      { column: 'trace_id', value: 'ab' },
    ]);
  });
});
