// What ↵ opens: the first, or where the arrows went as long as the search is the same and the entry stands there.
import { expect, test } from 'vitest';
import { chosenEntry, entryBeside, type PaletteGroup } from '../../src/shell/palette-entry.ts';

const groups = [group('Fields', 'field a', 'field b'), group('Values', 'value c')];

test('the first, whatever came after it', () => {
  expect(chosenEntry(groups, 'x', { search: '', id: '' })?.id).toBe('field a');
  expect(chosenEntry([group('Functions', 'function z'), ...groups], 'x', { search: '', id: '' })?.id).toBe(
    'function z',
  );
  expect(chosenEntry([], 'x', { search: 'x', id: 'field a' })).toBeNull();
});

test('where the user went stays until another search, or until it is gone', () => {
  const move = { search: 'x', id: 'value c' };
  expect(chosenEntry(groups, 'x', move)?.id).toBe('value c');
  expect(chosenEntry([group('Functions', 'function z'), ...groups], 'x', move)?.id).toBe('value c');
  expect(chosenEntry(groups, 'xy', move)?.id).toBe('field a');
  expect(chosenEntry(groups.slice(0, 1), 'x', move)?.id).toBe('field a');
});

test('arrows go over the groups and round the ends', () => {
  const [a, b] = groups[0].entries;
  const [c] = groups[1].entries;
  expect([a, b, c].map((entry) => entryBeside(groups, entry, 1))).toEqual([b, c, a]);
  expect([a, b, c].map((entry) => entryBeside(groups, entry, -1))).toEqual([c, a, b]);
});

function group(title: string, ...ids: readonly string[]): PaletteGroup {
  return { title, entries: ids.map((id) => ({ id, name: id, icon: null, does: 'Open', onOpen: () => undefined })) };
}
