// Bytes of the rows that Firehose gets, of the demo shop's spans and of spans of half a kilobyte, beside the OTLP/JSON of the same spans, with column names in place of keys, and what Firehose bills for them.
import { createRowReader, documentOf, type WideRow } from '@tracelake/otlp';
import { benchSpans, encodeOtlpJson, namedDocument, otlpRequests } from '@tracelake/testkit';
import { BILLING_UNIT_BYTES } from '../../packages/extension/src/core/document-packing.ts';

const SPANS = 12_000;
const SPANS_PER_BODY = [1, 4, 12, 50] as const;

/** Attributes that a small span keeps, of its own and of its resource. */
const [SMALL_SPAN, SMALL_RESOURCE] = [2, 1];

interface JsonRequest {
  readonly resourceSpans: {
    readonly resource: { attributes: unknown[] };
    readonly scopeSpans: { readonly spans: { attributes?: unknown[]; events?: unknown; links?: unknown }[] }[];
  }[];
}

/** The same request with little in it. */
function smallRequest(json: string): string {
  const request = JSON.parse(json) as JsonRequest;
  for (const { resource, scopeSpans } of request.resourceSpans) {
    resource.attributes = resource.attributes.slice(0, SMALL_RESOURCE);
    for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
      span.attributes = span.attributes?.slice(0, SMALL_SPAN);
      span.events = undefined;
      span.links = undefined;
    }
  }
  return JSON.stringify(request);
}

const bytesOf = (text: string) => Buffer.byteLength(text);

for (const spansPerBody of SPANS_PER_BODY)
  for (const isSmall of [false, true]) {
    const reader = createRowReader();
    let [json, named, keyed, alone, packed] = [0, 0, 0, 0, 0];
    for (const request of otlpRequests(benchSpans(SPANS), spansPerBody)) {
      const body = isSmall ? smallRequest(encodeOtlpJson(request)) : encodeOtlpJson(request);
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
      `${spansPerBody} ${isSmall ? 'small ' : ''}spans a body: OTLP/JSON ${(json / SPANS).toFixed(0)} bytes a span, row with names ${ratio(named)}, with keys ${ratio(keyed)}; ` +
        `a record a span takes ${(alone / packed).toFixed(2)} × the units of a record a body, ${((alone * BILLING_UNIT_BYTES) / keyed).toFixed(2)} × those of full records`,
    );
  }
