// Reads JSON text in place (RFC 8259): the caller says what it expects; numbers keep all their digits, errors name the byte.
import { decodeUtf8 } from '../bytes/utf8.ts';
import { malformedBody } from '../malformed-body.ts';

/** Values inside values that nobody asked for. */
export const MAX_SKIPPED_DEPTH = 256;

/** More digits than any double or integer has. */
export const MAX_NUMBER_CHARACTERS = 1000;
const MAX_SHORT_DIGITS = 15;
/** Holds every 64-bit integer. */
const MAX_SHORT_TEXT = 20;

export const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
export const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SMALL_N = 0x6e;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

export class JsonReader {
  readonly bytes: Uint8Array;
  /** Where the next token is read. */
  position: number;
  /** Content of the last string, without its quotes. */
  textStart = 0;
  textEnd = 0;
  /** Whether that content has escapes. */
  textEscaped = false;
  readonly #start: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.position = start;
    this.#start = start;
    this.#end = end;
  }

  get offset(): number {
    return this.position - this.#start;
  }

  malformed(problem: string): never {
    throw malformedBody(this.offset, problem);
  }

  /** The first byte of the next token; -1 at the end. */
  peek(): number {
    while (this.position < this.#end) {
      const byte = this.bytes[this.position];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.position++;
    }
    return -1;
  }

  /** Skips a UTF-8 byte order mark, which JSON text must not have but some senders write. */
  skipByteOrderMark(): void {
    const { bytes, position } = this;
    if (bytes[position] === 0xef && bytes[position + 1] === 0xbb && bytes[position + 2] === 0xbf) this.position += 3;
  }

  expectEnd(): void {
    if (this.peek() !== -1) this.malformed(`${this.#found()} follows the end of the JSON text`);
  }

  /** Reads `{`, or fails saying that `what` is not an object. */
  enterObject(what: string): void {
    if (this.peek() !== OPEN_BRACE) this.malformed(`${what} is ${this.#found()}; an object is needed`);
    this.position++;
  }

  /** Moves to the next member's value, with its name as the last string; `false` behind the last member. */
  nextMember(isFirst: boolean): boolean {
    if (!this.#nextElement(CLOSE_BRACE, isFirst)) return false;
    if (this.peek() !== QUOTE) this.malformed(`${this.#found()} stands where a member's name is needed`);
    this.readString();
    if (this.peek() !== COLON) this.malformed(`${this.#found()} stands where a colon is needed`);
    this.position++;
    return true;
  }

  enterArray(what: string): void {
    if (this.peek() !== OPEN_BRACKET) this.malformed(`${what} is ${this.#found()}; an array is needed`);
    this.position++;
  }

  nextItem(isFirst: boolean): boolean {
    return this.#nextElement(CLOSE_BRACKET, isFirst);
  }

  #nextElement(close: number, isFirst: boolean): boolean {
    const byte = this.peek();
    if (byte === close) {
      this.position++;
      return false;
    }
    if (isFirst) return true;
    if (byte !== COMMA) this.malformed(`${this.#found()} stands where a comma is needed`);
    this.position++;
    // What follows a comma is read as a value or a name, so a closing bracket there fails.
    return true;
  }

  /** Whether the next value is null; then it is read. */
  readNull(): boolean {
    if (this.peek() !== SMALL_N) return false;
    this.#expectWord('null');
    return true;
  }

  readBoolean(what: string): boolean {
    const byte = this.peek();
    if (byte === 0x74) this.#expectWord('true');
    else if (byte === 0x66) this.#expectWord('false');
    else this.malformed(`${what} is ${this.#found()}; true or false is needed`);
    return byte === 0x74;
  }

  #expectWord(word: string): void {
    for (let i = 0; i < word.length; i++) {
      if (this.position >= this.#end || this.bytes[this.position] !== word.charCodeAt(i)) {
        this.malformed(`${this.#found()} stands inside the word ${word}`);
      }
      this.position++;
    }
  }

  /** Reads a string; where its content lies is in `textStart`, `textEnd` and `textEscaped`. */
  readString(): void {
    const { bytes } = this;
    let p = this.position + 1;
    let escaped = false;
    while (p < this.#end && bytes[p] !== QUOTE) {
      if (bytes[p] < 0x20) {
        this.position = p;
        this.malformed('a control character stands in a text');
      }
      if (bytes[p] === BACKSLASH) {
        escaped = true;
        p++;
      }
      p++;
    }
    if (p >= this.#end) {
      this.position = this.#end;
      this.malformed('the body ends inside a text');
    }
    this.textStart = this.position + 1;
    this.textEnd = p;
    this.textEscaped = escaped;
    this.position = p + 1;
  }

  /** The last string as JavaScript text. */
  text(): string {
    const { bytes, textStart, textEnd } = this;
    if (!this.textEscaped) return decodeUtf8(bytes, textStart, textEnd - textStart);
    const quoted = decodeUtf8(bytes, textStart - 1, textEnd - textStart + 2);
    try {
      return JSON.parse(quoted) as string;
    } catch {
      throw malformedBody(textStart - this.#start, 'a text has an escape that JSON does not know');
    }
  }

  /** Reads a whole number of up to 15 digits, the usual case, without making text; -1: it is something else, and nothing is read. */
  readShortInteger(): number {
    this.peek();
    const { bytes } = this;
    let value = 0;
    let p = this.position;
    const isZero = bytes[p] === 0x30;
    for (; p < this.#end && bytes[p] >= 0x30 && bytes[p] <= 0x39; p++) value = value * 10 + bytes[p] - 0x30;
    const digits = p - this.position;
    const isWhole = p >= this.#end || !isNumberByte(bytes[p]);
    if (digits === 0 || digits > MAX_SHORT_DIGITS || !isWhole || (isZero && digits > 1)) return -1;
    this.position = p;
    return value;
  }

  /** A number, or a text that holds one: its characters. */
  readNumberText(what: string): string {
    if (this.peek() === QUOTE) {
      this.readString();
      const length = this.textEnd - this.textStart;
      const isShort = !this.textEscaped && length <= MAX_SHORT_TEXT;
      return isShort ? this.#asciiText(this.textStart, length) : this.text();
    }
    const start = this.position;
    while (this.position < this.#end && isNumberByte(this.bytes[this.position])) this.position++;
    const length = this.position - start;
    const text = this.#asciiText(start, Math.min(length, MAX_NUMBER_CHARACTERS));
    if (length <= MAX_NUMBER_CHARACTERS && NUMBER.test(text)) return text;
    this.position = start;
    if (length === 0) this.malformed(`${what} is ${this.#found()}; a number is needed`);
    if (length > MAX_NUMBER_CHARACTERS) this.malformed(`a number has more than ${MAX_NUMBER_CHARACTERS} characters`);
    return this.malformed(`${JSON.stringify(text)} is not a number as JSON writes it`);
  }

  /** For the few characters of a number this is faster than a decoder. */
  #asciiText(start: number, length: number): string {
    let text = '';
    for (let i = start; i < start + length; i++) text += String.fromCharCode(this.bytes[i]);
    return text;
  }

  /** Reads a value of any kind and forgets it. */
  skipValue(depth = 0): void {
    if (depth > MAX_SKIPPED_DEPTH) this.malformed(`the JSON text is nested more than ${MAX_SKIPPED_DEPTH} levels deep`);
    const byte = this.peek();
    if (byte === QUOTE) {
      this.readString();
      if (this.textEscaped) this.text();
    } else if (byte === OPEN_BRACE) {
      this.enterObject('');
      for (let first = true; this.nextMember(first); first = false) this.skipValue(depth + 1);
    } else if (byte === OPEN_BRACKET) {
      this.enterArray('');
      for (let first = true; this.nextItem(first); first = false) this.skipValue(depth + 1);
    } else if (byte === 0x74 || byte === 0x66) this.readBoolean('');
    else if (!this.readNull()) this.readNumberText('a value');
  }

  /** Names the next token for an error. */
  #found(): string {
    const byte = this.peek();
    if (byte === -1) return 'the end of the body';
    if (byte === QUOTE) return 'a text';
    if (byte === OPEN_BRACE) return 'an object';
    if (byte === OPEN_BRACKET) return 'an array';
    if (byte === SMALL_N) return 'null';
    if (isNumberByte(byte) && byte !== 0x65 && byte !== 0x45) return 'a number';
    return byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte ${byte}`;
  }
}

/** Digits, sign, point and exponent. */
function isNumberByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2b || byte === 0x2e || (byte | 0x20) === 0x65;
}
