// Times as people write them, to nanoseconds.
import { isTracelakeError } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { formatTime, parseLast, parseTime, parseTimeRange } from '../src/time-range.ts';

const NOW = 1_795_366_800_123_456_789n; // 2026-11-22T17:00:00.123456789Z
const HOUR = 3_600_000_000_000n;

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isTracelakeError(error)) return error.code;
    throw error;
  }
  return 'no error';
}

describe('parseTime', () => {
  it.each([
    ['1970-01-01', 0n],
    ['1970-01-01T00:00:01Z', 1_000_000_000n],
    ['1970-01-01T01:00:00+01:00', 0n],
    ['1970-01-01T01:00+0100', 0n],
    ['1970-01-01T02:00:00 02:00', 0n],
    ['1969-12-31T19:00:00-05', 0n],
    ['1970-01-01 00:00:00.000000001', 1n],
    ['2026-11-22T17:00:00.123456789Z', NOW],
    ['2026-11-22t18:30:00,123456789+01:30', NOW],
    ['1795366800123456789', NOW],
    ['0', 0n],
    ['9223372036854775807', 9_223_372_036_854_775_807n],
    ['now', NOW],
    [' NOW ', NOW],
    ['-1h', NOW - HOUR],
    ['-30m', NOW - HOUR / 2n],
    ['-90s', NOW - 90_000_000_000n],
    ['-250ms', NOW - 250_000_000n],
    ['-7d', NOW - 168n * HOUR],
    ['-2w', NOW - 336n * HOUR],
    ['+5m', NOW + HOUR / 12n],
  ])('reads %s', (text, expected) => {
    expect(parseTime('start', text, NOW)).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    '1h',
    '-1y',
    '-h',
    '2026-02-30',
    '2026-13-01',
    '2026-11-22T25:00:00Z',
    '2026-11-22T17:60:00Z',
    '2026-11-22T17:00:00+25:00',
    '2026-11-22T17:00:00.1234567890Z',
    '9223372036854775808',
    '1e18',
    '-5',
    "2026-11-22' OR 1=1",
  ])('refuses %j and names the field and the value', (text) => {
    try {
      parseTime('end', text, NOW);
      expect.unreachable();
    } catch (error) {
      expect(isTracelakeError(error) && error.code).toBe('invalid_time');
      expect(isTracelakeError(error) && error.details).toEqual({ field: 'end', value: text });
    }
  });
});

describe('parseTimeRange', () => {
  it('means the last hour when nothing is given', () => {
    expect(parseTimeRange({}, NOW)).toEqual({ startTimeUnixNano: NOW - HOUR, endTimeUnixNano: NOW });
  });

  it('means the hour before the end when only the end is given', () => {
    expect(parseTimeRange({ end: '2026-11-22T17:00:00Z' }, NOW)).toEqual({
      startTimeUnixNano: 1_795_363_200_000_000_000n,
      endTimeUnixNano: 1_795_366_800_000_000_000n,
    });
  });

  it.each(['0001-01-01T00:00:00Z', '9999-12-31T00:00:00Z'])('names the limit that %s is beyond', (start) => {
    expect(() => parseTimeRange({ start }, NOW)).toThrow(
      expect.objectContaining({
        code: 'invalid_time',
        message: `start is out of range: "${start}".`,
        hint: expect.stringContaining('to 2262-04-11T23:47:16.854775807Z'),
      }),
    );
  });

  it('refuses an empty range and one that is turned round', () => {
    expect(codeOf(() => parseTimeRange({ start: 'now', end: 'now' }, NOW))).toBe('invalid_time');
    expect(codeOf(() => parseTimeRange({ start: 'now', end: '-1h' }, NOW))).toBe('invalid_time');
  });
});

describe('parseLast', () => {
  it('turns a length into a relative start', () => {
    expect(parseLast('--last', '24h')).toBe('-24h');
    expect(parseLast('--last', '-1h')).toBe('-1h');
    expect(codeOf(() => parseLast('--last', 'a while'))).toBe('invalid_time');
  });
});

describe('formatTime', () => {
  it('keeps every nanosecond, before 1970 too', () => {
    expect(formatTime(NOW)).toBe('2026-11-22T17:00:00.123456789Z');
    expect(formatTime(-1n)).toBe('1969-12-31T23:59:59.999999999Z');
    expect(parseTime('start', formatTime(NOW), 0n)).toBe(NOW);
  });
});
