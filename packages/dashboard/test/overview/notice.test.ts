// Which new version is worth a notice.
import type { StructuredQuery } from '@tracelake/query/structured';
import { expect, it } from 'vitest';
import { badVersions } from '../../src/overview/notice.ts';
import { freshVersions, newVersions, type VersionFigures, versionMarks } from '../../src/overview/version-figures.ts';

const RANGE = { startMs: 0, endMs: 3_600_000 };
/** What a notice does not say. */
const MORE = { p50Ms: null, coldStarts: null, costUsd: null, invocations: null };

function figures(version: string, firstMs: number, parts: Partial<VersionFigures> = {}): VersionFigures {
  return { service: 'checkout', version, firstMs, count: 1000, kept: 1000, errors: 3, p95Ms: 640, ...MORE, ...parts };
}

it('says what got worse: errors before duration', () => {
  const versions = [
    figures('2.4.0', 1000),
    figures('2.4.1', 1_000_000, { errors: 94, p95Ms: 6020 }),
    figures('1.0', 1000, { service: 'cart' }),
    figures('1.1', 1_200_000, { service: 'cart', p95Ms: 1400 }),
  ];
  expect(badVersions(newVersions(versions, RANGE)).map(({ version, by }) => [version, by])).toEqual([
    ['2.4.1', 'errors'],
    ['1.1', 'duration'],
  ]);
});

it.each([
  ['few units of work', figures('2', 1_000_000, { count: 99, kept: 99, errors: 50 })],
  ['few that were kept of many', figures('2', 1_000_000, { count: 9_900, kept: 99, errors: 5_000 })],
  ['less than a point more', figures('2', 1_000_000, { errors: 12 })],
  ['less than three times as many', figures('2', 1_000_000, { errors: 8 })],
])('keeps still about %s', (_why, version) => {
  expect(badVersions(newVersions([figures('1', 1000), version], RANGE))).toEqual([]);
});

it('a version of the first moments was there before the range', () => {
  expect(newVersions([figures('1', 1000), figures('2', 5000)], RANGE)).toEqual([]);
});

it('a mark says whose version it is, where there are several services', () => {
  const fresh = newVersions([figures('1', 1000), figures('2', 1_000_000)], RANGE);
  expect(versionMarks(fresh)).toEqual([{ ms: 1_000_000, label: 'checkout 2' }]);
  expect(versionMarks(fresh, true)).toEqual([{ ms: 1_000_000, label: '2' }]);
});

it('what is kept of another range or environment is no news of this one', () => {
  const versions = [figures('1', 1000), figures('2', 1_000_000)];
  const of = (value: string): StructuredQuery => ({ filters: [{ column: 'env', op: '=', value }] });
  const asked = { query: of('production'), range: RANGE };
  expect(freshVersions(versions, asked, of('production')).map(({ version }) => version)).toEqual(['2']);
  expect(freshVersions(versions, asked, of('staging'))).toEqual([]);
  // As answered: of a longer range the version lies within its first moments.
  expect(freshVersions(versions, { ...asked, range: { startMs: -1e9, endMs: 1e9 } }, of('production'))).toEqual([]);
});
