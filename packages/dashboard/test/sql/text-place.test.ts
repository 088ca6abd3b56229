// A place in a text from line and column, whatever stands there.
import { describe, expect, it, test } from 'vitest';
import { placeOf, rangeOfPlace } from '../../src/sql/text-place.ts';

const SQL = `SELECT "http.route", cout(*)\nFROM spans`;

describe('the range of a place', () => {
  const marked = (line: number, column: number): string => {
    const { from, to } = rangeOfPlace(SQL, { line, column });
    return SQL.slice(from, to);
  };
  it('is the word there', () => expect(marked(1, 22)).toBe('cout'));
  it('is a quoted name with its quotes', () => expect(marked(1, 8)).toBe('"http.route"'));
  it('counts lines', () => expect(marked(2, 6)).toBe('spans'));
  it('is one sign where no word is', () => expect(marked(1, 26)).toBe('('));
  it('stays inside, beyond the end too', () => expect(marked(2, 40)).toBe('s'));
  it('of an empty text is nothing', () => expect(rangeOfPlace('', { line: 1, column: 1 })).toEqual({ from: 0, to: 0 }));
});

test('a problem without a place has none', () => {
  expect(placeOf({ line: 2, column: 3 })).toEqual({ line: 2, column: 3 });
  expect(placeOf({ limit: 3 })).toBe(null);
});
