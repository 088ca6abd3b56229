// Empty matches in texts of any characters: never between the halves of one.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  regexpCount,
  regexpExtract,
  regexpLike,
  regexpPosition,
  regexpSplit,
} from '../../../src/duckdb/scalar/regexp-functions.ts';

const TEXT = fc
  .array(fc.constantFrom('a', 'z', 'é', '日', '😀', '𝄞', ' '), { maxLength: 6 })
  .map((characters) => characters.join(''));

test.each(['^$', '\\A\\z', '(?m)^$', '^\\z', '(?<!.)(?!.)'])('%s is the empty text', (pattern) => {
  fc.assert(
    fc.property(TEXT, (text) => {
      expect(regexpLike(text, pattern)).toBe(String(text === ''));
      expect(regexpExtract(text, pattern, 0n)).toBe(text === '' ? '=' : null);
      expect(regexpCount(text, pattern)).toBe(text === '' ? '1' : '0');
    }),
  );
});

test.each(['$', '\\z', '(?!.)'])('%s stands behind the last character', (pattern) => {
  fc.assert(
    fc.property(TEXT, (text) => {
      fc.pre(text !== '');
      expect(regexpPosition(text, pattern, 1n, 1n)).toBe(String([...text].length + 1));
    }),
  );
});

test('the empty pattern stands before every character', () => {
  fc.assert(
    fc.property(TEXT, fc.integer({ min: 1, max: 6 }), (text, occurrence) => {
      const { length } = [...text];
      fc.pre(length > 0 && occurrence <= length);
      expect(regexpPosition(text, '', 1n, BigInt(occurrence))).toBe(String(occurrence));
      expect(regexpSplit(text, '')).toBe(JSON.stringify(['', ...text, '']));
    }),
  );
});
