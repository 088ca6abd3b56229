// A batch for the worker thread: its buffers copied into one piece of shared memory, which the next batch uses again.
// Handing the buffers over instead would cost more than the copy (1 ms for 17,000 spans): the first buffer that is ever
// transferred makes V8 check every access to any typed array from then on, a sixth of the decoder's time.
import type { ColumnBatch } from '@tracelake/schema';

const ALIGNMENT_BYTES = 8;
/** So that a batch which is a little larger than the last needs no new memory. */
const HEADROOM = 1.25;
const SHRINK_FACTOR = 4;

type TypedArray = Uint8Array | Int32Array | Float64Array;

export class BatchSharing {
  private memory = new SharedArrayBuffer(0);

  /** The same batch in shared memory; valid until the next call. The segment is shared already. */
  share(batch: ColumnBatch): ColumnBatch {
    const sizeBytes = sizeOf(batch.columns) + sizeOf(batch.side) + sizeOf(batch.keys);
    // A batch that is far smaller than the largest one so far gives the rest back.
    if (sizeBytes > this.memory.byteLength || sizeBytes * SHRINK_FACTOR < this.memory.byteLength) {
      this.memory = new SharedArrayBuffer(Math.ceil(sizeBytes * HEADROOM));
    }
    let end = 0;
    const place = (array: TypedArray): TypedArray => {
      const copy = viewLike(array, this.memory, end);
      end += paddedBytes(array);
      copy.set(array);
      return copy;
    };
    const { columns, side, keys } = batch;
    return { ...batch, columns: mapped(columns, place), side: mapped(side, place), keys: mapped(keys, place) };
  }
}

function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value);
}

function paddedBytes({ byteLength }: TypedArray): number {
  return Math.ceil(byteLength / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

function sizeOf(value: unknown): number {
  if (isTypedArray(value)) return paddedBytes(value);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, member) => sum + sizeOf(member), 0);
}

function viewLike(array: TypedArray, memory: SharedArrayBuffer, offset: number): TypedArray {
  if (array instanceof Int32Array) return new Int32Array(memory, offset, array.length);
  if (array instanceof Float64Array) return new Float64Array(memory, offset, array.length);
  return new Uint8Array(memory, offset, array.length);
}

/** The same value with every typed array in it replaced. */
function mapped<T>(value: T, replace: (array: TypedArray) => TypedArray): T {
  if (isTypedArray(value)) return replace(value) as T;
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapped(member, replace)])) as T;
}
