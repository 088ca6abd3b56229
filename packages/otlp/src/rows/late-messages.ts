// Messages of a repeated field of protobuf, read when they are asked for: of a body's spans one is in memory, of its attributes none as a message.
import type { JsonMessage } from '../json/otlp-messages.ts';
import type { TreeMessage } from './otlp-tree.ts';
import type { ProtobufTree } from './protobuf-tree.ts';
import type { AttributeSet } from './row-attributes.ts';
import type { RowKeys } from './row-keys.ts';
import type { TreeValues } from './tree-values.ts';

export class LateMessages {
  /** Where each begins and ends in the body, in turn. */
  readonly places: number[] = [];
  readonly #source: ProtobufTree;
  readonly #message: JsonMessage;

  constructor(source: ProtobufTree, message: JsonMessage) {
    this.#source = source;
    this.#message = message;
  }

  *[Symbol.iterator](): Generator<TreeMessage> {
    const { places } = this;
    for (let i = 0; i < places.length; i += 2) yield this.#source.messageAt(this.#message, places[i], places[i + 1]);
  }

  /** For attributes. */
  addTo(set: AttributeSet, keys: RowKeys, values: TreeValues): void {
    const { places } = this;
    for (let i = 0; i < places.length; i += 2) {
      this.#source.addAttribute(places[i], places[i + 1], set, keys, values);
    }
  }
}
