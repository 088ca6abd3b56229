// The answers as the official schema reads them.
import { describe, expect, test } from 'vitest';
import { encodeExportResponse, encodeStatus } from '../src/index.ts';
import { otlpSchema } from './proto/otlp-schema.ts';

function fromProtobuf(type: string, bytes: Uint8Array): unknown {
  const message = otlpSchema.lookupType(type);
  return message.toObject(message.decode(bytes), { longs: String });
}

function fromJson(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

describe.each([
  ['otlpProtobuf', (bytes: Uint8Array) => fromProtobuf('ExportTraceServiceResponse', bytes)],
  ['otlpJson', fromJson],
] as const)('ExportTraceServiceResponse as %s', (format, read) => {
  test('full success says nothing', () => {
    expect(read(encodeExportResponse(format, { rejectedSpans: 0, errorMessage: '' }))).toEqual({});
  });

  test('partial success has a count and a reason', () => {
    const bytes = encodeExportResponse(format, { rejectedSpans: 300, errorMessage: 'ünder' });
    expect(read(bytes)).toEqual({ partialSuccess: { rejectedSpans: '300', errorMessage: 'ünder' } });
  });

  test('a warning has only a reason', () => {
    const bytes = encodeExportResponse(format, { rejectedSpans: 0, errorMessage: 'odd'.repeat(100) });
    expect(read(bytes)).toEqual({ partialSuccess: { errorMessage: 'odd'.repeat(100) } });
  });
});

test('google.rpc.Status', () => {
  const status = { code: 3, message: 'malformed_body: no' };
  expect(fromProtobuf('RpcStatus', encodeStatus('otlpProtobuf', status))).toEqual(status);
  expect(fromJson(encodeStatus('otlpJson', status))).toEqual(status);
});
