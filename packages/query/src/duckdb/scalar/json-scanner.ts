// Walks JSON text token by token, keeping numbers as they are written. Throws JsonSyntaxError on what is no JSON.

export class JsonSyntaxError extends Error {}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const BLANKS = /[ \t\n\r]*/y;
const MAX_DEPTH = 1000;

export class JsonScanner {
  private readonly text: string;
  private position = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** First character of the next token, `''` at the end. */
  peek(): string {
    BLANKS.lastIndex = this.position;
    BLANKS.test(this.text);
    this.position = BLANKS.lastIndex;
    return this.text[this.position] ?? '';
  }

  /** Raw text of the next string, quotes and escapes included. */
  stringToken(): string {
    return this.token(STRING);
  }

  numberToken(): string {
    const token = this.token(NUMBER);
    if (/[\d.eE]/.test(this.text[this.position] ?? '')) throw new JsonSyntaxError();
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
        this.stringToken();
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

  /** A number at the top must be parted from what stands behind it. */
  endOfToken(): void {
    if (/[\w$]/.test(this.text[this.position] ?? '')) throw new JsonSyntaxError();
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
