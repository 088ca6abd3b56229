// Bytes of the rows that Firehose gets, beside the OTLP/JSON of the same spans, with column names in place of keys, and what Firehose bills for them.
import { createRowReader, documentOf, type WideRow } from '@tracelake/otlp';
import { benchSpans, encodeOtlpJson, namedDocument, otlpRequests } from '@tracelake/testkit';
import { BILLING_UNIT_BYTES } from '../../packages/extension/src/core/document-packing.ts';

const SPANS = 12_000;
const SPANS_PER_BODY = [1, 4, 12, 50] as const;

const bytesOf = (text: string) => Buffer.byteLength(text);

for (const spansPerBody of SPANS_PER_BODY) {
  const reader = createRowReader();
  let [json, named, keyed, alone, packed] = [0, 0, 0, 0, 0];
  for (const request of otlpRequests(benchSpans(SPANS), spansPerBody)) {
    const body = encodeOtlpJson(request);
    json += bytesOf(body);
    const documents = reader.read(Buffer.from(body), 'otlpJson').rows.map((row: WideRow) => `${documentOf(row)}\n`);
    const sizes = documents.map(bytesOf);
    const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
    keyed += size;
    named += documents.reduce((sum, document) => sum + bytesOf(namedDocument(document)) + 1, 0);
    alone += sizes.reduce((sum, bytes) => sum + Math.ceil(bytes / BILLING_UNIT_BYTES), 0);
    packed += Math.ceil(size / BILLING_UNIT_BYTES);
  }
  const ratio = (bytes: number) => `${(bytes / SPANS).toFixed(0)} bytes (${(bytes / json).toFixed(3)} ×)`;
  console.log(
    `${spansPerBody} spans a body: OTLP/JSON ${(json / SPANS).toFixed(0)} bytes a span, row with names ${ratio(named)}, with keys ${ratio(keyed)}; ` +
      `a record a span takes ${(alone / packed).toFixed(2)} × the units of a record a body, ${((alone * BILLING_UNIT_BYTES) / keyed).toFixed(2)} × those of full records`,
  );
}
