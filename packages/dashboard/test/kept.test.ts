// What a browser keeps: in its storage, else for the window.
import { afterEach, expect, test, vi } from 'vitest';
import { isText, keep, readKept, readKeptList } from '../src/kept.ts';

afterEach(() => vi.unstubAllGlobals());

function storage(isFull = false) {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      items.set(key, text);
    },
  };
}

test('a storage that is full, or none at all: the newest is read again', () => {
  keep('none', { at: 1 });
  expect(readKept('none')).toEqual({ at: 1 });
  const full = storage(true);
  full.items.set('full', '"old"');
  vi.stubGlobal('localStorage', full);
  keep('full', 'new');
  expect(readKept('full')).toBe('new');
  // There is room again.
  const roomy = storage();
  vi.stubGlobal('localStorage', roomy);
  keep('full', 'newest');
  expect(roomy.items.get('full')).toBe('"newest"');
  expect(readKept('full')).toBe('newest');
});

test('what cannot be read, or is no list of them, is nothing', () => {
  const odd = storage();
  odd.items.set('torn', '{');
  odd.items.set('mixed', '["a",1,null,"b"]');
  odd.items.set('object', '{"a":1}');
  vi.stubGlobal('localStorage', odd);
  expect([readKept('torn'), readKept('absent')]).toEqual([null, null]);
  expect(readKeptList('mixed', isText)).toEqual(['a', 'b']);
  expect([readKeptList('object', isText), readKeptList('torn', isText)]).toEqual([[], []]);
});
