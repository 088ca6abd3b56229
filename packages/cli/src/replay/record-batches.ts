// Records in calls as large as Firehose takes them. Pure.

const MAX_RECORDS = 500;
/** 4 MiB are allowed; AWS does not say whether before or after base64. */
const MAX_BYTES = 3 * 1024 * 1024;

export function recordBatches(records: readonly Uint8Array[]): Uint8Array[][] {
  const batches: Uint8Array[][] = [];
  let bytes = 0;
  for (const record of records) {
    const last = batches.at(-1);
    if (last === undefined || last.length === MAX_RECORDS || bytes + record.length > MAX_BYTES) {
      batches.push([record]);
      bytes = record.length;
    } else {
      last.push(record);
      bytes += record.length;
    }
  }
  return batches;
}
