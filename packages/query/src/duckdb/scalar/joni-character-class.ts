// Character classes and escapes of Joni's regular expressions, as JavaScript's `v` flag has them.
import {
  InvalidPatternError,
  type JoniPatternText,
  MAX_PATTERN_DEPTH,
  UnsupportedPatternError,
} from './joni-pattern-text.ts';

/** Classes without their brackets. Joni's \d, \w and \s are ASCII in Java syntax. */
export const CLASS_ESCAPES: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  w: '[A-Za-z0-9_]',
  W: '[^A-Za-z0-9_]',
  s: '[\\t\\n\\v\\f\\r ]',
  S: '[^\\t\\n\\v\\f\\r ]',
};

const CHARACTER_ESCAPES: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7, e: 27 };

/** POSIX names as Joni has them over Unicode. */
const PROPERTIES: Readonly<Record<string, string>> = {
  alpha: '\\p{Alphabetic}',
  digit: '\\p{Nd}',
  alnum: '\\p{Alphabetic}\\p{Nd}',
  upper: '\\p{Uppercase}',
  lower: '\\p{Lowercase}',
  space: '\\p{White_Space}',
  blank: '\\p{Zs}\\t',
  punct: '\\p{P}',
  cntrl: '\\p{Cc}',
  xdigit: '0-9A-Fa-f',
  ascii: '\\0-\\x7f',
  word: '\\p{L}\\p{M}\\p{N}\\p{Pc}',
};

const GENERAL_CATEGORIES = /^(?:C[cfnos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;
const SCRIPTS =
  /^(?:Latin|Greek|Cyrillic|Han|Hiragana|Katakana|Arabic|Hebrew|Thai|Hangul|Armenian|Georgian|Devanagari|Bengali)$/;

/** The code point of `\\x41`, `\\t` …, behind the backslash and `character`. */
export function escapedCode(text: JoniPatternText, character: string): number {
  if (character in CHARACTER_ESCAPES) return CHARACTER_ESCAPES[character];
  if (character === 'x') {
    const found = text.match(/^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{1,2}))/);
    if (found === null) throw new UnsupportedPatternError('\\x');
    return Number.parseInt(found[1] ?? found[2], 16);
  }
  if (character === 'u') {
    const found = text.match(/^[0-9A-Fa-f]{4}/);
    if (found === null) throw new InvalidPatternError('too short digit string');
    return Number.parseInt(found[0], 16);
  }
  if (character === '0') return Number.parseInt(text.match(/^[0-7]{0,2}/)![0] || '0', 8);
  return character.codePointAt(0)!;
}

/** As a class with its brackets. */
export function property(text: JoniPatternText, letter: string): string {
  const found = text.match(/^(?:\{([^}]*)\}|([A-Za-z]))/);
  if (found === null) throw new InvalidPatternError('invalid character property name');
  const name = found[1] ?? found[2];
  const inner = propertyClass(name.replaceAll(/[ _-]/g, ''));
  return letter === 'P' ? `[^${inner}]` : `[${inner}]`;
}

/** Behind `[`. */
export function characterClass(text: JoniPatternText, depth: number): string {
  if (depth > MAX_PATTERN_DEPTH) throw new UnsupportedPatternError('a pattern nested that deep');
  const negated = text.accept('^');
  const parts: string[] = [''];
  let isFirst = true;
  for (;;) {
    if (text.isAtEnd) throw new InvalidPatternError(isFirst ? 'empty char-class' : 'premature end of char-class');
    if (text.accept(']')) {
      if (!isFirst) break;
      if (!text.whole.includes(']', text.position)) throw new InvalidPatternError('empty char-class');
      parts[parts.length - 1] += '\\]';
    } else if (text.accept('&&')) parts.push('');
    else parts[parts.length - 1] += classMember(text, depth);
    isFirst = false;
  }
  if (parts.some((part) => part === '')) throw new UnsupportedPatternError('an empty side of &&');
  const inner = parts.length === 1 ? parts[0] : parts.map((part) => `[${part}]`).join('&&');
  return negated ? `[^${inner}]` : `[${inner}]`;
}

function classMember(text: JoniPatternText, depth: number): string {
  const posix = text.match(/^\[:(\^?)([a-z]+):\]/);
  if (posix !== null) {
    const inner = PROPERTIES[posix[2]];
    if (inner === undefined) throw new UnsupportedPatternError(`[:${posix[2]}:]`);
    return posix[1] === '' ? inner : `[^${inner}]`;
  }
  if (text.accept('[')) return characterClass(text, depth + 1);
  const from = classCharacter(text);
  if (typeof from === 'string') return from;
  const isRange = text.whole[text.position] === '-' && !/^-(?:\]|\[|&&|$)/.test(text.whole.slice(text.position));
  if (!isRange) return escaped(from);
  text.position++;
  const to = classCharacter(text);
  if (typeof to === 'string') throw new UnsupportedPatternError('a class at the end of a range');
  if (to < from) throw new InvalidPatternError('empty range in char class');
  return `${escaped(from)}-${escaped(to)}`;
}

/** A code point, or a class with its brackets. */
function classCharacter(text: JoniPatternText): number | string {
  const character = text.take();
  if (character !== '\\') return character.codePointAt(0)!;
  const next = text.take();
  if (next === '') throw new InvalidPatternError('end pattern at escape');
  if (next === 'p' || next === 'P') return property(text, next);
  if (next in CLASS_ESCAPES) return CLASS_ESCAPES[next];
  if (next === 'b') return 8;
  if (/[QEGkcCM1-9]/.test(next)) throw new UnsupportedPatternError(`\\${next} in a class`);
  return escapedCode(text, next);
}

function propertyClass(name: string): string {
  const posix = PROPERTIES[name.toLowerCase()];
  if (posix !== undefined) return posix;
  if (GENERAL_CATEGORIES.test(name)) return `\\p{${name}}`;
  if (SCRIPTS.test(name)) return `\\p{Script=${name}}`;
  throw new UnsupportedPatternError(`\\p{${name}}`);
}

export function escaped(code: number): string {
  return `\\u{${code.toString(16)}}`;
}
