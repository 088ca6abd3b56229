// Regular expressions of Joni (Trino) written for RE2 (DuckDB): what RE2 lacks is refused, named groups and replacements are respelled.
import { TracelakeError } from '@tracelake/schema';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { quoteLiteral } from '../types/quoting.ts';

/** Trino's \b and \B know the letters of all languages, RE2's only ASCII's. */
const WORD_BOUNDARY = /\\[bB]/;

const NOT_IN_RE2 = /\(\?(?:[=!>]|<[=!])|\\[1-9]|\\k<|[*+?}]\+|\\[GZ](?![a-z])|&&/;

/** The text to search in: with a word boundary only ASCII is sure to be searched alike, other text fails. */
export function searchedText(text: TypedExpression, pattern: TypedExpression): string {
  const constant = typeof pattern.constant === 'string' ? pattern.constant.replaceAll('\\\\', '') : '';
  return WORD_BOUNDARY.test(constant) ? `t_ascii_text(${text.sql})` : text.sql;
}

/**
 * The pattern as RE2 text. Throws NOT_SUPPORTED for look-around, back references, atomic and possessive groups, and for a pattern
 * that is not constant, since then nothing of this can be seen.
 */
export function re2Pattern(pattern: TypedExpression): string {
  if (pattern.constant === null) return pattern.sql;
  if (typeof pattern.constant !== 'string') {
    throw new TracelakeError('NOT_SUPPORTED', 'Regular expressions that are not constant are not supported locally');
  }
  if (pattern.constant.includes('(?P')) {
    throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `undefined group option: ${pattern.constant}`, {
      hint: 'A named group is (?<name>…).',
    });
  }
  if (NOT_IN_RE2.test(pattern.constant.replaceAll('\\\\', ''))) {
    throw new TracelakeError(
      'NOT_SUPPORTED',
      'Look-around, back references, atomic and possessive groups of regular expressions are not supported locally',
      { details: { pattern: pattern.constant } },
    );
  }
  return quoteLiteral(pattern.constant.replace(/\(\?<(?=\w)/g, '(?P<'));
}

/** Without escapes and classes, in which a parenthesis opens no group. */
function structure(pattern: string): string {
  return pattern.replace(/\\./gs, '').replace(/\[[^\]]*\]/g, '');
}

export function groupCount(pattern: string): number {
  return (structure(pattern).match(/\((?!\?[^P<]|\?<[=!])/g) ?? []).length;
}

/** Whether a group may take no part in a match: its value is then NULL, where RE2 gives ''. */
export function hasOptionalGroup(pattern: string): boolean {
  return /\)[?*]|\{0|\|/.test(pattern);
}

/**
 * Throws NOT_SUPPORTED where a constant pattern matches the empty text: Joni then also matches behind a match, RE2 does not
 * (`a*` in `baac`), so that all matches, and what lies between them, differ.
 */
export function refuseEmptyMatches(pattern: TypedExpression): void {
  if (typeof pattern.constant !== 'string' || !matchesEmpty(pattern.constant)) return;
  throw new TracelakeError(
    'NOT_SUPPORTED',
    'Finding all matches of a pattern that matches the empty text is not supported locally',
    { details: { pattern: pattern.constant } },
  );
}

function matchesEmpty(pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern.replace(/\(\?[a-z]+\)/g, '')})$`, 's').test('');
  } catch {
    return false;
  }
}

const MAX_RE2_GROUP = 9;

/** Trino's `$1`, `${name}` and `\$` as RE2's `\1`. Throws INVALID_FUNCTION_ARGUMENT for a group there is not. */
export function re2Replacement(replacement: string, pattern: string): string {
  const groups = groupCount(pattern);
  return replacement.replace(
    /\\(.)|\$(\d+)|\$\{(\w+)\}|[\\$]/gs,
    (_, escaped?: string, digits?: string, name?: string) => {
      if (escaped !== undefined) return escaped === '\\' ? '\\\\' : escaped;
      if (digits !== undefined) return numberedGroup(digits, groups);
      if (name !== undefined) return `\\${groupNumber(name, pattern)}`;
      throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `Illegal replacement sequence: ${replacement}`);
    },
  );
}

/** The longest number that is a group; further digits are text. */
function numberedGroup(digits: string, groups: number): string {
  let length = 1;
  while (length < digits.length && Number(digits.slice(0, length + 1)) <= groups) length++;
  const number = Number(digits.slice(0, length));
  if (number > groups) {
    throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `Illegal replacement sequence: unknown group ${number}`);
  }
  if (number > MAX_RE2_GROUP) {
    throw new TracelakeError('NOT_SUPPORTED', `Group ${number} of a replacement is not supported locally`);
  }
  return `\\${number}${digits.slice(length)}`;
}

function groupNumber(name: string, pattern: string): number {
  const groups = [...structure(pattern).matchAll(/\((?!\?)|\(\?P?<(\w+)>/g)];
  const index = groups.findIndex((group) => group[1] === name);
  if (index >= 0) return index + 1;
  throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `Illegal replacement sequence: unknown group { ${name} }`);
}
