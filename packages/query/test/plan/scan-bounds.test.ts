// Bounds on virtual columns become bounds on stored ones that no fitting row escapes.
import { describe, expect, it } from 'vitest';
import { type ScanRange, scanBounds } from '../../src/plan/scan-bounds.ts';
import type { BoundUnit, SourceBound } from '../../src/translate/translation.ts';
import { VARCHAR } from '../../src/types/type-constructors.ts';

const RANGE = { startTimeUnixNano: 1_795_000_000_000_000_000n, endTimeUnixNano: 1_796_000_000_000_000_000n };
const MOMENT = BigInt(Date.UTC(2026, 10, 22, 10)) * 1_000_000n;

function bound(id: string, comparison: SourceBound['comparison'], value: string): SourceBound {
  return { column: { id, trinoName: id, displayName: id, type: VARCHAR, mayBeNaN: false }, comparison, value };
}

function ofOneUse(range: ScanRange, bounds: readonly SourceBound[]) {
  return scanBounds(range, [bounds]);
}

describe('scanBounds', () => {
  it('keeps the request range without bounds', () => {
    expect(ofOneUse(RANGE, [])).toMatchObject(RANGE);
  });

  it('turns bounds on time into bounds on nanoseconds, allowing for the cut', () => {
    const at = (comparison: SourceBound['comparison']) =>
      ofOneUse(RANGE, [bound('time', comparison, '2026-11-22 10:00:00.000000')]);
    expect(at('>=').startTimeUnixNano).toBe(MOMENT);
    expect(at('<=').endTimeUnixNano).toBe(MOMENT + 1000n);
    expect(at('=')).toMatchObject({ startTimeUnixNano: MOMENT, endTimeUnixNano: MOMENT + 1000n });
    expect(at('>').startTimeUnixNano).toBe(MOMENT + 1000n);
    expect(at('<').endTimeUnixNano).toBe(MOMENT);
  });

  it('allows for constants between microseconds', () => {
    const at = (comparison: SourceBound['comparison']) =>
      ofOneUse(RANGE, [bound('time', comparison, '2026-11-22 10:00:00.000000001')]);
    expect(at('<').endTimeUnixNano).toBe(MOMENT + 1000n);
    expect(at('>=').startTimeUnixNano).toBe(MOMENT + 1000n);
    expect(ofOneUse(RANGE, [bound('time', '<', '2026-11-22 10:00:00.0000000001')])).toMatchObject(RANGE);
  });

  it('reads dates and short fractions', () => {
    const date = ofOneUse(RANGE, [bound('time', '>=', '2026-11-22')]);
    expect(date.startTimeUnixNano).toBe(MOMENT - 36_000_000_000_000n);
    const fraction = ofOneUse(RANGE, [bound('time', '>=', '2026-11-22 10:00:00.5')]);
    expect(fraction.startTimeUnixNano).toBe(MOMENT + 500_000_000n);
  });

  it('turns a day into its range', () => {
    const day = ofOneUse(RANGE, [bound('dt', '=', '2026-11-22')]);
    expect(day.startTimeUnixNano).toBe(MOMENT - 36_000_000_000_000n);
    expect(day.endTimeUnixNano).toBe(MOMENT + 50_400_000_000_000n);
  });

  it('never widens the request', () => {
    const wide = ofOneUse(RANGE, [bound('start_time_unix_nano', '>=', '0'), bound('time', '<', '2099-01-01 00:00:00')]);
    expect(wide).toMatchObject(RANGE);
  });

  it('turns milliseconds into nanoseconds with room for rounding', () => {
    const { minDurationNano } = ofOneUse(RANGE, [bound('duration_ms', '>', '5.0E3')]);
    expect(minDurationNano).toBeLessThanOrEqual(5_000_000_000n);
    expect(minDurationNano).toBeGreaterThan(4_999_990_000n);
    const { maxDurationNano } = ofOneUse(RANGE, [bound('duration_nano', '<=', '17')]);
    expect(maxDurationNano).toBe(17n);
  });

  it('keeps the narrower of several', () => {
    const bounds = ofOneUse(RANGE, [
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
    expect(ofOneUse(RANGE, odd)).toEqual({
      ...RANGE,
      minDurationNano: undefined,
      maxDurationNano: undefined,
      hours: undefined,
      identity: [],
    });
  });

  it('keeps equalities of identity columns', () => {
    expect(ofOneUse(RANGE, [bound('trace_id', '=', 'ab'), bound('span_id', '>', 'cd')]).identity).toEqual([
      { column: 'trace_id', value: 'ab' },
    ]);
  });

  it('cuts as date_trunc does', () => {
    const DAY = 86_400_000_000_000n;
    const day = MOMENT - 36_000_000_000_000n;
    const at = (unit: BoundUnit, comparison: SourceBound['comparison'], value: string) =>
      ofOneUse(RANGE, [{ ...bound('time', comparison, value), unit }]);
    expect(at('hour', '=', '2026-11-22 10:00:00')).toMatchObject({
      startTimeUnixNano: MOMENT,
      endTimeUnixNano: MOMENT + DAY / 24n,
    });
    expect(at('day', '>', '2026-11-22').startTimeUnixNano).toBe(day + DAY);
    expect(at('day', '<=', '2026-11-22 10:00:00').endTimeUnixNano).toBe(day + DAY);
    // A Sunday: its week began on the 16th.
    expect(at('week', '<', '2026-11-22').endTimeUnixNano).toBe(day + DAY);
    expect(at('week', '=', '2026-11-16')).toMatchObject({ endTimeUnixNano: day + DAY });
    expect(
      ofOneUse({ ...RANGE, endTimeUnixNano: 1n << 62n }, [{ ...bound('time', '<=', '2026-11-01'), unit: 'month' }])
        .endTimeUnixNano,
    ).toBe(BigInt(Date.UTC(2026, 11, 1)) * 1_000_000n);
  });

  it('takes all of an IN list, and the hours of a day', () => {
    const days = { ...bound('dt', '=', '2026-11-23'), orOneOf: ['2026-11-22'] };
    expect(ofOneUse(RANGE, [days])).toMatchObject({
      startTimeUnixNano: MOMENT - 36_000_000_000_000n,
      endTimeUnixNano: MOMENT + 136_800_000_000_000n,
    });
    expect(ofOneUse(RANGE, [{ ...days, orOneOf: ['x'] }])).toMatchObject(RANGE);
    const hours = [{ ...bound('hour', '=', '10'), orOneOf: ['11', '12'] }, bound('hour', '=', '11')];
    expect(ofOneUse(RANGE, hours).hours).toEqual(new Set(['11']));
  });

  it('counts back from now, but never forward', () => {
    const range = { ...RANGE, nowUnixNano: MOMENT };
    const hourAgo = (comparison: SourceBound['comparison']) => ({
      ...bound('time', comparison, '-3600000'),
      fromNow: true as const,
    });
    const { startTimeUnixNano } = ofOneUse(range, [hourAgo('>')]);
    expect(startTimeUnixNano).toBeLessThanOrEqual(MOMENT - 3_600_000_000_000n);
    expect(startTimeUnixNano).toBeGreaterThan(MOMENT - 3_700_000_000_000n);
    expect(ofOneUse(range, [hourAgo('<')])).toMatchObject(RANGE);
    expect(ofOneUse(RANGE, [hourAgo('>')])).toMatchObject(RANGE);
  });

  it('serves every use of the table', () => {
    const early = [bound('time', '<', '2026-11-22 10:00:00'), bound('trace_id', '=', 'a')];
    const late = [bound('start_time_unix_nano', '>=', String(MOMENT + 5n)), bound('trace_id', '=', 'a')];
    expect(scanBounds(RANGE, [early, late])).toMatchObject({ ...RANGE, identity: [] });
    expect(scanBounds(RANGE, [late, late]).startTimeUnixNano).toBe(MOMENT + 5n);
    expect(scanBounds(RANGE, [late, []])).toMatchObject(RANGE);
  });
});
