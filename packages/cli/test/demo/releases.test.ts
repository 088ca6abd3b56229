// Which version answers when.
import { expect, it } from 'vitest';
import { versionAt } from '../../src/demo/shop/releases.ts';

const RELEASES = [
  { version: '1', livesFrom: 0, share: 1 },
  { version: '2', livesFrom: 0.5, share: 0.25 },
  { version: '3', livesFrom: 0.75, share: 1 },
];

it('routes to the newest release that is live and takes this part of the traffic', () => {
  expect(versionAt(RELEASES, 0.49, 0)).toBe('1');
  expect(versionAt(RELEASES, 0.5, 0.24)).toBe('2');
  expect(versionAt(RELEASES, 0.5, 0.25)).toBe('1');
  expect(versionAt(RELEASES, 3, 0.99)).toBe('3');
});
