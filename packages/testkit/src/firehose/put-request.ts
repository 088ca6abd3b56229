// Reads and checks the body of PutRecord and PutRecordBatch: Firehose's limits, with its codes.

export const MAX_RECORDS = 500;
/** Before base64: 1,000 KiB. */
export const MAX_RECORD_BYTES = 1_024_000;
/** Of a call. AWS does not say whether base64 counts: here it does, so that who passes is safe either way. */
export const MAX_CALL_BYTES = 4 * 1024 * 1024;

export const PUT_OPERATIONS = ['PutRecord', 'PutRecordBatch'] as const;
export type PutOperation = (typeof PUT_OPERATIONS)[number];

export interface PutRequest {
  readonly operation: PutOperation;
  readonly stream: string;
  readonly records: readonly Uint8Array[];
}

/** A call that is refused as a whole. */
export class RefusedCall extends Error {
  readonly status: number;
  readonly code: string;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Throws RefusedCall. */
export function readPutRequest(operation: PutOperation, body: Uint8Array): PutRequest {
  const call = parsed(body);
  const stream = call.DeliveryStreamName;
  if (typeof stream !== 'string' || !/^[a-zA-Z0-9_.-]{1,64}$/.test(stream)) {
    throw invalid(`Value '${String(stream)}' at 'deliveryStreamName' failed to satisfy constraint`);
  }
  const entries = operation === 'PutRecord' ? [call.Record] : call.Records;
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > MAX_RECORDS) {
    throw invalid(`Value at 'records' failed to satisfy constraint: between 1 and ${MAX_RECORDS} members`);
  }
  let callBytes = 0;
  const records = entries.map((entry: { Data?: unknown } | undefined, n) => {
    const data = entry?.Data;
    if (typeof data !== 'string')
      throw invalid(`Value null at 'records.${n + 1}.member.data': Member must not be null`);
    callBytes += data.length;
    return recordOf(data, n);
  });
  if (callBytes > MAX_CALL_BYTES) throw new RefusedCall('InvalidArgumentException', 'Records size exceeds 4 MB limit');
  return { operation, stream, records };
}

interface CallBody {
  readonly DeliveryStreamName?: unknown;
  readonly Record?: unknown;
  readonly Records?: unknown;
}

function parsed(body: Uint8Array): CallBody {
  try {
    const call: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (typeof call === 'object' && call !== null) return call;
  } catch {
    // Said below: what is no JSON and what is no object get one answer.
  }
  throw new RefusedCall('SerializationException', 'Start of structure or map found where not expected.');
}

/** Two base64 texts behind one another, padding and all, are not base64. */
function recordOf(data: string, n: number): Uint8Array {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(data)) {
    throw new RefusedCall('SerializationException', `Record ${n + 1} is not base64.`);
  }
  const record = new Uint8Array(Buffer.from(data, 'base64'));
  if (record.length > MAX_RECORD_BYTES) {
    throw invalid(
      `Value at 'records.${n + 1}.member.data' failed to satisfy constraint: Member must have length less than or equal to ${MAX_RECORD_BYTES}`,
    );
  }
  return record;
}

function invalid(message: string): RefusedCall {
  return new RefusedCall('ValidationException', `1 validation error detected: ${message}`);
}
