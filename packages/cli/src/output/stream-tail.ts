// Passes a stream of lines on and keeps its last line back: that one says whether the stream is whole.

const LINE_FEED = 0x0a;

/** Calls `pass` with everything but the last line, and gives that line without its line feed ("" for an empty stream). */
export async function passAllButLastLine(
  chunks: AsyncIterable<Uint8Array>,
  pass: (bytes: Uint8Array) => Promise<void>,
): Promise<string> {
  let held: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    // The line feed that ends the last line is no boundary: what follows it decides.
    const bytes = held.byteLength === 0 ? chunk : Buffer.concat([held, chunk]);
    const boundary = bytes.lastIndexOf(LINE_FEED, bytes.byteLength - 2) + 1;
    if (boundary > 0) await pass(bytes.subarray(0, boundary));
    held = bytes.subarray(boundary);
  }
  return Buffer.from(held)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
