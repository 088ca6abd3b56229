// The first run sends spans only to where they are taken, and promises what the way there takes.
import { expect, it } from 'vitest';
import { LANGUAGES } from '../../src/first-run/languages.ts';
import { wayIn } from '../../src/first-run/way-in.ts';

it('a local server takes them at its own address, in a second', () => {
  const { address, text, languages } = wayIn('http://127.0.0.1:5000');
  expect(address).toBe('http://127.0.0.1:5000');
  expect(text).toContain('within a second');
  expect(languages).toEqual(Object.keys(LANGUAGES));
});

it('a bucket has no address: its functions have the layer, and it takes minutes', () => {
  const { address, text, languages } = wayIn(null);
  expect(address).toBeNull();
  expect(text).toContain('within 15 minutes');
  expect(languages).toEqual(['layer']);
});
