// Every expression that is asked of Trino and of us, by group. Each is asked alone: `SELECT <expression>`.
import { castExpressions } from './cast-expressions.ts';
import { columnExpressions, functionExpressions } from './function-expressions.ts';
import { operatorExpressions } from './operator-expressions.ts';

export const GROUPS = [
  'functions',
  'columns',
  'casts',
  'operators',
  'corners',
  'scalars',
  'times',
  'containers',
  'reported',
  'failing',
] as const;

export type Group = (typeof GROUPS)[number];

/** Groups that are written by hand. */
const FILES = {
  corners: 'corner-expressions.txt',
  scalars: 'scalar-expressions.txt',
  times: 'time-expressions.txt',
  containers: 'container-expressions.txt',
  reported: 'reported-expressions.txt',
  failing: 'failing-expressions.txt',
} as const;

/** @param read the text of a file beside this one */
export function expressionsOf(group: Group, read: (file: string) => string): string[] {
  switch (group) {
    case 'functions':
      return functionExpressions();
    case 'columns':
      return columnExpressions();
    case 'casts':
      return castExpressions();
    case 'operators':
      return operatorExpressions();
    default:
      return read(FILES[group])
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'));
  }
}
