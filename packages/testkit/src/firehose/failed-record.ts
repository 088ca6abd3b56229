// The envelope in which a record that could not be converted lands under the error prefix, one JSON line each.

export interface FailedRecord {
  readonly code: string;
  readonly message: string;
  readonly rawData: Uint8Array;
  readonly arrivalMs: number;
  readonly attemptEndMs: number;
  /** Of the object, from 0. */
  readonly sequence: number;
}

export interface FailedTable {
  readonly databaseName?: string;
  readonly tableName?: string;
}

/** The first sequence numbers look like this; nothing may depend on them. */
const FIRST_SEQUENCE = 49_660_000_000_000_000_000_000n;

/** With the names on the wire: AWS's English page says ErrorCode and ErrorMessage. */
export function failedRecordLine(record: FailedRecord, table: FailedTable): string {
  return JSON.stringify({
    attemptsMade: 1,
    arrivalTimestamp: record.arrivalMs,
    lastErrorCode: record.code,
    lastErrorMessage: record.message,
    attemptEndingTimestamp: record.attemptEndMs,
    rawData: Buffer.from(record.rawData).toString('base64'),
    sequenceNumber: String(FIRST_SEQUENCE + BigInt(record.sequence)),
    subSequenceNumber: 0,
    dataCatalogTable: {
      catalogId: '123456789012',
      databaseName: table.databaseName ?? 'tracelake',
      tableName: table.tableName ?? 'spans_landing',
      region: 'us-east-1',
      versionId: 'LATEST',
      roleArn: 'arn:aws:iam::123456789012:role/firehose',
    },
  });
}
