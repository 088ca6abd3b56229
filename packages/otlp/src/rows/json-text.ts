// Reads JSON text (RFC 8259) from a string, token by token, with the limits of json/json-reader.ts: numbers keep their digits, members that come twice both count.
import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.ts';
import { MAX_NUMBER_CHARACTERS, MAX_SKIPPED_DEPTH } from '../json/json-reader.ts';
import { malformedBody } from '../malformed-body.ts';

const NUMBER_CHARACTERS = /[-+.\deE]*/y;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const SPACE = /[ \n\r\t]*/y;
/** What a string's content must not have, or not as it stands. */
const SPECIAL = /[\\\u0000-\u001f]/;

export class JsonText {
  position = 0;
  readonly #text: string;

  constructor(body: Uint8Array) {
    const text = decodeUtf8(body, 0, body.length);
    // A byte order mark, which JSON text must not have but some senders write.
    this.#text = text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  malformed(problem: string): never {
    const before = encodeUtf8(this.#text.slice(0, this.position)).length;
    throw malformedBody(before, problem);
  }

  /** The next token's first character; '' at the end. */
  peek(): string {
    const character = this.#text.charAt(this.position);
    if (character > ' ' || character === '') return character;
    SPACE.lastIndex = this.position;
    SPACE.test(this.#text);
    this.position = SPACE.lastIndex;
    return this.#text.charAt(this.position);
  }

  #expect(character: string): void {
    if (this.peek() !== character) this.malformed(`${JSON.stringify(this.peek())} stands where ${character} is needed`);
    this.position++;
  }

  /** Calls `visit` with the name of each member; it must read the value. */
  members(visit: (name: string) => void): void {
    this.#elements('{', '}', () => {
      const name = this.string();
      this.#expect(':');
      visit(name);
    });
  }

  items(visit: () => void): void {
    this.#elements('[', ']', visit);
  }

  #elements(open: string, close: string, visit: () => void): void {
    this.#expect(open);
    if (this.peek() === close) this.position++;
    else {
      do visit();
      while (this.#hasNext(close));
    }
  }

  #hasNext(close: string): boolean {
    const isOver = this.peek() === close;
    if (!isOver) this.#expect(',');
    else this.position++;
    return !isOver;
  }

  string(): string {
    if (this.peek() !== '"') this.malformed(`${JSON.stringify(this.peek())} stands where a text is needed`);
    const start = this.position + 1;
    let end = this.#text.indexOf('"', start);
    while (end >= 0 && this.#isEscaped(start, end)) end = this.#text.indexOf('"', end + 1);
    if (end < 0) this.malformed('the body ends inside a text');
    const content = this.#text.slice(start, end);
    this.position = end + 1;
    if (!SPECIAL.test(content)) return content;
    try {
      // By way of UTF-8, which has no lone surrogates.
      const bytes = encodeUtf8(JSON.parse(`"${content}"`) as string);
      return decodeUtf8(bytes, 0, bytes.length);
    } catch {
      return this.malformed('a text has a control character, or an escape that JSON does not know');
    }
  }

  /** Whether an odd number of backslashes stands before the quote. */
  #isEscaped(start: number, quote: number): boolean {
    let p = quote;
    while (p > start && this.#text.charCodeAt(p - 1) === 0x5c) p--;
    return (quote - p) % 2 === 1;
  }

  /** Reads `word` if it is what comes next. */
  word(word: string): boolean {
    this.peek();
    if (!this.#text.startsWith(word, this.position)) return false;
    this.position += word.length;
    return true;
  }

  /** A number, or a text that holds one: its characters. */
  numberText(): string {
    if (this.peek() === '"') return this.string();
    NUMBER_CHARACTERS.lastIndex = this.position;
    NUMBER_CHARACTERS.test(this.#text);
    const end = NUMBER_CHARACTERS.lastIndex;
    const text = this.#text.slice(this.position, Math.min(end, this.position + MAX_NUMBER_CHARACTERS + 1));
    if (text.length > MAX_NUMBER_CHARACTERS || !NUMBER.test(text)) {
      this.malformed(`a number of at most ${MAX_NUMBER_CHARACTERS} characters is needed`);
    }
    this.position = end;
    return text;
  }

  /** Reads a value of any kind and forgets it. */
  skip(depth = 0): void {
    if (depth > MAX_SKIPPED_DEPTH) this.malformed(`the JSON text is nested more than ${MAX_SKIPPED_DEPTH} levels deep`);
    const first = this.peek();
    if (first === '{') this.members(() => this.skip(depth + 1));
    else if (first === '[') this.items(() => this.skip(depth + 1));
    else if (first === '"') this.string();
    else if (!this.word('true') && !this.word('false') && !this.word('null')) this.numberText();
  }

  end(): void {
    if (this.peek() !== '') this.malformed('something follows the end of the JSON text');
  }
}
