// The body of a request piece by piece, by its length or in chunks, and where the next request begins.

/** Gives what is the body's of `bytes` to `take`; what comes behind its end is returned, `null` while it goes on. Throws where it is none. */
export type BodyReader = (bytes: Buffer, take: (piece: Buffer) => void) => Buffer | null;

/** Of a line that says a chunk's size, or of a trailer. */
const MOST_LINE_BYTES = 4_096;

/** `length`: `undefined` for chunks. */
export function bodyReader(length: number | undefined): BodyReader {
  return length === undefined ? chunkReader() : lengthReader(length);
}

function lengthReader(length: number): BodyReader {
  let left = length;
  return (bytes, take) => {
    const piece = bytes.length > left ? bytes.subarray(0, left) : bytes;
    left -= piece.length;
    if (piece.length > 0) take(piece);
    return left === 0 ? bytes.subarray(piece.length) : null;
  };
}

function chunkReader(): BodyReader {
  let line = '';
  /** Of the open chunk; -1 where its size is still to come. */
  let left = -1;
  let isTrailer = false;
  return (bytes, take) => {
    let at = 0;
    while (at < bytes.length) {
      if (left > 0) {
        const piece = bytes.subarray(at, at + left);
        take(piece);
        left -= piece.length;
        at += piece.length;
        continue;
      }
      const end = bytes.indexOf(10, at);
      line += bytes.toString('latin1', at, end < 0 ? bytes.length : end + 1);
      if (line.length > MOST_LINE_BYTES) throw new Error('a line is too long');
      if (end < 0) return null;
      at = end + 1;
      if (!line.endsWith('\r\n')) throw new Error('a line has no end');
      const text = line.slice(0, -2);
      line = '';
      if (isTrailer) {
        if (text === '') return bytes.subarray(at);
      } else if (left === 0) {
        // The end of a chunk.
        if (text !== '') throw new Error('a chunk is longer than it says');
        left = -1;
      } else {
        const size = /^([\da-f]{1,8})[ \t]*(?:;.*)?$/i.exec(text)?.[1];
        if (size === undefined) throw new Error('a chunk has no size');
        left = Number.parseInt(size, 16);
        isTrailer = left === 0;
      }
    }
    return null;
  };
}
