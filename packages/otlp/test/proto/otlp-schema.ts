// OTLP's trace schema as protobufjs types: the official encoder to check the decoder against.
// otlp-trace.json lists the fields of opentelemetry-proto 1.9 (trace, common, resource, collector) in one namespace.
import type { OtlpTraceRequest } from '@tracelake/testkit';
import protobuf from 'protobufjs';
import descriptor from './otlp-trace.json' with { type: 'json' };

export const otlpSchema = protobuf.Root.fromJSON(descriptor as protobuf.INamespace);

const requestType = otlpSchema.lookupType('ExportTraceServiceRequest');

/** The request as protobufjs writes it. */
export function encodeOfficially(request: OtlpTraceRequest | Record<string, unknown>): Uint8Array {
  return requestType.encode(requestType.fromObject(withTextIntegers(request) as Record<string, unknown>)).finish();
}

/** protobufjs takes 64-bit integers as text. */
function withTextIntegers(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(withTextIntegers);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, withTextIntegers(member)]),
  );
}
