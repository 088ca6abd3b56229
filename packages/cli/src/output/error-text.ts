// An error as the command line shows it: code, message, the place in the query, the next step. Pure.
import type { TracelakeError } from '@tracelake/schema';
import { cutText, textWidth, visibleText } from './cell-text.ts';
import { styled } from './style.ts';

export interface ErrorTextOptions {
  readonly colors: boolean;
  /** The query, where the error is about one. */
  readonly sql?: string;
}

const SHOWN_WIDTH = 100;

/** Who types a command needs no route of the API. */
const FIELDS_ROUTE = 'GET /api/v1/fields?search=';

export function errorText(error: TracelakeError, { colors, sql }: ErrorTextOptions): string {
  const lines = [`${styled(`error ${error.code}`, 'red', colors)}: ${error.message}`];
  const { line, column } = error.details;
  if (sql !== undefined && typeof line === 'number' && typeof column === 'number') {
    lines.push(...placeInQuery(sql, line, column, colors));
  }
  const hint = error.hint.replace(FIELDS_ROUTE, 'tracelake fields TEXT');
  if (hint !== '' && !error.message.includes(hint)) lines.push(`${styled('hint', 'cyan', colors)}: ${hint}`);
  return `${lines.join('\n')}\n`;
}

/** The line and a caret under the column, both counted from 1; a long line is shown around the place. */
function placeInQuery(sql: string, line: number, column: number, colors: boolean): string[] {
  const source = sql.split(/\r\n|\r|\n/)[line - 1];
  if (source === undefined) return [];
  const from = column > SHOWN_WIDTH - 20 ? column - SHOWN_WIDTH / 2 : 0;
  const lead = from > 0 ? '…' : '';
  const before = lead + visibleText(source.slice(from, column - 1));
  const shown = lead + cutText(visibleText(source.slice(from)), SHOWN_WIDTH);
  return [`  ${shown}`, `  ${' '.repeat(textWidth(before))}${styled('^', 'red', colors)}`];
}
