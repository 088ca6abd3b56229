// Trino's functions over regular expressions, for patterns that DuckDB's RE2 lacks, takes otherwise, or does not know before the run.
// A pattern that backtracks without end keeps its thread: the engine kills the process at the deadline.
import { RAISE_PREFIX } from '../raise.ts';
import { type JoniPattern, joniPattern, ODD_CASES } from './joni-pattern.ts';
import { InvalidPatternError, UnsupportedPatternError } from './joni-pattern-text.ts';

/** Thrown here, never out of a function: each gives the error as a text. */
class RegexpError extends Error {
  readonly code: 'INVALID_FUNCTION_ARGUMENT' | 'NOT_SUPPORTED';

  constructor(code: RegexpError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const MAX_KEPT = 1000;
const kept = new Map<string, JoniPattern | RegexpError>();

function compiled(pattern: string): JoniPattern {
  let found = kept.get(pattern);
  if (found === undefined) {
    if (kept.size >= MAX_KEPT) kept.clear();
    found = compile(pattern);
    kept.set(pattern, found);
  }
  if (found instanceof RegexpError) throw found;
  return found;
}

function compile(pattern: string): JoniPattern | RegexpError {
  try {
    return joniPattern(pattern);
  } catch (error) {
    if (error instanceof InvalidPatternError) return new RegexpError('INVALID_FUNCTION_ARGUMENT', error.message);
    if (error instanceof UnsupportedPatternError) {
      return new RegexpError('NOT_SUPPORTED', `Regular expressions with ${error.message} are not supported locally`);
    }
    throw error;
  }
}

/** The result, or an error as a text; `json` where the result is read as JSON. */
function checked(evaluate: () => string | null): string | null {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof RegexpError) return `${RAISE_PREFIX}|${error.code}|${error.message.slice(0, 300)}`;
    throw error;
  }
}

function searched(text: string, pattern: string): JoniPattern {
  const found = compiled(pattern);
  if (found.regexp.ignoreCase && ODD_CASES.test(text)) {
    throw new RegexpError('NOT_SUPPORTED', 'Letters that equal several without case are not supported locally');
  }
  return found;
}

/** An empty match may come to lie between the halves of a surrogate pair: the next one then. */
function firstMatch(text: string, { regexp }: JoniPattern, from = 0): RegExpExecArray | null {
  regexp.lastIndex = from;
  let match = regexp.exec(text);
  while (match !== null && isInsidePair(text, match.index)) {
    regexp.lastIndex = match.index + 1;
    match = regexp.exec(text);
  }
  return match;
}

function allMatches(text: string, { regexp }: JoniPattern): RegExpExecArray[] {
  regexp.lastIndex = 0;
  return [...text.matchAll(regexp)].filter(({ index }) => !isInsidePair(text, index)) as RegExpExecArray[];
}

function isInsidePair(text: string, index: number): boolean {
  return index > 0 && text.codePointAt(index - 1)! > 0xffff;
}

/** The user's group; `null` where it took no part. */
function groupOf(match: RegExpExecArray, pattern: JoniPattern, number: number): string | null {
  if (number === 0) return match[0];
  return match[pattern.groups[number - 1]] ?? null;
}

function checkGroup(pattern: JoniPattern, number: number): void {
  const { groups } = pattern;
  if (number < 0 || number > groups.length) {
    const message =
      number < 0 ? 'Group cannot be negative' : `Pattern has ${groups.length} groups. Cannot access group ${number}`;
    throw new RegexpError('INVALID_FUNCTION_ARGUMENT', message);
  }
  if (number > 0) refuseForgotten(pattern);
}

function refuseForgotten({ forgets }: JoniPattern): void {
  if (forgets) throw new RegexpError('NOT_SUPPORTED', 'Groups inside what is repeated are not supported locally here');
}

/** `true`, `false`, or an error. */
export function regexpLike(text: string, pattern: string): string | null {
  return checked(() => String(firstMatch(text, searched(text, pattern)) !== null));
}

export function regexpExtract(text: string, pattern: string, group: bigint): string | null {
  return checked(() => {
    const found = searched(text, pattern);
    checkGroup(found, Number(group));
    const match = firstMatch(text, found);
    // What may open like an error must not be taken for one.
    const value = match && groupOf(match, found, Number(group));
    return value === null ? null : `=${value}`;
  });
}

/** A JSON array of texts. */
export function regexpExtractAll(text: string, pattern: string, group: bigint): string | null {
  return checked(() => {
    const found = searched(text, pattern);
    checkGroup(found, Number(group));
    return JSON.stringify(allMatches(text, found).map((match) => groupOf(match, found, Number(group))));
  });
}

