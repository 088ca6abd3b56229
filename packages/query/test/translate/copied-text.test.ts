// Places in a made text, told in the user's: behind an insertion, in replaced words, over lines and code points.
import { expect, test } from 'vitest';
import { positionInUserText, withInsertion } from '../../src/translate/copied-text.ts';
import { TextEdits } from '../../src/translate/text-edits.ts';

const USER = "-- é😀\nSELECT '😀', attributes['k'], name\nFROM spans;";

function made() {
  const edits = new TextEdits();
  const element = USER.indexOf("attributes['k']");
  edits.replace({ start: element, end: element + "attributes['k']".length }, '"attributes[k]"');
  edits.replace({ start: USER.length - 1, end: USER.length }, '');
  const text = edits.apply(USER);
  const position = text.indexOf('SELECT');
  const inserted = 'WITH spans (a) AS (\n  SELECT 1\n)\n';
  return {
    text: text.slice(0, position) + inserted + text.slice(position),
    copied: withInsertion(edits.copied(USER), position, inserted.length),
  };
}

function positionOf(text: string, word: string) {
  const before = text.slice(0, text.indexOf(word));
  const lines = before.split('\n');
  return { line: lines.length, column: [...lines.at(-1)!].length + 1 };
}

test.each(['é', "'😀'", 'name', 'FROM spans'])('%s is where the user wrote it', (word) => {
  const { text, copied } = made();
  expect(positionInUserText(copied, text, positionOf(text, word))).toEqual(positionOf(USER, word));
});

test('replaced words mean the beginning of what they stand for', () => {
  const { text, copied } = made();
  expect(positionInUserText(copied, text, positionOf(text, 'k]'))).toEqual(positionOf(USER, 'attributes'));
});

test('words put in front are not the user’s', () => {
  const { text, copied } = made();
  expect(positionInUserText(copied, text, positionOf(text, 'WITH'))).toBeUndefined();
  expect(positionInUserText(copied, text, { line: 3, column: 3 })).toBeUndefined();
});

test('the end of the text is a place', () => {
  const { text, copied } = made();
  const end = { line: text.split('\n').length, column: [...text.split('\n').at(-1)!].length + 1 };
  expect(positionInUserText(copied, text, end)).toEqual({ line: 3, column: 11 });
});
