// Reads the byte strings of a batch: copies them into pages without making a JS string.
import type { KeyTable, TextArena, TextDictionary } from '@tracelake/schema';
import type { ByteSink } from './byte-sink.ts';

/** Up to here four bytes a step through a DataView beat `TypedArray.set` and its call. */
const SHORT_TEXT_BYTES = 48;

const NO_BYTES = new Uint8Array(0);

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Where entry `n` of a dictionary or key table lies. */
export type TextEntries = Pick<TextDictionary, 'offsets' | 'lengths'>;

export class TextSource {
  readonly segment: Uint8Array;
  readonly side: Uint8Array;
  readonly #segmentView: DataView;
  readonly #sideView: DataView;

  constructor(arena: TextArena) {
    this.segment = arena.segment;
    this.side = arena.side;
    this.#segmentView = viewOf(arena.segment);
    this.#sideView = viewOf(arena.side);
  }

  static ofKeys(keys: KeyTable): TextSource {
    return new TextSource({ segment: keys.bytes, side: NO_BYTES });
  }

  bytesAt(offset: number, length: number): Uint8Array {
    return offset >= 0 ? this.segment.subarray(offset, offset + length) : this.side.subarray(~offset, ~offset + length);
  }

  /** The view in which `positionOf(offset)` counts. */
  viewAt(offset: number): DataView {
    return offset >= 0 ? this.#segmentView : this.#sideView;
  }

  positionOf(offset: number): number {
    return offset >= 0 ? offset : ~offset;
  }

  /** Appends the entries `ids[0, count)`, each behind its length in four bytes: PLAIN. */
  appendPlain(sink: ByteSink, entries: TextEntries, ids: Int32Array, count: number): void {
    this.#append(sink, entries, ids, count, true);
  }

  /** Appends the entries `ids[0, count)` without lengths. */
  appendBytes(sink: ByteSink, entries: TextEntries, ids: Int32Array, count: number): void {
    this.#append(sink, entries, ids, count, false);
  }

  #append(sink: ByteSink, entries: TextEntries, ids: Int32Array, count: number, withLengths: boolean): void {
    const { offsets, lengths } = entries;
    let total = withLengths ? count * 4 : 0;
    for (let index = 0; index < count; index++) total += lengths[ids[index]];
    sink.reserve(total);
    const { bytes, view } = sink;
    let at = sink.length;
    for (let index = 0; index < count; index++) {
      const id = ids[index];
      const offset = offsets[id];
      const length = lengths[id];
      if (withLengths) {
        view.setInt32(at, length, true);
        at += 4;
      }
      if (offset >= 0) copyText(bytes, view, at, this.segment, this.#segmentView, offset, length);
      else copyText(bytes, view, at, this.side, this.#sideView, ~offset, length);
      at += length;
    }
    sink.length = at;
  }
}

function copyText(
  target: Uint8Array,
  targetView: DataView,
  at: number,
  source: Uint8Array,
  sourceView: DataView,
  offset: number,
  length: number,
): void {
  if (length > SHORT_TEXT_BYTES) {
    target.set(source.subarray(offset, offset + length), at);
    return;
  }
  let copied = 0;
  for (; copied + 4 <= length; copied += 4) {
    targetView.setInt32(at + copied, sourceView.getInt32(offset + copied, true), true);
  }
  for (; copied < length; copied++) target[at + copied] = source[offset + copied];
}
