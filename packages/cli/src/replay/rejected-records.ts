// What Firehose could not convert, from an object under its error prefix: one JSON line a record. Pure.

export interface RejectedRecord {
  readonly data: Uint8Array;
  readonly code: string;
  readonly message: string;
}

export interface RejectedRecords {
  readonly records: readonly RejectedRecord[];
  /** Lines that hold no record. */
  readonly unreadable: number;
}

/** `lastErrorCode` is what the wire has; AWS's page says `ErrorCode`, and a failed transformation `errorCode`. */
const NAMES = {
  code: ['lastErrorCode', 'ErrorCode', 'errorCode'],
  message: ['lastErrorMessage', 'ErrorMessage', 'errorMessage'],
};

export function rejectedRecords(text: string): RejectedRecords {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const records = lines.flatMap((line) => recordOf(line) ?? []);
  return { records, unreadable: lines.length - records.length };
}

function recordOf(line: string): RejectedRecord | null {
  let envelope: Record<string, unknown> | null;
  try {
    envelope = JSON.parse(line) as Record<string, unknown> | null;
  } catch {
    return null;
  }
  const rawData = envelope?.['rawData'];
  if (typeof rawData !== 'string' || rawData === '') return null;
  const first = (names: readonly string[]): string => {
    const found = names.map((name) => envelope![name]).find((value) => typeof value === 'string');
    return (found as string | undefined) ?? 'unknown';
  };
  return { data: Buffer.from(rawData, 'base64'), code: first(NAMES.code), message: first(NAMES.message) };
}
