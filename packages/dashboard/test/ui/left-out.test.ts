// What is missing is told apart from advice, and its size said.
import { expect, it } from 'vitest';
import { leftOut, statsOf } from '../../src/ui/left-out.ts';

const ADVICE = [
  'Some files had no complete field document; their maps were searched for the names used.',
  '3 spans are in both: they count as selected and are left out of the baseline.',
  '2 selected spans are left out: nothing else is there of their operations.',
  'The last server ended without closing: 1 file(s) in "wal/log" were read as well. A running "tracelake up" lands them.',
];

it('is nothing where there is only advice', () => {
  expect(leftOut({ notes: ADVICE, files: 3 })).toBeNull();
});

it('counts files of all that there are, and keeps why for whoever asks', () => {
  const files = ['"a.parquet" is left out: it is gone.', '"b.parquet" is left out: its content is damaged'];
  expect(leftOut({ notes: [...ADVICE, ...files], files: 36 })).toEqual({
    words: ['2 of 38 files are left out.'],
    files,
  });
  expect(leftOut({ notes: files.slice(1), files: 0 })?.words).toEqual(['1 of 1 file is left out.']);
});

it.each([
  '120 acknowledged spans cannot be shown yet: the disk is full',
  'Only what has landed is read: the spans of the last minute are not in this answer.',
  'Spans that have not landed are left out.',
  'The last server ended without closing: 1 file(s) in "wal/log" are left out, or some of them: no room',
  'The last server ended without closing: 1 file(s) in "wal/log" hold spans that have not landed. A running "tracelake up" lands them.',
  'The rows after the first 40 were left out: the answer would pass 6000000 bytes. Ask with Accept: application/x-ndjson for all of them.',
  '1 landing file(s) are gone whose field documents are there, and their spans are in no answer: "a.parquet".',
])('says it in the words of the server: %s', (note) => {
  expect(leftOut({ notes: [...ADVICE, note], files: 3 })).toEqual({ words: [note], files: [] });
});

it('finds the stats of any answer, of pages those of the last', () => {
  const stats = { notes: [] };
  expect(statsOf({ stats })).toBe(stats);
  expect(statsOf({ pages: [{ stats: {} }, { stats }] })).toBe(stats);
  expect(statsOf({ spans: [] })).toBeUndefined();
});
