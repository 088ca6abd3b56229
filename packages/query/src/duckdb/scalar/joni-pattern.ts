// Joni's regular expressions (Java syntax, as Trino has it) written as JavaScript's: what differs in meaning is respelled, what has no counterpart refused.
import { CLASS_ESCAPES, characterClass, escaped, escapedCode, property } from './joni-character-class.ts';
import {
  InvalidPatternError,
  JoniPatternText,
  MAX_PATTERN_DEPTH,
  UnsupportedPatternError,
} from './joni-pattern-text.ts';

export interface JoniPattern {
  readonly regexp: RegExp;
  /** For each group of the user's, its number in `regexp`, which has groups of its own. */
  readonly groups: readonly number[];
  /** Numbers (from 1) of the user's named groups. */
  readonly names: ReadonlyMap<string, number>;
  /** Whether a group stands inside what is repeated: JavaScript forgets what it held when a new round begins, Joni does not. */
  readonly forgets: boolean;
}

interface Flags {
  readonly ignoreCase: boolean;
  /** `.` takes line breaks. */
  readonly dotAll: boolean;
  /** `^` and `$` stand at every line. */
  readonly multiline: boolean;
  /** Blanks and comments are left out. */
  readonly extended: boolean;
}

const NO_FLAGS: Flags = { ignoreCase: false, dotAll: false, multiline: false, extended: false };

const WORD = '[\\p{L}\\p{M}\\p{N}\\p{Pc}]';
const BOUNDARY = `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`;
const NO_BOUNDARY = `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`;

/** What equals several letters without case (ß and ss), or a letter of ASCII: Joni and others do not agree on them. */
export const ODD_CASES = /[ßẞŉǰΐΰևẖ-ẚﬀ-ﬆﬓ-ﬗᾀ-᾿ῂ-ῌῒ-ῗῢ-ῼİſ\u212a]/u;

const MAX_LENGTH = 10_000;

/** Throws InvalidPatternError, UnsupportedPatternError. */
export function joniPattern(pattern: string): JoniPattern {
  if (pattern.length > MAX_LENGTH) throw new UnsupportedPatternError(`a pattern of more than ${MAX_LENGTH} characters`);
  const writer = written(pattern);
  try {
    const regexp = new RegExp(writer.source, writer.ignoresCase ? 'dgiv' : 'dgv');
    return { regexp, groups: writer.groups, names: writer.names, forgets: writer.forgets };
  } catch {
    throw new UnsupportedPatternError('this pattern');
  }
}

/** JavaScript has no flag for a part of a pattern: where case matters in a part only, the letters of the others stand in both cases. */
function written(pattern: string): PatternWriter {
  const writer = new PatternWriter(pattern, false);
  const finished = writer.cases.size > 1 ? new PatternWriter(pattern, true) : writer;
  if (finished.cases.has(true) && ODD_CASES.test(pattern)) {
    throw new UnsupportedPatternError('letters that equal several without case');
  }
  if (finished.forgets && finished.refers) throw new UnsupportedPatternError('a reference to a group that is repeated');
  return finished;
}

class PatternWriter {
  readonly groups: number[] = [];
  readonly names = new Map<string, number>();
  forgets = false;
  refers = false;
  /** Whether letters are taken with case, and without. */
  readonly cases = new Set<boolean>();
  readonly source: string;
  private readonly text: JoniPatternText;
  private readonly bothCases: boolean;
  private readonly count: number;
  /** Groups written so far, our own included. */
  private written = 0;

