// What is to be known of an Arrow stream that was passed on as it came: whether it is whole, and what its schema notes.

const END_OF_STREAM = 'ffffffff00000000';
/** Continuation marker and length: what follows is the schema (Arrow columnar format, "Encapsulated message format"). */
const PREFIX_BYTES = 8;

export class PassedArrowStream {
  /** The first message, and what came with its end. */
  private head = Buffer.alloc(0);
  private end = Buffer.alloc(0);

  add(chunk: Uint8Array): void {
    if (!this.hasSchema()) this.head = Buffer.concat([this.head, chunk]);
    this.end = Buffer.concat([this.end, chunk]).subarray(-PREFIX_BYTES);
  }

  get isWhole(): boolean {
    return this.end.toString('hex') === END_OF_STREAM;
  }

  async notes(): Promise<readonly string[]> {
    if (!this.hasSchema()) return [];
    const { RecordBatchReader } = await import('apache-arrow');
    const notes = RecordBatchReader.from(this.head).open().schema.metadata.get('tracelake.notes');
    return notes === undefined ? [] : (JSON.parse(notes) as string[]);
  }

  private hasSchema(): boolean {
    const { head } = this;
    return head.length >= PREFIX_BYTES && head.length >= PREFIX_BYTES + head.readInt32LE(4);
  }
}