export function regexpCount(text: string, pattern: string): string | null {
  return checked(() => String(allMatches(text, searched(text, pattern)).length));
}

/** Place by code point, from 1, of a match from a start on; -1 where there is none. */
export function regexpPosition(text: string, pattern: string, start: bigint, occurrence: bigint): string | null {
  return checked(() => {
    if (start < 1n) throw new RegexpError('INVALID_FUNCTION_ARGUMENT', 'start position cannot be smaller than 1');
    if (occurrence < 1n) throw new RegexpError('INVALID_FUNCTION_ARGUMENT', 'occurrence cannot be smaller than 1');
    const found = searched(text, pattern);
    const characters = [...text];
    if (start > BigInt(characters.length)) return '-1';
    let from = characters.slice(0, Number(start) - 1).join('').length;
    for (let left = occurrence; left > 0n; left--) {
      const match = firstMatch(text, found, from);
      if (match === null) return '-1';
      if (left === 1n) return String([...text.slice(0, match.index)].length + 1);
      const passed = match[0] === '' ? (text.codePointAt(match.index)! > 0xffff ? 2 : 1) : match[0].length;
      from = match.index + passed;
    }
    return '-1';
  });
}

/** A JSON array of what lies between the matches. */
export function regexpSplit(text: string, pattern: string): string | null {
  return checked(() => {
    const parts: string[] = [];
    let end = 0;
    for (const match of allMatches(text, searched(text, pattern))) {
      parts.push(text.slice(end, match.index));
      end = match.index + match[0].length;
    }
    return JSON.stringify([...parts, text.slice(end)]);
  });
}

/** A JSON array of pieces: `b` what stands before a match, `g` the match's groups; the last is what stands behind all. */
export function regexpPieces(text: string, pattern: string): string | null {
  return checked(() => {
    const found = searched(text, pattern);
    refuseForgotten(found);
    let end = 0;
    const pieces = allMatches(text, found).map((match) => {
      const before = text.slice(end, match.index);
      end = match.index + match[0].length;
      return { b: before, g: found.groups.map((_, i) => groupOf(match, found, i + 1)) };
    });
    return JSON.stringify([...pieces, { b: text.slice(end), g: null }]);
  });
}

export function regexpReplace(text: string, pattern: string, replacement: string): string | null {
  return checked(() => {
    const found = searched(text, pattern);
    const matches = allMatches(text, found);
    if (matches.length === 0) return `=${text}`;
    const print = replacementPrinter(replacement, found);
    let end = 0;
    let result = '=';
    for (const match of matches) {
      result += text.slice(end, match.index) + print(match);
      end = match.index + match[0].length;
    }
    return result + text.slice(end);
  });
}

/** Trino's `$1`, `${name}` and `\$`. */
function replacementPrinter(replacement: string, pattern: JoniPattern): (match: RegExpExecArray) => string {
  const parts: (string | number)[] = [];
  for (let i = 0; i < replacement.length; ) {
    const rest = replacement.slice(i);
    const [, digits] = /^\$(\d+)/.exec(rest) ?? [];
    const [, name] = /^\$\{(\w+)\}/.exec(rest) ?? [];
    if (digits !== undefined) {
      const taken = groupDigits(digits, pattern.groups.length);
      parts.push(Number(taken));
      i += taken.length + 1;
    } else if (name !== undefined) {
      const number = pattern.names.get(name);
      if (number === undefined) throw illegal(`unknown group { ${name} }`);
      parts.push(number);
      i += name.length + 3;
    } else if (rest.startsWith('$') || rest === '\\') throw illegal(replacement);
    else {
      const skipped = rest.startsWith('\\') ? 1 : 0;
      parts.push(rest[skipped]);
      i += skipped + 1;
    }
  }
  if (parts.some((part) => typeof part === 'number' && part > 0)) refuseForgotten(pattern);
  return (match) =>
    parts.map((part) => (typeof part === 'number' ? (groupOf(match, pattern, part) ?? '') : part)).join('');
}

/** The longest number that is a group; further digits are text. */
function groupDigits(digits: string, groups: number): string {
  let length = 1;
  while (length < digits.length && Number(digits.slice(0, length + 1)) <= groups) length++;
  const taken = digits.slice(0, length);
  if (Number(taken) > groups) throw illegal(`unknown group ${taken}`);
  return taken;
}

function illegal(what: string): RegexpError {
  return new RegexpError('INVALID_FUNCTION_ARGUMENT', `Illegal replacement sequence: ${what}`);
}
