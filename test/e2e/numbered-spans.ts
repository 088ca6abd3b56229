// Spans that carry a number, so that a test can say which of them are there, which are missing and which are there twice.
import type { OtlpTraceRequest } from '@tracelake/testkit';

/** One request with spans numbered from `first`. Ids are made of the run and the number. */
export function numberedSpans(run: number, first: number, count: number): OtlpTraceRequest {
  const nowNano = BigInt(Date.now()) * 1_000_000n;
  const spans = Array.from({ length: count }, (_, offset) => {
    const number = first + offset;
    return {
      traceId: idBytes(16, run, number),
      spanId: idBytes(8, run, number),
      name: 'numbered',
      kind: 2,
      startTimeUnixNano: nowNano + BigInt(offset),
      endTimeUnixNano: nowNano + BigInt(offset) + 1_500_000n,
      attributes: [{ key: 'test.number', value: { intValue: BigInt(number) } }],
    };
  });
  const attributes = [{ key: 'service.name', value: { stringValue: `run-${run}` } }];
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] };
}

function idBytes(length: 8 | 16, run: number, number: number): Uint8Array {
  const bytes = new Uint8Array(length).fill(0xab);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, run + 1);
  view.setUint32(length - 4, number + 1);
  return bytes;
}
