// Attributes of events, links and scopes: all of them as text in one map, under the keys they were sent with.
import { type AttributeReader, VALUE_EMPTY, VALUE_TEXT } from './attribute-reader.ts';
import type { TextMapColumn } from './columns/map-columns.ts';
import type { TextDictionaryBuilder } from './columns/text-dictionary-builder.ts';
import { KeyScope } from './key-scope.ts';
import { valueText } from './value-text.ts';

/** The entry of the value just read, as text. */
export function internValue(attribute: AttributeReader, dictionary: TextDictionaryBuilder): number {
  if (attribute.type !== VALUE_TEXT) return dictionary.internMade(valueText(attribute));
  return dictionary.intern(attribute.reader.source, attribute.start, attribute.length);
}

export class TextAttributes {
  readonly scope = new KeyScope();
  /** Entry of the value that `add` added, in the map's dictionary. */
  valueId = 0;
  readonly #attribute: AttributeReader;

  constructor(attribute: AttributeReader) {
    this.#attribute = attribute;
  }

  /** Adds the KeyValue from `position` to `end`; returns its key's id, or -1 where there was nothing to add. */
  add(position: number, end: number, map: TextMapColumn): number {
    const attribute = this.#attribute;
    const keyId = attribute.read(position, end, this.scope);
    if (attribute.type === VALUE_EMPTY || this.scope.repeats(keyId)) return -1;
    this.valueId = internValue(attribute, map.dictionary);
    map.add(keyId, this.valueId);
    return keyId;
  }
}
