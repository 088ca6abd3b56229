// Takes what functions export, and keeps the spans.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hexText, type OtlpSpan, type OtlpTraceRequest, readOtlpJson, readOtlpProtobuf } from '@tracelake/testkit';

export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly isError: boolean;
}

export interface OtlpListener {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly contentTypes: Set<string>;
  close(): Promise<void>;
}

export async function startOtlpListener(): Promise<OtlpListener> {
  const spans: ReceivedSpan[] = [];
  const contentTypes = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const contentType = request.headers['content-type']!;
      contentTypes.add(contentType);
      const body = Buffer.concat(chunks);
      const isJson = contentType === 'application/json';
      for (const span of spansOf(isJson ? readOtlpJson(body) : readOtlpProtobuf(body, { strict: true }))) {
        spans.push(receivedSpan(span));
      }
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    contentTypes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function spansOf({ resourceSpans = [] }: OtlpTraceRequest): OtlpSpan[] {
  return resourceSpans.flatMap(({ scopeSpans = [] }) => scopeSpans.flatMap(({ spans = [] }) => spans));
}

function receivedSpan({ name, traceId, spanId, parentSpanId, status }: OtlpSpan): ReceivedSpan {
  const id = (bytes: Uint8Array | undefined) => hexText(bytes ?? new Uint8Array());
  return {
    name: name!,
    traceId: id(traceId),
    spanId: id(spanId),
    parentSpanId: id(parentSpanId),
    isError: status?.code === 2,
  };
}
