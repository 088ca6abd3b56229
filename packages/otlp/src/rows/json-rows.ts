// Walks an ExportTraceServiceRequest in JSON and tells the row builder what it finds, by the rules of json/otlp-json-transcoder.ts.
// Members may come in any order, so a body is read into plain objects first.
import { bytesOfBase64 } from '../json/encoded-bytes.ts';
import { ANY_VALUE, EXPORT_REQUEST, type JsonField, type JsonMessage, KEY_VALUE } from '../json/otlp-messages.ts';
import { MAX_VALUE_DEPTH, valueTooDeep } from '../malformed-body.ts';
import { columnNameOf, idTextProblem } from '../span-id.ts';
import { ITEM_VALUES } from '../value-count.ts';
import { base64Text, doubleJson, MASKED_TEXT } from '../value-text.ts';
import { type AttributeValue, integerValueOf } from './attribute-value.ts';
import { doubleOf, integerOf } from './json-number.ts';
import { JsonText } from './json-text.ts';
import type { AttributeSet } from './row-attributes.ts';
import { emptySpan, type RowBuilder, type SpanFields } from './row-builder.ts';
import type { AttributeRule, RowKeys } from './row-keys.ts';

const UINT32_MAX = (1n << 32n) - 1n;
const INT32_MIN = -(1n << 31n);
const INT32_MAX = (1n << 31n) - 1n;
const INT64_MIN = -(1n << 63n);
const INT64_MAX = (1n << 63n) - 1n;
const UINT64_MAX = (1n << 64n) - 1n;
const HEX = /^([\da-f]{2})*$/i;

/** What a body is read into: only what it has. */
interface KeyValue {
  key?: string;
  value?: AttributeValue;
}
interface Attributed {
  attributes?: KeyValue[];
}
interface Event extends Attributed {
  timeUnixNano?: bigint;
  name?: string;
}
interface Link extends Attributed {
  traceId?: string;
  spanId?: string;
  traceState?: string;
}
interface Span extends Partial<SpanFields>, Attributed {
  events?: Event[];
  links?: Link[];
  status?: { code?: number; message?: string };
  badId?: { field: string; problem: string };
}
interface ScopeSpans {
  scope?: Attributed & { name?: string; version?: string };
  spans?: Span[];
}
interface Request {
  resourceSpans?: { resource?: Attributed; scopeSpans?: ScopeSpans[] }[];
}
type Message = Record<string, unknown>;

export class JsonRows {
  readonly #keys: RowKeys;
  readonly #builder: RowBuilder;
  readonly #memberRule: ((key: string) => AttributeRule) | null;
  #text = new JsonText(new Uint8Array(0));

  constructor(keys: RowKeys, builder: RowBuilder, memberRule: ((key: string) => AttributeRule) | null) {
    this.#keys = keys;
    this.#builder = builder;
    this.#memberRule = memberRule;
  }

  read(body: Uint8Array): void {
    this.#text = new JsonText(body);
    const request: Request = this.#message(EXPORT_REQUEST, {});
    this.#text.end();
    for (const { resource, scopeSpans } of request.resourceSpans ?? []) {
      this.#builder.beginResource();
      this.#addAttributes(resource, this.#builder.resource);
      this.#builder.endResource();
      for (const scope of scopeSpans ?? []) this.#addScope(scope);
    }
  }

