// The slow reader judges only what somebody reads.
import { expect, it } from 'vitest';
import { RefusedBody } from '../../src/otlp/otlp-schema.ts';
import { readOtlpProtobuf } from '../../src/otlp/reference-protobuf.ts';
import { referenceRows } from '../../src/otlp/reference-rows.ts';

const field = (tag: readonly number[], content: readonly number[]) => [...tag, content.length, ...content];
const SPAN = [...field([10], new Array(16).fill(1)), ...field([18], new Array(8).fill(2))];
const SCOPES = field([18], field([18], SPAN));
/** instrumentation_library_spans: a field of it that ends too early. */
const BROKEN_OLDER_SCOPES = field([0xc2, 0x3e], [18, 9]);

const rowsOf = (resourceSpans: readonly number[], strict: boolean) =>
  referenceRows(readOtlpProtobuf(Uint8Array.from(field([10], resourceSpans)), { strict })).rows.length;

it('does not look into scopes under their older name where there are some under the newer', () => {
  for (const both of [
    [...SCOPES, ...BROKEN_OLDER_SCOPES],
    [...BROKEN_OLDER_SCOPES, ...SCOPES],
  ]) {
    expect(rowsOf(both, false)).toBe(1);
    expect(() => rowsOf(both, true)).toThrow(RefusedBody);
  }
  expect(() => rowsOf(BROKEN_OLDER_SCOPES, false)).toThrow(RefusedBody);
});
