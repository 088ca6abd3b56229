// Cuts a body that comes in pieces of any size into the parts of an upload.

/** Parts of `partBytes` each but the last, which may be empty only where it is the only one. */
export async function* uploadParts(body: AsyncIterable<Uint8Array>, partBytes: number): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let isFirst = true;
  for await (const piece of body) {
    waiting.push(piece);
    waitingBytes += piece.length;
    while (waitingBytes > partBytes) {
      const all = Buffer.concat(waiting, waitingBytes);
      yield all.subarray(0, partBytes);
      isFirst = false;
      waiting = [all.subarray(partBytes)];
      waitingBytes -= partBytes;
    }
  }
  if (waitingBytes > 0 || isFirst) yield Buffer.concat(waiting, waitingBytes);
}
