// The whole queries that Trino and we are asked, a file a group; each ends with a semicolon at the end of a line.
import { readFileSync } from 'node:fs';

export const QUERY_GROUPS = [
  'grouping',
  'set-operations',
  'joins',
  'subqueries',
  'guards',
  'equality',
  'aggregates',
  'extremes',
  'windows',
  'lambdas',
  'tries',
  'additions',
  'undecided',
  'numbers',
  'regexps',
  'recursion',
  'mixed',
  'failing',
  'spans',
] as const;

export type QueryGroup = (typeof QUERY_GROUPS)[number];

export function queriesOf(group: QueryGroup): string[] {
  const text = readFileSync(new URL(`${group}.sql`, import.meta.url), 'utf8');
  return text
    .split(/;\n/)
    .map((query) => query.trim())
    .filter((query) => query !== '');
}

export function recordedFile(group: QueryGroup): string {
  return new URL(`recorded/${group}.jsonl`, import.meta.url).pathname;
}
