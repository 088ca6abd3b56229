// OTLP/JSON to plain objects: by JSON.parse where that loses nothing, else member by member, since numbers keep their digits and members that
// come twice both count (json/otlp-json-transcoder.ts). What is of the wrong type is left as it is: whoever reads the tree refuses it.
import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.ts';
import { MAX_NUMBER_CHARACTERS, MAX_SKIPPED_DEPTH } from '../json/json-reader.ts';
import { ANY_VALUE, EXPORT_REQUEST, type JsonField, type JsonMessage } from '../json/otlp-messages.ts';
import { wholeNumberOf } from '../json/whole-number.ts';
import { MAX_VALUE_DEPTH } from '../malformed-body.ts';
import { isHex, malformed, type TreeMessage, type TreeValue } from './otlp-tree.ts';
import { checkAnyValue, checkScalar } from './tree-values.ts';

type OpenMessage = Record<string, TreeValue>;

/** Numbers of more digits than a double holds, with an exponent, or of more digits than anybody sends; halves of surrogate pairs. Where it is a text, the slow way is taken for nothing. */
const LOSSY = /[:,[]\s*-?(?:\d{16}|[\d.]+[eE])|\.\d{99}|\d[eE][-+]?\d{99}|\\u[dD]/;
const MEMBER = /[^\\]"\s*:/g;
const NUMBER_CHARACTERS = /[-+.\deE]*/y;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;
const SPACE = /[ \n\r\t]*/y;
/** What a text must not have as it stands. */
const SPECIAL = /[\\\u0000-\u001f]/;

export function readJsonTree(body: Uint8Array): TreeMessage {
  const text = decodeUtf8(body, 0, body.length);
  // A byte order mark, which JSON text must not have but some senders write.
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  return parsedTree(json) ?? new JsonTree(json).read();
}

/** `undefined`: JSON.parse refuses it, or would lose something. */
function parsedTree(json: string): TreeMessage | undefined {
  if (LOSSY.test(json)) return undefined;
  try {
    const tree = JSON.parse(json) as TreeValue;
    // Of members that come twice it keeps one.
    const isWhole = memberCount(tree, 0) === (json.match(MEMBER)?.length ?? 0);
    return isWhole && typeof tree === 'object' ? (tree as TreeMessage) : undefined;
  } catch {
    return undefined;
  }
}

/** NaN where it is nested too deep. */
function memberCount(tree: TreeValue, depth: number): number {
  if (typeof tree !== 'object' || tree === null) return 0;
  if (depth > MAX_SKIPPED_DEPTH) return Number.NaN;
  let count = 0;
  if (Array.isArray(tree)) for (const item of tree) count += memberCount(item, depth + 1);
  else for (const name in tree) count += 1 + memberCount((tree as TreeMessage)[name], depth + 1);
  return count;
}

class JsonTree {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): TreeMessage {
    const request = this.#message(EXPORT_REQUEST, {}, 0);
    if (this.#peek() !== '') malformed('something follows the end of the JSON text');
    return request;
  }

  /** Adds to `into`: a message that comes twice is one message. `depth`: arrays and lists around it. */
  #message(message: JsonMessage, into: OpenMessage, depth: number): OpenMessage {
    this.#elements('{', '}', () => {
      const name = this.#name();
      const field = message.fields.find((known) => known.name === name);
      if (field === undefined) this.#skip(0);
      else if (!this.#word('null')) this.#member(field, into, message === ANY_VALUE, depth);
    });
    return into;
  }

  #member({ name, kind, message, repeated }: JsonField, into: OpenMessage, isOneof: boolean, depth: number): void {
    if (message === null && into[name] !== undefined) {
      checkScalar(kind, into[name]);
      // A span's id that is not hexadecimal leaves the span out, whatever comes behind it: as the decoder has it.
      if (kind === 'id' && !isHex(into[name] as string)) {
        checkScalar(kind, this.#scalar());
        return;
      }
    }
    // Of a oneof the last member counts: the order of members tells which that is.
    if (isOneof) {
      if (message !== null && into[name] !== undefined) checkAnyValue({ [name]: into[name] }, depth);
      delete into[name];
    }
    const inner = isOneof ? depth + 1 : depth;
    if (message === null) into[name] = this.#scalar();
    else if (inner > MAX_VALUE_DEPTH) malformed('an attribute value is nested too deep');
    else if (!repeated) into[name] = this.#message(message, (into[name] ?? {}) as OpenMessage, inner);
    else {
      const list = (into[name] ??= []) as TreeValue[];
      this.#elements('[', ']', () => list.push(this.#message(message, {}, inner)));
    }
  }

  /** The next token's first character; '' at the end. */
  #peek(): string {
    SPACE.lastIndex = this.#position;
    SPACE.test(this.#text);
    this.#position = SPACE.lastIndex;
    return this.#text.charAt(this.#position);
  }

  #expect(character: string): void {
    if (this.#peek() !== character) malformed(`${character} is needed in the JSON text`);
    this.#position++;
  }

  #elements(open: string, close: string, visit: () => void): void {
    this.#expect(open);
    for (let isFirst = true; this.#peek() !== close; isFirst = false) {
      if (!isFirst) this.#expect(',');
      visit();
    }
    this.#position++;
  }

  #name(): string {
    const name = this.#string();
    this.#expect(':');
    return name;
  }

  #string(): string {
    this.#expect('"');
    const start = this.#position;
    let end = this.#text.indexOf('"', start);
    while (end >= 0 && this.#isEscaped(start, end)) end = this.#text.indexOf('"', end + 1);
    if (end < 0) malformed('the body ends inside a text');
    this.#position = end + 1;
    const content = this.#text.slice(start, end);
    if (!SPECIAL.test(content)) return content;
    try {
      // By way of UTF-8, which has no lone surrogates.
      const bytes = encodeUtf8(JSON.parse(`"${content}"`) as string);
      return decodeUtf8(bytes, 0, bytes.length);
    } catch {
      return malformed('a text has a control character, or an escape that JSON does not know');
    }
  }

  /** Whether an odd number of backslashes stands before the quote. */
  #isEscaped(start: number, quote: number): boolean {
    let p = quote;
    while (p > start && this.#text.charAt(p - 1) === '\\') p--;
    return (quote - p) % 2 === 1;
  }

  /** Reads `word` if it is what comes next. */
  #word(word: string): boolean {
    this.#peek();
    if (!this.#text.startsWith(word, this.#position)) return false;
    this.#position += word.length;
    return true;
  }

  #scalar(): TreeValue {
    if (this.#peek() === '"') return this.#string();
    if (this.#word('true')) return true;
    return this.#word('false') ? false : this.#number();
  }

  #number(): number | bigint {
    NUMBER_CHARACTERS.lastIndex = this.#position;
    NUMBER_CHARACTERS.test(this.#text);
    const end = NUMBER_CHARACTERS.lastIndex;
    const text = this.#text.slice(this.#position, Math.min(end, this.#position + MAX_NUMBER_CHARACTERS + 1));
    if (text.length > MAX_NUMBER_CHARACTERS || !NUMBER.test(text)) malformed('something is no number of JSON');
    this.#position = end;
    const number = Number(text);
    if (Number.isSafeInteger(number)) return number;
    return wholeNumberOf(text) ?? (INTEGER.test(text) ? BigInt(text) : number);
  }

  /** Reads a value of any kind and forgets it. */
  #skip(depth: number): void {
    if (depth > MAX_SKIPPED_DEPTH) malformed('the JSON text is nested too deep');
    const first = this.#peek();
    if (first === '[') this.#elements('[', ']', () => this.#skip(depth + 1));
    else if (first !== '{') {
      if (!this.#word('null')) this.#scalar();
    } else {
      this.#elements('{', '}', () => {
        this.#name();
        this.#skip(depth + 1);
      });
    }
  }
}
