// Longer copies of typed arrays. Columns begin without any memory: most of them stay empty, and a decoder is made every second.

const FIRST_CAPACITY = 64;

/** The capacity that follows `capacity`. */
export function grownCapacity(capacity: number): number {
  return capacity === 0 ? FIRST_CAPACITY : capacity * 2;
}

/** Where arrays begin; shared, since nothing can be written to them. */
export const EMPTY_INT32 = new Int32Array(0);
export const EMPTY_FLOAT64 = new Float64Array(0);
export const EMPTY_UINT8 = new Uint8Array(0);

export function grownInt32(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length);
  grown.set(array);
  return grown;
}

export function grownFloat64(array: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(length);
  grown.set(array);
  return grown;
}

export function grownUint8(array: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(length);
  grown.set(array);
  return grown;
}
