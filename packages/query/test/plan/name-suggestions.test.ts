// Which names are offered for one that is unknown.
import { expect, test } from 'vitest';
import { suggestNames } from '../../src/plan/name-suggestions.ts';

const NAMES = ['name', 'deployment.environment.name', 'exception.message', 'http.route', 'user.id', 'duration_ms'];

test.each([
  // Within `exception.message` and `environment.name` only across their dots.
  ['nme', ['name']],
  ['nmae', ['name']],
  ['route', ['http.route']],
  ['http_route', ['http.route']],
  ['httpRoute', ['http.route']],
  ['my.user.id', ['user.id']],
  ['duration', ['duration_ms']],
  ['environment', ['deployment.environment.name']],
  ['xyz', []],
])('%s → %j', (wanted, suggested) => {
  expect(suggestNames(wanted, NAMES)).toEqual(suggested);
});
