// Bodies of spans whose ids say which they are.
import { bytesOfHex, encodeOtlpProtobuf } from '@tracelake/testkit';

/** Of the program that is killed. */
export const SPANS_PER_BODY = 5;

/** 16 hex digits that say which span it is. */
export function spanIdOf(number: number): string {
  return (0x5000_0000_0000n + BigInt(number)).toString(16).padStart(16, '0');
}

/** One span with so many attributes. */
export function bodyOfKeys(count: number): Uint8Array {
  const attributes = Array.from({ length: count }, (_, n) => ({ key: `key ${n}`, value: { intValue: 1n } }));
  const ids = { traceId: bytesOfHex('1'.padStart(32, '0')), spanId: bytesOfHex(spanIdOf(0)) };
  const spans = [{ ...ids, name: 'wide', startTimeUnixNano: 1_800_000_000_000_000_000n, attributes }];
  return encodeOtlpProtobuf({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
}

/** A body with the spans `first` to `first + count`, exclusive; `padding` bytes of text make it larger. */
export function bodyOf(first: number, count: number, padding = 0): Uint8Array {
  const spans = Array.from({ length: count }, (_, n) => ({
    traceId: bytesOfHex((first + n + 1).toString(16).padStart(32, '0')),
    spanId: bytesOfHex(spanIdOf(first + n)),
    name: `span ${first + n}`,
    kind: 2,
    startTimeUnixNano: 1_800_000_000_000_000_000n + BigInt(first + n),
    endTimeUnixNano: 1_800_000_000_000_000_500n + BigInt(first + n),
    attributes: [
      { key: 'number', value: { intValue: BigInt(first + n) } },
      { key: 'padding', value: { stringValue: 'x'.repeat(padding) } },
    ],
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
  return encodeOtlpProtobuf({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
}
