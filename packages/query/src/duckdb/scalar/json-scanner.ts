// Walks JSON text token by token, keeping numbers as they are written. Throws JsonSyntaxError on what is no JSON.

export class JsonSyntaxError extends Error {}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const QUOTE = 34;
const BACKSLASH = 92;
const BLANK = 32;
const MAX_DEPTH = 1000;

/** The text of a string's raw token. */
export function textOfToken(raw: string): string {
  return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
}

export class JsonScanner {
  private readonly text: string;
  private position = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** First character of the next token, `''` at the end. */
  peek(): string {
    const { text } = this;
    let at = this.position;
    for (let code = text.charCodeAt(at); code <= BLANK; code = text.charCodeAt(++at)) {
      if (code !== BLANK && code !== 10 && code !== 9 && code !== 13) break;
    }
    this.position = at;
    return text[at] ?? '';
  }

  /** Raw text of the next string, quotes and escapes included. */
  stringToken(): string {
    const start = this.position;
    this.skipString();
    return this.text.slice(start, this.position);
  }

  /** Character by character: three times as fast as one regular expression. */
  private skipString(): void {
    const { text } = this;
    let at = this.position;
    if (text.charCodeAt(at++) !== QUOTE) throw new JsonSyntaxError();
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        ESCAPE.lastIndex = at;
        if (!ESCAPE.test(text)) throw new JsonSyntaxError();
        at = ESCAPE.lastIndex;
      } else if (code >= BLANK) at++;
      // Control characters, and the end, whose code is NaN.
      else throw new JsonSyntaxError();
    }
    this.position = at + 1;
  }

  numberToken(): string {
    const token = this.token(NUMBER);
    const next = this.text[this.position];
    if (next !== ',' && next !== '}' && next !== ']' && /[\d.eE]/.test(next ?? '')) throw new JsonSyntaxError();
    return token;
  }

  literalToken(): string {
    const rest = this.text.slice(this.position, this.position + 5);
    const literal = ['true', 'false', 'null'].find((word) => rest.startsWith(word));
    if (literal === undefined) throw new JsonSyntaxError();
    this.position += literal.length;
    if (/[\w$]/.test(this.text[this.position] ?? '')) throw new JsonSyntaxError();
    return literal;
  }

  /** Calls `member` at the value of every member; `member` must consume it. */
  object(member: (rawKey: string) => void): void {
    this.sequence('{', '}', () => {
      if (this.peek() !== '"') throw new JsonSyntaxError();
      const key = this.stringToken();
      this.expect(':');
      member(key);
    });
  }

  /** Calls `element` at every element; `element` must consume it. */
  array(element: (index: number) => void): void {
    let index = 0;
    this.sequence('[', ']', () => element(index++));
  }

  /** Consumes one value of any kind. */
  skip(): void {
    switch (this.peek()) {
      case '{':
        this.object(() => this.skip());
        return;
      case '[':
        this.array(() => this.skip());
        return;
      case '"':
        this.skipString();
        return;
      case 't':
      case 'f':
      case 'n':
        this.literalToken();
        return;
      default:
        this.numberToken();
    }
  }

  /** The value at the top, of which a number must be parted by a blank from what stands behind it: `2024-02-29` is no JSON, `[1]x` begins with some. */
  root<T>(read: (scanner: this) => T): T {
    const isNumber = /[-\d]/.test(this.peek());
    const value = read(this);
    if (isNumber && !/^[ \t\r\n]?$/.test(this.text[this.position] ?? '')) throw new JsonSyntaxError();
    return value;
  }

  end(): void {
    if (this.peek() !== '') throw new JsonSyntaxError();
  }

  private sequence(open: string, close: string, item: () => void): void {
    this.expect(open);
    if (++this.depth > MAX_DEPTH) throw new JsonSyntaxError();
    if (this.peek() === close) {
      this.expect(close);
    } else {
      item();
      while (this.peek() === ',') {
        this.expect(',');
        item();
      }
      this.expect(close);
    }
    this.depth--;
  }

  private expect(character: string): void {
    if (this.peek() !== character) throw new JsonSyntaxError();
    this.position++;
  }

  private token(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text);
    if (found === null) throw new JsonSyntaxError();
    this.position += found[0].length;
    return found[0];
  }
}