  #addScope({ scope, spans }: ScopeSpans): void {
    const builder = this.#builder;
    builder.beginScope();
    builder.scopeName = scope?.name ?? '';
    builder.scopeVersion = scope?.version ?? '';
    this.#addAttributes(scope, builder.scope);
    builder.endScope();
    for (const span of spans ?? []) {
      if (span.badId === undefined) this.#addSpan(span);
      else builder.notes.reject(span.badId.field, span.badId.problem);
    }
  }

  #addSpan(span: Span): void {
    const builder = this.#builder;
    builder.beginSpan();
    this.#addAttributes(span, builder.span);
    for (const event of span.events ?? []) {
      builder.event.begin();
      this.#addAttributes(event, builder.event);
      builder.addEvent(event.timeUnixNano ?? 0n, event.name ?? '');
    }
    for (const link of span.links ?? []) {
      builder.link.begin();
      this.#addAttributes(link, builder.link);
      builder.addLink(link.traceId ?? '', link.spanId ?? '', link.traceState ?? '');
    }
    const { code: statusCode = 0, message: statusMessage = '' } = span.status ?? {};
    builder.endSpan({ ...emptySpan(), ...span, statusCode, statusMessage });
  }

  #addAttributes(of: Attributed | undefined, set: AttributeSet): void {
    for (const { key = '', value } of of?.attributes ?? []) {
      if (value !== undefined) set.add(this.#keys.of(key), value);
    }
  }

  #message(message: JsonMessage, into: Message): Message {
    const text = this.#text;
    text.members((name) => {
      const field = message.fields.find((known) => known.name === name);
      if (field === undefined) text.skip();
      else if (!text.word('null')) this.#field(field, into);
    });
    return into;
  }

  #field(field: JsonField, into: Message): void {
    const { name, message } = field;
    if (message === null) into[name] = this.#scalar(field, into);
    else if (message === ANY_VALUE) into[name] = this.#anyValue(0, into[name] as AttributeValue | undefined);
    else if (!field.repeated) into[name] = this.#message(message, (into[name] as Message | undefined) ?? {});
    else {
      const list = (into[name] ??= []) as Message[];
      this.#text.items(() => list.push(this.#message(message, {})));
    }
  }

  #scalar({ kind, name, quoted }: JsonField, into: Message): unknown {
    const text = this.#text;
    switch (kind) {
      case 'text':
        return text.string();
      case 'id':
      case 'linkId':
        return this.#id(text.string(), kind === 'id' ? name : null, into as Span);
      case 'fixed64':
        return BigInt(this.#integer(quoted, 0n, UINT64_MAX));
      case 'enum':
        return Number(this.#integer(quoted, INT32_MIN, INT32_MAX));
      default:
        return Number(this.#integer(quoted, 0n, UINT32_MAX));
    }
  }

  /** `name`: of an id whose span is left out where it is not hexadecimal. */
  #id(hex: string, name: string | null, span: Span): string {
    if (HEX.test(hex)) return hex.toLowerCase();
    if (name !== null) span.badId ??= { field: columnNameOf(name), problem: idTextProblem(hex) };
    return '';
  }

  #integer(what: string, min: bigint, max: bigint): number | bigint {
    const integer = integerOf(this.#text.numberText(), min, max);
    return integer ?? this.#text.malformed(`${what} is no whole number from ${min} to ${max}`);
  }

  #boolean(): boolean {
    const isTrue = this.#text.word('true');
    if (!isTrue && !this.#text.word('false')) this.#text.malformed('true or false is needed');
    return isTrue;
  }

  /** Of several members the last counts; where there is none, `before` stays. `depth`: arrays and lists around it. */
  #anyValue(depth: number, before: AttributeValue | undefined): AttributeValue | undefined {
    const text = this.#text;
    let value = before;
    text.members((name) => {
      if (!ANY_VALUE.fields.some((field) => field.name === name)) text.skip();
      else if (!text.word('null')) value = this.#valueMember(name, depth);
    });
    return value;
  }

  #valueMember(name: string, depth: number): AttributeValue {
    switch (name) {
      case 'stringValue':
        return this.#text.string();
      case 'boolValue':
        return this.#boolean();
      case 'intValue':
        return this.#number(true);
      case 'doubleValue':
        return this.#number(false);
      case 'bytesValue':
        return this.#bytes();
      case 'arrayValue':
        return { text: this.#arrayJson(depth + 1), isJson: true };
      default:
        return { text: this.#listJson(depth + 1), isJson: true };
    }
  }

  /** JavaScript SDKs send every whole number as an integer, 1e300 too: what does not fit 64 bits is kept as a double. */
  #number(mayBeInteger: boolean): number | bigint {
    const text = this.#text.numberText();
    const integer = mayBeInteger ? integerOf(text, INT64_MIN, INT64_MAX) : null;
    if (integer !== null) return integerValueOf(integer);
    return doubleOf(text) ?? this.#text.malformed(`${JSON.stringify(text.slice(0, 40))} is no number`);
  }

  #bytes(): AttributeValue {
    const bytes = bytesOfBase64(this.#text.string());
    if (bytes === null) return this.#text.malformed('"bytesValue" is not base64');
    return { text: base64Text(bytes, 0, bytes.length) };
  }

  /** Calls `visit` for each of the values of an array or list. */
  #values(depth: number, visit: () => void): void {
    const text = this.#text;
    if (depth > MAX_VALUE_DEPTH) throw valueTooDeep(text.position);
    text.members((name) => {
      if (name !== 'values') text.skip();
      else if (!text.word('null')) {
        text.items(() => {
          this.#builder.values.add(ITEM_VALUES);
          visit();
        });
      }
    });
  }

  #arrayJson(depth: number): string {
    const items: string[] = [];
    this.#values(depth, () => items.push(jsonOf(this.#anyValue(depth, undefined))));
    return `[${items.join()}]`;
  }

  /** Of equal keys the first counts. */
  #listJson(depth: number): string {
    const members = new Map<string, string>();
    this.#values(depth, () => {
      const member = this.#keyValue(depth);
      const key = member.key ?? '';
      const rule = this.#memberRule?.(key);
      if (rule === 'drop' || members.has(key)) return;
      members.set(key, jsonOf(rule === 'mask' ? MASKED_TEXT : member.value));
    });
    return `{${[...members].map(([key, json]) => `${JSON.stringify(key)}:${json}`).join()}}`;
  }

  #keyValue(depth: number): KeyValue {
    const text = this.#text;
    const member: KeyValue = {};
    text.members((name) => {
      if (!KEY_VALUE.fields.some((field) => field.name === name)) text.skip();
      else if (text.word('null')) return;
      else if (name === 'key') member.key = text.string();
      else member.value = this.#anyValue(depth, member.value);
    });
    return member;
  }
}

function jsonOf(value: AttributeValue | undefined): string {
  if (value === undefined) return 'null';
  if (typeof value === 'number') return doubleJson(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object') return value.isJson === true ? value.text : JSON.stringify(value.text);
  return String(value);
}
