// Prefix expressions and object names (docs: s3-prefixes, s3-object-name; names probed).
import { describe, expect, test } from 'vitest';
import { checkPrefixes, evaluatePrefix, objectName } from '../../src/firehose/object-prefix.ts';
import { seededRandom } from '../../src/seeded-random.ts';

const CONTEXT = { arrivalMs: Date.UTC(2026, 10, 22, 7, 5, 9), random: seededRandom(1) };

describe('prefixes', () => {
  test('timestamps are of the arrival, in UTC, by Java patterns with quoted literals', () => {
    expect(evaluatePrefix("spans/dt=!{timestamp:yyyy-MM-dd}/!{timestamp:'hour='HH}/", CONTEXT)).toBe(
      'spans/dt=2026-11-22/hour=07/',
    );
  });

  test('without one yyyy/MM/dd/HH/ follows, with no slash before it', () => {
    expect(evaluatePrefix('raw', CONTEXT)).toBe('raw2026/11/22/07/');
  });

  test('a random string has eleven characters', () => {
    expect(evaluatePrefix('!{firehose:random-string}/!{timestamp:HH}/', CONTEXT)).toMatch(/^[A-Za-z0-9]{11}\/07\/$/);
  });

  test('the error prefix names what failed', () => {
    const context = { ...CONTEXT, errorOutputType: 'format-conversion-failed' };
    expect(evaluatePrefix('errors/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/', context)).toBe(
      'errors/format-conversion-failed/dt=2026-11-22/',
    );
  });

  test.each([
    ['an error prefix is needed with expressions', 'a/!{timestamp:HH}/', undefined],
    ['it must name the error type', 'a/!{timestamp:HH}/', 'errors/'],
    ['which the prefix itself cannot', 'a/!{firehose:error-output-type}/', 'e/!{firehose:error-output-type}/'],
    ['1,024 characters at most', 'a'.repeat(1_025), undefined],
  ])('refused: %s', (_, prefix, errorPrefix) => {
    expect(() => checkPrefixes(prefix, errorPrefix)).toThrow('InvalidArgumentException');
  });

  test('512 characters at most when evaluated', () => {
    expect(() => evaluatePrefix('a'.repeat(510), CONTEXT)).toThrow('512');
  });
});

test('objects are named by stream, version, arrival and a uuid', () => {
  expect(objectName('spans', 1, CONTEXT)).toMatch(
    /^spans-1-2026-11-22-07-05-09-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});
