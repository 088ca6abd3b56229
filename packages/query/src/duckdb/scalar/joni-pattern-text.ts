// The text of a regular expression while it is read, and what can be wrong with it.

/** What Joni refuses too. */
export class InvalidPatternError extends Error {}

/** What Joni takes and JavaScript cannot say. */
export class UnsupportedPatternError extends Error {}

/** Deeper than anybody writes, shallower than the stack. */
export const MAX_PATTERN_DEPTH = 200;

export class JoniPatternText {
  readonly whole: string;
  position = 0;

  constructor(whole: string) {
    this.whole = whole;
  }

  get isAtEnd(): boolean {
    return this.position >= this.whole.length;
  }

  /** The next character, `''` at the end. */
  peek(): string {
    const code = this.whole.codePointAt(this.position);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  take(): string {
    const character = this.peek();
    this.position += character.length;
    return character;
  }

  accept(text: string): boolean {
    if (!this.whole.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  match(pattern: RegExp): RegExpExecArray | null {
    const found = pattern.exec(this.whole.slice(this.position));
    if (found !== null) this.position += found[0].length;
    return found;
  }
}
