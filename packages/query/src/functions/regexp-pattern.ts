// Regular expressions of Joni (Trino): which of them DuckDB's RE2 takes alike, and how they are written for it. The others are JavaScript's.
import type { TypedExpression } from '../translate/typed-expression.ts';
import { quoteLiteral } from '../types/quoting.ts';

/**
 * One piece of a pattern that both read alike: plain characters, `.`, anchors, groups, repetitions, classes of plain characters, ranges
 * and ASCII escapes. No flag but (?i) and (?s) at the start.
 */
const ALIKE =
  /^(?:\(\?[is]+\))?(?:[^\\[\](){}*+?|^$]|\\[dDwWsSAz.\\/\-^$|()[\]{}*+?"'#,:;=!@%&_<>~`tnfr]|\(\?:|\(\?<[A-Za-z_]\w*>|\((?!\?)|\)|[|^$]|(?<=[^(|*+?])(?:[*+?]|\{\d+(?:,\d*)?\})\??(?![*+?{])|\[\^?(?!\])(?:[^\\[\]&]|\\[dDwWs.\\/\-^$|()[\]{}*+?"'#,:;=!@%&_<>~`tnfr])+\])*$/u;

/** Letters that equal another letter of ASCII, or several, without case: for text with them RE2 and Joni differ. */
const ODD_CASES = '[ßẞŉǰΐΰևẖ-ẚﬀ-ﬆﬓ-ﬗᾀ-᾿ῂ-ῌῒ-ῗῢ-ῼİſ\\x{212a}]';

/** The pattern as RE2 text; `undefined` where RE2 lacks it, or might take it otherwise. */
export function re2Pattern({ constant, sql }: TypedExpression): string | undefined {
  if (constant === null) return sql;
  if (typeof constant !== 'string' || !isAlike(constant)) return undefined;
  // For RE2 the pattern ends at a character of zero.
  const written = withWhiteSpace(constant).replaceAll('\0', '\\x00');
  return quoteLiteral(written.replace(/(?<!\\)\(\?<(?=\w)/g, '(?P<'));
}

/** What RE2 repeats at most, also by repetitions inside each other. */
const MAX_RE2_REPETITION = 1000;

function isAlike(pattern: string): boolean {
  if (!ALIKE.test(pattern) || repetitions(pattern) > MAX_RE2_REPETITION) return false;
  if (/^\(\?[a-z]*i/.test(pattern) && new RegExp(ODD_CASES.replace('\\x{', '\\u{'), 'u').test(pattern)) return false;
  try {
    new RegExp(pattern.replace(/^\(\?[is]+\)/, ''), 'u');
    return true;
  } catch {
    return false;
  }
}

/** As if all stood inside each other. */
function repetitions(pattern: string): number {
  const counts = [...structure(pattern).matchAll(/\{(\d+)(?:,(\d*))?\}/g)];
  return counts.reduce((product, [, least, most]) => product * Math.max(Number(least), Number(most ?? 0), 1), 1);
}

/** Joni's \s has the vertical tab, RE2's has not. */
function withWhiteSpace(pattern: string): string {
  let isClass = false;
  return pattern.replace(/\\.|[[\]]/gsu, (found) => {
    if (found === '[' || found === ']') isClass = found === '[';
    if (found === '\\s') return isClass ? '\\s\\x0b' : '[\\s\\x0b]';
    return found === '\\S' ? '[^\\s\\x0b]' : found;
  });
}

/** Without case some letters equal several, in Joni only: text with them fails. */
export function searchedText(text: TypedExpression, { constant }: TypedExpression): string {
  const ignoresCase = typeof constant === 'string' && /^\(\?[a-z]*i/.test(constant);
  return ignoresCase ? `t_plain_case_text(${text.sql})` : text.sql;
}

/** Without escapes and classes, in which a parenthesis opens no group. */
export function structure(pattern: string): string {
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
 * Whether a constant pattern matches the empty text: Joni then also matches behind a match, RE2 does not
 * (`a*` in `baac`), so that all matches, and what lies between them, differ.
 */
export function matchesEmpty({ constant }: TypedExpression): boolean {
  if (typeof constant !== 'string') return false;
  try {
    return new RegExp(`^(?:${constant.replace(/\(\?[a-z]+\)/g, '')})$`, 's').test('');
  } catch {
    return false;
  }
}

const MAX_RE2_GROUP = 9;

/** Trino's `$1`, `${name}` and `\$` as RE2's `\1`; `undefined` where RE2 cannot, or where there is no such group. */
export function re2Replacement(replacement: string, pattern: string): string | undefined {
  const groups = groupCount(pattern);
  let isPossible = true;
  const printed = replacement.replace(/\\(.)|\$(\d+)|[\\$]/gs, (_, escaped?: string, digits?: string) => {
    if (escaped !== undefined) return escaped === '\\' ? '\\\\' : escaped;
    const number = groupDigits(digits ?? '', groups);
    isPossible &&= number !== '' && Number(number) <= Math.min(groups, MAX_RE2_GROUP);
    return `\\${number}${digits?.slice(number.length)}`;
  });
  return isPossible ? printed : undefined;
}

/** The longest number that is a group, one digit at least; further digits are text. */
function groupDigits(digits: string, groups: number): string {
  let length = 1;
  while (length < digits.length && Number(digits.slice(0, length + 1)) <= groups) length++;
  return digits.slice(0, length);
}
