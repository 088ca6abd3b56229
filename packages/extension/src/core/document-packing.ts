// Documents into Firehose records and calls: Firehose bills every record rounded up to 5 KB, so records are filled, not counted.

/** One row as JSON with its line feed, and where it lies in the spool. */
export interface QueuedDocument {
  readonly bytes: Uint8Array;
  /** Where the document lies in the spool, too: its segment and its index in it; `null` for one that is only here. */
  readonly segment: string | null;
  readonly index: number;
  readonly queuedAtMs: number;
  /** Of a call without an answer: it may have been accepted. */
  readonly isDoubtful?: boolean;
}

export interface PackingLimits {
  readonly documentsPerRecord: number;
  readonly recordBytes: number;
  readonly callRecords: number;
  readonly callBytes: number;
}

/**
 * Firehose takes 1,000 KiB a record, 500 records and 4 MiB a call. Its text does not say whether the 4 MiB are measured
 * before base64, so they are the body's as it is sent.
 */
export const FIREHOSE_LIMITS = {
  recordBytes: 1_024_000,
  callRecords: 500,
  callBytes: 4 * 1_024 * 1_024,
} as const;

/** Of a body beside its records: the name of the stream has at most 64 characters. */
const ENVELOPE_BYTES = 128;
/** `{"Data":""},` */
const RECORD_ENVELOPE_BYTES = 12;

export const BILLING_UNIT_BYTES = 5 * 1_024;

export type FirehoseRecord = readonly QueuedDocument[];

/** The records of one call, from the front of `documents`; how many documents they hold is their sum. */
export function packCall(documents: Iterable<QueuedDocument>, limits: PackingLimits): FirehoseRecord[] {
  const records: QueuedDocument[][] = [];
  let record: QueuedDocument[] = [];
  let recordBytes = 0;
  let callBytes = ENVELOPE_BYTES;
  for (const document of documents) {
    const size = document.bytes.length;
    const isFull = record.length === limits.documentsPerRecord || recordBytes + size > limits.recordBytes;
    const isNew = record.length === 0 || isFull;
    const added = isNew ? sentBytes(size) : sentBytes(recordBytes + size) - sentBytes(recordBytes);
    if (callBytes + added > limits.callBytes || (isNew && records.length === limits.callRecords)) break;
    if (isNew) {
      record = [];
      recordBytes = 0;
      records.push(record);
    }
    record.push(document);
    recordBytes += size;
    callBytes += added;
  }
  return records;
}

/** The call with one document more, if there is room for it. */
export function withDocument(
  records: readonly FirehoseRecord[],
  document: QueuedDocument,
  limits: PackingLimits,
): readonly FirehoseRecord[] {
  const last = records.at(-1) ?? [];
  if (callBytesOf(records) + sentBytes(document.bytes.length) > limits.callBytes) return records;
  const hasRoom =
    last.length < limits.documentsPerRecord && recordBytes(last) + document.bytes.length <= limits.recordBytes;
  if (last.length > 0 && hasRoom) return [...records.slice(0, -1), [...last, document]];
  return records.length < limits.callRecords ? [...records, [document]] : records;
}

export function billedUnits(records: readonly FirehoseRecord[]): number {
  return records.reduce((total, record) => total + Math.ceil(recordBytes(record) / BILLING_UNIT_BYTES), 0);
}

/** What a record takes of the body: in base64, in an object of its own. */
function sentBytes(bytes: number): number {
  return Math.ceil(bytes / 3) * 4 + RECORD_ENVELOPE_BYTES;
}

/** The most that the call's body has. */
export function callBytesOf(records: readonly FirehoseRecord[]): number {
  return records.reduce((total, record) => total + sentBytes(recordBytes(record)), ENVELOPE_BYTES);
}

export function recordBytes(record: FirehoseRecord): number {
  return record.reduce((total, document) => total + document.bytes.length, 0);
}
