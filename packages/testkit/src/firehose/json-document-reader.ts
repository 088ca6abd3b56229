// Cuts a record into its JSON documents, one after the other with or without space between, and reads each strictly.
import { JsonNumber, type JsonObject, type JsonValue } from './json-value.ts';

/** Not JSON. */
export class MalformedJson extends Error {}

const SPACE = new Set([' ', '\t', '\n', '\r']);
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"((?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"/y;
const WORDS: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

export class JsonDocumentReader {
  private readonly text: string;
  private at = 0;

  /** Invalid UTF-8 becomes U+FFFD, as Java's decoder makes it. */
  constructor(bytes: Uint8Array) {
    this.text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  }

  /** Characters read so far. */
  get position(): number {
    return this.at;
  }

  /** The text from a position to here, or to the end. */
  textFrom(start: number, end = this.text.length): string {
    return this.text.slice(start, end);
  }

  /** Whether a further document begins. */
  hasNext(): boolean {
    while (SPACE.has(this.text[this.at] ?? '')) this.at++;
    return this.at < this.text.length;
  }

  /** Throws MalformedJson. */
  next(): JsonValue {
    return this.value();
  }

  private value(): JsonValue {
    this.hasNext();
    switch (this.text[this.at]) {
      case '{':
        return this.object();
      case '[':
        return this.array();
      case '"':
        return this.string();
      default:
        return this.scalar();
    }
  }

  private object(): JsonObject {
    const members: JsonObject = new Map();
    this.expect('{');
    if (this.accept('}')) return members;
    do {
      this.hasNext();
      const key = this.string();
      this.expect(':');
      // The OpenX library keeps each key once and refuses a second; nobody has probed what Firehose does.
      if (members.has(key)) throw this.malformed(`Duplicate key "${key}"`);
      members.set(key, this.value());
    } while (this.accept(','));
    this.expect('}');
    return members;
  }

  private array(): JsonValue[] {
    const elements: JsonValue[] = [];
    this.expect('[');
    if (this.accept(']')) return elements;
    do elements.push(this.value());
    while (this.accept(','));
    this.expect(']');
    return elements;
  }

  private string(): string {
    STRING.lastIndex = this.at;
    const match = STRING.exec(this.text);
    if (match === null) throw this.malformed('expected a string');
    this.at = STRING.lastIndex;
    return match[1]!.includes('\\') ? (JSON.parse(match[0]) as string) : match[1]!;
  }

  private scalar(): JsonValue {
    for (const [word, value] of WORDS) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (match === null) throw this.malformed('expected a value');
    this.at = NUMBER.lastIndex;
    return new JsonNumber(match[0]);
  }

  private accept(character: string): boolean {
    this.hasNext();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private expect(character: string): void {
    if (!this.accept(character)) throw this.malformed(`expected '${character}'`);
  }

  private malformed(what: string): MalformedJson {
    const found = this.text[this.at];
    const place = found === undefined ? 'end-of-input' : `character ('${found}')`;
    return new MalformedJson(`Unexpected ${place}: ${what} at ${this.at}`);
  }
}
