// What "did you mean" suggests, and what it does not.
import { describe, expect, it } from 'vitest';
import { nearestNames } from '../src/nearest-names.ts';

describe('nearestNames', () => {
  it('finds a name with a swapped, missing, extra or wrong letter, nearest first', () => {
    expect(nearestNames('--prot', ['--port', '--otlp-port', '--data'])).toEqual(['--port']);
    expect(nearestNames('limt', ['limit', 'timeoutMs', 'sql'])).toEqual(['limit']);
    expect(nearestNames('http.rout', ['http.route', 'http.root', 'user.id'])).toEqual(['http.route', 'http.root']);
    expect(nearestNames('SQL', ['sql'])).toEqual(['sql']);
  });

  it('suggests nothing that is far away, and no more than asked', () => {
    expect(nearestNames('colour', ['limit', 'sql'])).toEqual([]);
    expect(nearestNames('ab', ['aa', 'bb', 'ac', 'ad'], 2)).toHaveLength(2);
    expect(nearestNames('5', ['up', 'x'])).toEqual([]);
    expect(nearestNames('', ['limit'])).toEqual([]);
  });
});
