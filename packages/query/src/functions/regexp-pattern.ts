// Regular expressions of Joni (Trino) written for RE2 (DuckDB): what RE2 lacks is refused, named groups and replacements are respelled.
import { TracelakeError } from '@tracelake/schema';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { quoteLiteral } from '../types/quoting.ts';

const NOT_IN_RE2 = /\(\?(?:[=!>]|<[=!])|\\[1-9]|\\k<|[*+?}]\+|\\[GZ](?![a-z])|&&/;

/** The pattern as RE2 text. Throws NOT_SUPPORTED for look-around, back references, atomic and possessive groups in a constant. */
export function re2Pattern(pattern: TypedExpression): string {
  if (typeof pattern.constant !== 'string') return pattern.sql;
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

/** Trino's `$1`, `${name}` and `\$` as RE2's `\1`. */
export function re2Replacement(replacement: string, pattern: string | undefined): string {
  return replacement.replace(
    /\\(.)|\$(\d)|\$\{(\w+)\}|\\/gs,
    (found, escaped?: string, digit?: string, name?: string) => {
      if (name !== undefined) return `\\${groupNumber(name, pattern)}`;
      if (digit !== undefined) return `\\${digit}`;
      if (escaped !== undefined) return escaped === '\\' ? '\\\\' : escaped;
      return found;
    },
  );
}

function groupNumber(name: string, pattern: string | undefined): number {
  const groups = [...structure(pattern ?? '').matchAll(/\((?!\?)|\(\?P?<(\w+)>/g)];
  const index = groups.findIndex((group) => group[1] === name);
  if (index >= 0) return index + 1;
  throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `Illegal replacement sequence: unknown group { ${name} }`);
}
