// A change that was begun before the one before it was kept is over that one; another's change is not passed over.
import { expect, it } from 'vitest';
import { OwnVersions } from '../../src/boards/own-versions.ts';

it('follows what the page itself has written, and nothing else', () => {
  const versions = new OwnVersions();
  versions.wrote('a', 1, 2);
  versions.wrote('a', 1, 3);
  expect(versions.latest('a', 1)).toBe(3);
  expect(versions.latest('a', 4)).toBe(4);
  expect(versions.latest('b', 1)).toBe(1);
});
