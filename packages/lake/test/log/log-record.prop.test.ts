// Log files under damage: what is whole is found, whatever is cut, flipped or forged around it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FILE_HEADER_BYTES,
  logSeed,
  RECORD_HEADER_BYTES,
  scanLog,
  weightOf,
  writeFileHeader,
  writeRecordHeader,
} from '../../src/log/log-record.ts';

const SEED = logSeed('0123456789ab', 1);
const CREATED_AT_MS = 1_800_000_000_000;

interface Built {
  readonly bytes: Uint8Array;
  /** Where each record's header begins; the end of the file at last. */
  readonly starts: readonly number[];
}

function buildLog(bodies: readonly Uint8Array[], seed = SEED): Built {
  const sizes = bodies.map((body) => RECORD_HEADER_BYTES + body.length);
  const bytes = new Uint8Array(FILE_HEADER_BYTES + sizes.reduce((a, b) => a + b, 0));
  writeFileHeader(bytes, 1, CREATED_AT_MS, seed);
  const starts = [FILE_HEADER_BYTES];
  bodies.forEach((body, n) => {
    const at = starts[n]!;
    bytes.set(body, at + RECORD_HEADER_BYTES);
    const end = at + sizes[n]!;
    const fingerprint = new Uint8Array(20).fill(n);
    writeRecordHeader(
      bytes,
      at,
      end,
      { format: 'otlpJson', rows: n, rejected: 1, weight: weightOf(n * 1000), fingerprint },
      seed,
    );
    starts.push(end);
  });
  return { bytes, starts };
}

const bodies = fc.array(fc.uint8Array({ minLength: 0, maxLength: 60 }), { minLength: 1, maxLength: 8 });
const bodiesOf = (bytes: Uint8Array) => scanLog(bytes, SEED).records.map(({ start, end }) => bytes.slice(start, end));

describe('scanLog', () => {
  it('finds every record of a whole file', () => {
    fc.assert(
      fc.property(bodies, (list) => {
        const { bytes } = buildLog(list);
        const scan = scanLog(bytes, SEED);
        expect(bodiesOf(bytes)).toEqual(list);
        expect(scan).toMatchObject({ createdAtMs: CREATED_AT_MS, damaged: [], endBytes: bytes.length });
        expect(scan.records.map((record) => record.rows)).toEqual(list.map((_, n) => n));
        expect(scan.records.map((record) => record.weight)).toEqual(list.map((_, n) => weightOf(n * 1000)));
        expect(scan.records[0]).toMatchObject({ format: 'otlpJson', rejected: 1, fingerprint: new Uint8Array(20) });
      }),
    );
  });

  it('finds what was whole before a cut', () => {
    fc.assert(
      fc.property(bodies, fc.nat(1000), (list, at) => {
        const { bytes, starts } = buildLog(list);
        const cut = at % (bytes.length + 1);
        const whole = starts.slice(1).filter((end) => end <= cut).length;
        expect(bodiesOf(bytes.slice(0, cut))).toEqual(list.slice(0, whole));
        expect(scanLog(bytes.slice(0, cut), SEED).damaged).toEqual([]);
      }),
    );
  });

  it('loses only the record that a byte was flipped in, and names its place', () => {
    fc.assert(
      fc.property(bodies, fc.nat(1000), fc.integer({ min: 1, max: 255 }), (list, at, mask) => {
        const { bytes, starts } = buildLog(list);
        const flipped = at % bytes.length;
        bytes[flipped]! ^= mask;
        const hit = starts.findIndex((start, n) => flipped >= start && flipped < (starts[n + 1] ?? 0));
        expect(bodiesOf(bytes)).toEqual(list.filter((_, n) => n !== hit));
        const scan = scanLog(bytes, SEED);
        if (hit === -1) expect(scan.createdAtMs).toBeNull();
        else expect(scan.damaged).toEqual([{ start: starts[hit], end: starts[hit + 1] }]);
      }),
    );
  });

  it('finds what is whole before and behind a hole, and takes the hole for no torn end', () => {
    fc.assert(
      fc.property(bodies, fc.nat(1000), fc.nat(1000), (list, a, b) => {
        const { bytes, starts } = buildLog(list);
        const size = bytes.length - FILE_HEADER_BYTES + 1;
        const [from, to] = [a, b].map((at) => FILE_HEADER_BYTES + (at % size)).sort((x, y) => x - y) as [
          number,
          number,
        ];
        const rest = new Uint8Array([...bytes.subarray(0, from), ...bytes.subarray(to)]);
        const isHit = (n: number) => from < starts[n + 1]! && to > starts[n]!;
        const untouched = list.filter((_, n) => from === to || !isHit(n));
        const found = bodiesOf(rest);
        // What begins as another record does may end as that one: headers begin alike.
        const isJoined = found.length > untouched.length;
        if (isJoined) expect(found).toEqual(expect.arrayContaining(untouched));
        else expect(found).toEqual(untouched);
        const isPartial = from < to && !(starts.includes(from) && starts.includes(to));
        const hasMore = starts.slice(0, -1).some((start) => start >= to);
        if (isPartial && hasMore && !isJoined) expect(scanLog(rest, SEED).damaged).not.toEqual([]);
      }),
    );
  });

  it('takes no body for a record, not even a whole log of another lake', () => {
    const forged = buildLog([new Uint8Array(5), new Uint8Array(9)], logSeed('ffffffffffff', 1)).bytes;
    const { bytes, starts } = buildLog([forged, new Uint8Array([1])]);
    bytes[starts[0]! + 8]! ^= 1;
    expect(bodiesOf(bytes)).toEqual([new Uint8Array([1])]);
  });

  it('is linear on a damaged file full of magics', () => {
    const body = new Uint8Array(4 << 20);
    for (let at = 0; at < body.length; at += 4) body.set([0x54, 0x4c, 0x4b, 0x52], at);
    const { bytes, starts } = buildLog([body, new Uint8Array([1])]);
    bytes[starts[0]! + 4]! ^= 1;
    expect(bodiesOf(bytes)).toEqual([new Uint8Array([1])]);
  });
});
