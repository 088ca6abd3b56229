// The documents that the extension makes of its own: of rows that were dropped, and of one that was cut. A released version's never change.
import { readFileSync } from 'node:fs';
import { documentOf } from '@tracelake/otlp/documents';
import { SPANS_TABLE, tableVersion } from '@tracelake/schema';
import { expect, test } from 'vitest';
import { cutRow } from '../../src/core/cut-row.ts';
import { DROP_REASONS, dropRow } from '../../src/core/drop-counters.ts';

const START_MS = Date.UTC(2026, 10, 22);
const IDS = { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) };
const TEXT = 'SELECT "x"\n'.repeat(100);

function droppedRows() {
  const news = new Map([...DROP_REASONS, 'maybe_doubled' as const].map((reason, i) => [reason, i + 1]));
  const identity = {
    functionName: 'checkout',
    functionVersion: '7',
    serviceName: 'shop',
    traceId: IDS.trace_id,
    spanId: IDS.span_id,
  };
  return dropRow(news, identity, START_MS);
}

function rowThatWasCut() {
  return cutRow({
    ...IDS,
    start_time_unix_nano: BigInt(START_MS) * 1_000_000n,
    duration_nano: 5,
    name: 'SELECT orders',
    kind: 'CLIENT',
    service_name: 'shop',
    db_query_text: TEXT,
    attributes_string: new Map([
      ['short', 'kept'],
      ['long', TEXT],
    ]),
    attributes_number: new Map([['rows', 1]]),
    events: [{ time_unix_nano: 1n, name: 'exception', attributes: new Map() }],
  });
}

test.each([
  ['dropped', droppedRows],
  ['cut', rowThatWasCut],
])('%s', (name, rowOf) => {
  const golden = new URL(
    `../../../../test/golden/firehose/${tableVersion(SPANS_TABLE)}/${name}.ndjson`,
    import.meta.url,
  );
  const document = `${documentOf(rowOf())}\n`;
  expect(document).toBe(readFileSync(golden, 'utf8'));
});
