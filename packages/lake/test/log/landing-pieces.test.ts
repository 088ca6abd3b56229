// What of a landing file is taken as it was encoded, and what is decoded again together.
import { expect, it } from 'vitest';
import { landingPieces } from '../../src/log/landing-pieces.ts';
import type { LogExtent } from '../../src/log/roll-job.ts';

function log(sequence: number, logBytes = 40, weight = 1): LogExtent {
  return { sequence, logBytes, weight, endBytes: null, repeats: [], createdAtMs: 0, rows: null, hasSpare: false };
}

function pieces(logs: readonly LogExtent[], kept: readonly number[] = []): string[] {
  const found = landingPieces(logs, (sequence) => kept.includes(sequence), { bytes: 100, weight: 10 });
  return found.map((piece) =>
    piece.kind === 'kept' ? `kept ${piece.log.sequence}` : piece.logs.map((each) => each.sequence).join(),
  );
}

it('takes what is kept by itself, in the order of the logs', () => {
  expect(pieces([log(1), log(2), log(3), log(4)], [2])).toEqual(['1', 'kept 2', '3,4']);
  expect(pieces([log(1), log(2)], [1, 2])).toEqual(['kept 1', 'kept 2']);
  expect(pieces([])).toEqual([]);
});

it('decodes neighbours together as far as bytes and weight go', () => {
  expect(pieces([log(1), log(2), log(3), log(4), log(5)])).toEqual(['1,2', '3,4', '5']);
  expect(pieces([log(1, 1, 6), log(2, 1, 4), log(3, 1, 1)])).toEqual(['1,2', '3']);
});

it('decodes what is too large by itself', () => {
  expect(pieces([log(1, 500), log(2, 500, 99), log(3)])).toEqual(['1', '2', '3']);
});