  constructor(text: string, bothCases: boolean) {
    this.text = new JoniPatternText(text);
    this.bothCases = bothCases;
    this.count = [
      ...text
        .replace(/\\./gsu, '')
        .replace(/\[[^\]]*\]/gu, '')
        .matchAll(/\((?!\?)|\(\?<(?![=!])/g),
    ].length;
    this.source = this.alternatives(NO_FLAGS, 0);
    if (!this.text.isAtEnd) throw new InvalidPatternError('unmatched close parenthesis');
  }

  /** Whether the whole is without case. */
  get ignoresCase(): boolean {
    return this.cases.has(true) && !this.bothCases;
  }

  private alternatives(given: Flags, depth: number): string {
    if (depth > MAX_PATTERN_DEPTH) throw new UnsupportedPatternError('a pattern nested that deep');
    let flags = given;
    let source = '';
    for (;;) {
      const next = this.text.peek();
      if (next === '' || next === ')') return source;
      if (next === '|') {
        this.text.position++;
        source += '|';
        continue;
      }
      if (flags.extended && this.skipsBlank()) continue;
      const inline = this.inlineFlags(flags);
      if (inline !== undefined) flags = inline;
      else {
        const groupsBefore = this.groups.length;
        source += this.quantified(this.atom(flags, depth), flags, groupsBefore);
      }
    }
  }

  private skipsBlank(): boolean {
    return this.text.match(/^(?:\s+|#[^\n]*)/) !== null;
  }

  /** `(?i)` to the end of the group it stands in; `undefined` where there is none. */
  private inlineFlags(flags: Flags): Flags | undefined {
    const found = this.text.match(/^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?\)/);
    return found === null ? undefined : this.withFlags(flags, found[1], found[2] ?? '');
  }

  private withFlags(flags: Flags, on: string, off: string): Flags {
    const result = { ...flags };
    for (const [letters, value] of [
      [on, true],
      [off, false],
    ] as const) {
      for (const letter of letters) {
        const name = ({ i: 'ignoreCase', s: 'dotAll', m: 'multiline', x: 'extended' } as const)[letter];
        if (name === undefined) throw new InvalidPatternError('undefined group option');
        result[name] = value;
      }
    }
    return result;
  }

  private atom(flags: Flags, depth: number): string {
    const character = this.text.take();
    switch (character) {
      case '(':
        return this.group(flags, depth);
      case '[':
        return this.cased(characterClass(this.text, depth), flags);
      case '.':
        return flags.dotAll ? '[\\s\\S]' : '[^\\n]';
      case '^':
        // Joni sees no line behind a final line break.
        return flags.multiline ? '(?:(?<![\\s\\S])|(?<=\\n)(?=[\\s\\S]))' : '(?<![\\s\\S])';
      case '$':
        return flags.multiline ? '(?=\\n|(?![\\s\\S]))' : '(?=\\n?(?![\\s\\S]))';
      case '\\':
        return this.escape(flags);
      case '*':
      case '+':
      case '?':
        throw new InvalidPatternError('target of repeat operator is not specified');
      default:
        return this.literal(character, flags);
    }
  }

  private literal(character: string, flags: Flags): string {
    return this.cased(escaped(character.codePointAt(0)!), flags);
  }

  /** Notes whether case matters here, where the source has letters. */
  private cased(source: string, flags: Flags): string {
    const letters = source.replace(/\\u\{([0-9a-f]+)\}/g, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    );
    if (!/\p{L}/u.test(letters)) return source;
    this.cases.add(flags.ignoreCase);
    if (!this.bothCases || !flags.ignoreCase) return source;
    if ([...letters].length > 1) throw new UnsupportedPatternError('a class without case in a pattern with case');
    const both = new Set([letters, letters.toLowerCase(), letters.toUpperCase()]);
    return `[${[...both].map((letter) => escaped(letter.codePointAt(0)!)).join('')}]`;
  }

  private group(flags: Flags, depth: number): string {
    const close = (inner: string): string => {
      if (!this.text.accept(')')) throw new InvalidPatternError('end pattern with unmatched parenthesis');
      return inner;
    };
    if (this.text.accept('?#')) {
      if (this.text.match(/^[^)]*\)/) === null) throw new InvalidPatternError('end pattern in group');
      return '(?:)';
    }
    for (const look of ['?=', '?!', '?<=', '?<!'] as const) {
      if (!this.text.accept(look)) continue;
      const start = this.text.position;
      const inner = close(this.alternatives(flags, depth + 1));
      if (look.startsWith('?<')) refuseOpenLength(this.text.whole.slice(start, this.text.position - 1));
      return `(${look}${inner})`;
    }
    if (this.text.accept('?>')) return this.atomic(() => close(this.alternatives(flags, depth + 1)));
    const named = this.text.match(/^\?<([^>]*)>/);
    if (named !== null) return this.capturing(flags, depth, close, named[1]);
    const inline = this.text.match(/^\?([a-zA-Z]*)(?:-([a-zA-Z]*))?:/);
    if (inline !== null) {
      return `(?:${close(this.alternatives(this.withFlags(flags, inline[1], inline[2] ?? ''), depth + 1))})`;
    }
    if (this.text.peek() === '?') throw new InvalidPatternError('undefined group option');
    return this.capturing(flags, depth, close);
  }

  private capturing(flags: Flags, depth: number, close: (inner: string) => string, name?: string): string {
    this.groups.push(++this.written);
    if (name !== undefined) this.named(name);
    return `(${close(this.alternatives(flags, depth + 1))})`;
  }

  private named(name: string): void {
    if (name === '') throw new InvalidPatternError('group name is empty');
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new InvalidPatternError(`invalid group name <${name}>`);
    if (this.names.has(name)) throw new UnsupportedPatternError('two groups of one name');
    this.names.set(name, this.groups.length);
  }

