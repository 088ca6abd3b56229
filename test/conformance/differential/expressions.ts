// Every expression that is asked of Trino and of us, by group. Each is asked alone: `SELECT <expression>`.
import { castExpressions } from './cast-expressions.ts';
import { functionExpressions } from './function-expressions.ts';
import { operatorExpressions } from './operator-expressions.ts';

export const GROUPS = ['functions', 'casts', 'operators', 'corners'] as const;

export type Group = (typeof GROUPS)[number];

/** @param cornerText the text of corner-expressions.txt */
export function expressionsOf(group: Group, cornerText: string): string[] {
  switch (group) {
    case 'functions':
      return functionExpressions();
    case 'casts':
      return castExpressions();
    case 'operators':
      return operatorExpressions();
    case 'corners':
      return cornerText.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  }
}
