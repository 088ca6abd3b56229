// What the user's rules and limits make of attributes before they are placed, and what is said about it.
import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.ts';
import type { AttributeValue } from './attribute-value.ts';
import { type AttributePlace, type AttributeRule, MASKED_TEXT, type RowKey } from './row-keys.ts';

export interface RowLimitOptions {
  /** What becomes of an attribute; asked once a key and place, and remembered. Members of key-value lists are asked for too. */
  readonly attributeRule?: (key: string, place: AttributePlace) => AttributeRule;
  /** What a text is stored as: of all that are kept, of names and of status messages, whose key is ''. */
  readonly textRule?: (text: string, key: string) => string;
  /** Of one span, event, link, resource or scope. */
  readonly maxAttributes?: number;
  /** Of one attribute's text, in UTF-8. */
  readonly maxValueBytes?: number;
}

/** What the end of a text that was cut says. */
const CUT_MARK = '…';
const CUT_MARK_BYTES = 3;

export class RowLimits {
  /** Attributes of the open span that were left out. */
  leftOutOfSpan = 0;
  readonly #rule: RowLimitOptions['attributeRule'];
  readonly #textRule: RowLimitOptions['textRule'];
  readonly #maxAttributes: number;
  readonly #maxValueBytes: number;
  #leftOut = 0;
  #cut = 0;

  constructor({ attributeRule, textRule, maxAttributes = Infinity, maxValueBytes = Infinity }: RowLimitOptions) {
    this.#rule = attributeRule;
    this.#textRule = textRule;
    this.#maxAttributes = maxAttributes;
    this.#maxValueBytes = Math.max(maxValueBytes, CUT_MARK_BYTES);
  }

  beginBody(): void {
    this.#leftOut = 0;
    this.#cut = 0;
  }

  /** What is kept of an attribute of a set that has `before` others; `undefined`: nothing. */
  kept(key: RowKey, value: AttributeValue, place: AttributePlace, before: number): AttributeValue | undefined {
    const rule = this.#rule === undefined ? 'keep' : (key.rules[place] ??= this.#rule(key.text, place));
    if (rule === 'drop') return undefined;
    if (before < this.#maxAttributes)
      return rule === 'mask' ? MASKED_TEXT : this.#limited(value, rule === 'exempt' ? null : key.text);
    this.#leftOut++;
    if (place === 'span') this.leftOutOfSpan++;
    return undefined;
  }

  /** A text that is no attribute's: it is not cut. */
  text(text: string): string {
    return this.#textRule === undefined ? text : this.#textRule(text, '');
  }

  #limited(value: AttributeValue, key: string | null): AttributeValue {
    if (typeof value === 'string') return this.#cutText(this.#ruled(value, key));
    if (typeof value !== 'object') return value;
    const ruled = this.#ruled(value.text, key);
    const text = this.#cutText(ruled);
    // JSON that was cut is none.
    if (text !== ruled) return { text };
    return text === value.text ? value : { ...value, text };
  }

  #ruled(text: string, key: string | null): string {
    return key === null || this.#textRule === undefined ? text : this.#textRule(text, key);
  }

  #cutText(text: string): string {
    const limit = this.#maxValueBytes;
    // A UTF-16 unit is at most three bytes.
    if (text.length * 3 <= limit) return text;
    const bytes = encodeUtf8(text.length > limit ? text.slice(0, limit + 1) : text);
    if (bytes.length <= limit) return text;
    this.#cut++;
    let end = limit - CUT_MARK_BYTES;
    while (end > 0 && (bytes[end] & 0xc0) === 0x80) end--;
    return decodeUtf8(bytes, 0, end) + CUT_MARK;
  }

  get message(): string {
    const parts: string[] = [];
    if (this.#leftOut > 0)
      parts.push(`${this.#leftOut} attribute(s) left out beyond ${this.#maxAttributes} of one set`);
    if (this.#cut > 0) parts.push(`${this.#cut} value(s) cut to ${this.#maxValueBytes} bytes`);
    return parts.join('; ');
  }
}