  /** What a look-ahead has found is not given back. */
  private atomic(inner: () => string): string {
    const number = ++this.written;
    return `(?=(${inner()}))\\${number}(?:)`;
  }

  private quantified(atom: string, flags: Flags, groupsBefore: number): string {
    let source = atom;
    const holdsGroup = this.groups.length > groupsBefore;
    for (;;) {
      if (flags.extended) while (this.skipsBlank());
      const found = this.text.match(/^(?:[*+?]|\{\d+(?:,\d*)?\})([?+]?)/);
      if (found === null) return source;
      const [whole, mode] = found;
      // One group repeated keeps its last round in both; a group inside may be passed by in it.
      if (holdsGroup && whole !== '?')
        this.forgets ||= this.groups.length > groupsBefore + 1 || !/^\((?!\?)/.test(atom);
      const times = mode === '' ? whole : whole.slice(0, -1);
      // Joni takes `a{2}+` for `(?:a{2})+`.
      const isPossessive = mode === '+' && !times.startsWith('{');
      if (isPossessive) source = this.possessive(source, times);
      else if (mode === '+') source = `(?:(?:${source})${times})+`;
      else source = `(?:${source})${times}${mode}`;
    }
  }

  private possessive(source: string, times: string): string {
    if (/\((?!\?)/.test(source)) throw new UnsupportedPatternError('a possessive group that captures');
    const number = ++this.written;
    return `(?:(?=((?:${source})${times}))\\${number})`;
  }

  private escape(flags: Flags): string {
    const character = this.text.take();
    if (character === '') throw new InvalidPatternError('end pattern at escape');
    switch (character) {
      case 'A':
        return '(?<![\\s\\S])';
      case 'z':
        return '(?![\\s\\S])';
      case 'Z':
        return '(?=\\n?(?![\\s\\S]))';
      case 'b':
        return BOUNDARY;
      case 'B':
        return NO_BOUNDARY;
      case 'k':
        return this.namedReference(flags);
      case 'Q':
        return this.quoted(flags);
      case 'p':
      case 'P':
        if (flags.ignoreCase) throw new UnsupportedPatternError('\\p without case');
        return property(this.text, character);
      case 'G':
      case 'c':
      case 'C':
      case 'M':
        throw new UnsupportedPatternError(`\\${character}`);
    }
    if (/[1-9]/.test(character)) return this.reference(character, flags);
    return CLASS_ESCAPES[character] ?? this.cased(escaped(escapedCode(this.text, character)), flags);
  }

  private quoted(flags: Flags): string {
    const [, text] = this.text.match(/^((?:(?!\\E)[\s\S])*)(?:\\E)?/)!;
    return text === '' ? '(?:)' : `(?:${[...text].map((character) => this.literal(character, flags)).join('')})`;
  }

  private reference(first: string, flags: Flags): string {
    const digits = first + (this.text.match(/^\d*/)?.[0] ?? '');
    const number = Number(digits);
    if (number > this.count) {
      if (number <= 9) throw new InvalidPatternError('invalid backref number/name');
      if (/^[0-7]{1,3}$/.test(digits)) return escaped(Number.parseInt(digits, 8));
      throw new UnsupportedPatternError(`\\${digits}`);
    }
    return this.groupReference(number, flags);
  }

  private namedReference(flags: Flags): string {
    const found = this.text.match(/^<([A-Za-z_]\w*)>/);
    if (found === null) throw new UnsupportedPatternError('\\k');
    const number = this.names.get(found[1]);
    if (number === undefined) throw new InvalidPatternError(`undefined name <${found[1]}> reference`);
    return this.groupReference(number, flags);
  }

  /** Of a group that took no part Joni's reference fails, JavaScript's matches nothing. */
  private groupReference(number: number, flags: Flags): string {
    const written = this.groups[number - 1];
    if (written === undefined) throw new UnsupportedPatternError('a reference ahead');
    if (/\)[?*]|\)\{0|\|/.test(this.text.whole))
      throw new UnsupportedPatternError('a reference to a group that may take no part');
    this.refers = true;
    this.cases.add(flags.ignoreCase);
    return `\\${written}(?:)`;
  }
}

/** Joni wants to know how long what lies behind is. */
function refuseOpenLength(inner: string): void {
  if (/[*+]|\{\d*,\d*\}|\?(?![:=!<>#a-z])/.test(inner.replace(/\\./gs, ''))) {
    throw new InvalidPatternError('invalid pattern in look-behind');
  }
}
