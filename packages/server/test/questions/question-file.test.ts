// The checked-in questions held against queries/, and what a file must begin with.
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { questionsText, readQuestion } from '../../src/questions/question-file.ts';

const FOLDER = new URL('../../../../queries/', import.meta.url);

it('questions.json equals the files of queries/ (else run npm run generate)', () => {
  const files = readdirSync(FOLDER).map((file) => {
    return [basename(file, '.sql'), readFileSync(new URL(file, FOLDER), 'utf8')] as const;
  });
  const checkedIn = readFileSync(new URL('../../questions.json', import.meta.url), 'utf8');
  expect(questionsText(new Map(files))).toBe(checkedIn);
});

it('a file without a title is refused by its name', () => {
  expect(() => readQuestion('bare', 'SELECT 1')).toThrow('queries/bare.sql');
});
