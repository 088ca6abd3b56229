// JSON text as a tree that keeps everything a plain parser loses: order, repeated members, the digits of numbers. Slow and strict (RFC 8259).
import { RefusedBody } from './otlp-schema.ts';

export type JsonTree =
  | { readonly kind: 'object'; readonly members: JsonMember[] }
  | { readonly kind: 'array'; readonly items: JsonTree[] }
  | { readonly kind: 'string'; readonly text: string }
  /** A number's characters, or true, false, null. Mutations put other text here. */
  | { readonly kind: 'raw'; readonly text: string };

export interface JsonMember {
  readonly name: string;
  readonly value: JsonTree;
}

/** Containers inside a member that nobody knows, at most. */
export const MAX_JSON_DEPTH = 1_000;
const LITERAL = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/y;
const SPACE = /[ \t\r\n]*/y;

/** Throws RefusedBody. Bytes that are no UTF-8 become U+FFFD; a byte order mark may stand in front. */
export function parseJsonTree(bytes: Uint8Array): JsonTree {
  const parser = new JsonParser(new TextDecoder('utf-8').decode(bytes));
  const tree = parser.value(0);
  parser.expectEnd();
  return tree;
}

export function jsonTreeText(tree: JsonTree): string {
  if (tree.kind === 'raw') return tree.text;
  if (tree.kind === 'string') return JSON.stringify(tree.text);
  if (tree.kind === 'array') return `[${tree.items.map(jsonTreeText).join(',')}]`;
  return `{${tree.members.map(({ name, value }) => `${JSON.stringify(name)}:${jsonTreeText(value)}`).join(',')}}`;
}

class JsonParser {
  private readonly text: string;
  private position = 0;

  constructor(text: string) {
    this.text = text;
  }

  private match(form: RegExp): string | null {
    form.lastIndex = this.position;
    const found = form.exec(this.text)?.[0] ?? null;
    if (found !== null) this.position += found.length;
    return found;
  }

  private takes(character: string): boolean {
    this.match(SPACE);
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }

  private expect(character: string): void {
    if (!this.takes(character)) throw new RefusedBody(`${character} is needed at ${this.position}`);
  }

  expectEnd(): void {
    this.match(SPACE);
    if (this.position < this.text.length) throw new RefusedBody('something follows the end');
  }

  private string(): string {
    this.match(SPACE);
    const found = this.match(STRING);
    if (found === null) throw new RefusedBody(`a text is needed at ${this.position}`);
    return JSON.parse(found) as string;
  }

  value(depth: number): JsonTree {
    if (depth > MAX_JSON_DEPTH) throw new RefusedBody('nested too deep');
    this.match(SPACE);
    if (this.text[this.position] === '"') return { kind: 'string', text: this.string() };
    if (this.takes('{')) return { kind: 'object', members: this.elements('}', () => this.member(depth)) };
    if (this.takes('[')) return { kind: 'array', items: this.elements(']', () => this.value(depth + 1)) };
    const literal = this.match(LITERAL);
    if (literal === null) throw new RefusedBody(`a value is needed at ${this.position}`);
    return { kind: 'raw', text: literal };
  }

  private member(depth: number): JsonMember {
    const name = this.string();
    this.expect(':');
    return { name, value: this.value(depth + 1) };
  }

  private elements<T>(close: string, next: () => T): T[] {
    const elements: T[] = [];
    if (this.takes(close)) return elements;
    do elements.push(next());
    while (this.takes(','));
    this.expect(close);
    return elements;
  }
}
