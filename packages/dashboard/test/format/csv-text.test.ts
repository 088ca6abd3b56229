// A file of rows says every value, and tells nothing from an empty text.
import { expect, it } from 'vitest';
import { csvText } from '../../src/format/csv-text.ts';

it('quotes what must be', () => {
  const rows = [
    ['say "hi"\n', '9007199254740993'],
    ['', null],
    [['x'], 1],
  ];
  expect(csvText(['a,b', 'n'], rows)).toBe('"a,b",n\r\n"say ""hi""\n",9007199254740993\r\n"",\r\n"[""x""]",1\r\n');
});
