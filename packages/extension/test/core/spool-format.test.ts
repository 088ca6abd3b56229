// Segments of the spool: what was written is read, whatever is cut or changed costs its own frame and is counted.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSegment } from '../../src/core/segment-reader.ts';
import { checksumOf, documentsFrame, FRAME_HEADER_BYTES, settledFrame } from '../../src/core/spool-format.ts';

function document(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\n`);
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const texts = fc.array(
  fc.string({ maxLength: 20 }).map((text) => JSON.stringify(text)),
  { minLength: 1, maxLength: 5 },
);

describe('a segment', () => {
  it('has a checksum that is the same wherever the bytes lie, and another for other bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(3), fc.nat(), (bytes, offset, at) => {
        const moved = new Uint8Array(offset + bytes.length).subarray(offset);
        moved.set(bytes);
        expect(checksumOf(moved)).toBe(checksumOf(bytes));
        moved[at % bytes.length] ^= 1;
        expect(checksumOf(moved)).not.toBe(checksumOf(bytes));
      }),
    );
  });

  it('gives what was written and not settled', () => {
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 5 }), fc.func(fc.boolean()), (groups, isSettled) => {
        const all = groups.flat();
        let first = 0;
        const frames = groups.map((group) => {
          const frame = documentsFrame(first, group.map(document));
          first += group.length;
          return frame;
        });
        const settled = all.flatMap((_, index) => (isSettled(index) ? [index] : []));
        const content = readSegment(joined(...frames, settledFrame(settled)));
        expect(content.damaged).toBe(0);
        expect([...content.documents]).toEqual(
          all.flatMap((text, index) => (settled.includes(index) ? [] : [[index, document(text)]])),
        );
      }),
    );
  });

  it('loses one frame to a changed byte, and counts its documents', () => {
    const frames = [['a', 'b'], ['c', 'd', 'e'], ['f']].map((group, i) =>
      documentsFrame([0, 2, 5][i], group.map(document)),
    );
    const whole = joined(...frames);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Uint8Array.from(whole);
        bytes[at] ^= change;
        const { documents, damaged } = readSegment(bytes);
        const hit = at < frames[0].length ? [0, 1] : at < frames[0].length + frames[1].length ? [2, 3, 4] : [5];
        expect([...documents.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5].filter((index) => !hit.includes(index)));
        expect(damaged).toBe(hit.length);
      }),
    );
  });

  it('gives the frames before a cut', () => {
    const first = documentsFrame(0, [document('a')]);
    const whole = joined(first, documentsFrame(1, [document('b')]));
    for (let length = first.length + 1; length < whole.length; length++) {
      const { documents, damaged } = readSegment(whole.subarray(0, length));
      expect([[...documents.keys()], damaged]).toEqual([[0], 1]);
    }
    expect(readSegment(new Uint8Array())).toEqual({ documents: new Map(), damaged: 0 });
  });

  it('counts all documents of a last frame that is cut, where its header is whole', () => {
    const first = documentsFrame(0, [document('a')]);
    const last = documentsFrame(1, ['b', 'c', 'd'].map(document));
    const damagedAt = (length: number) => readSegment(joined(first, last).subarray(0, first.length + length)).damaged;
    for (let length = FRAME_HEADER_BYTES; length < last.length; length++) expect(damagedAt(length)).toBe(3);
    expect(damagedAt(FRAME_HEADER_BYTES - 1)).toBe(1);
  });

  it('whatever the bytes: an answer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readSegment(bytes).documents.size).toBe(0);
      }),
    );
  });
});
