// When memory outside of V8's heap that died young is given back.
import { expect, it } from 'vitest';
import { ZSTD } from '../src/parquet/parquet-codec.ts';
import { YoungGarbage } from '../src/young-garbage.ts';

const MEBIBYTE = 1_048_576;

it('is collected each time that so much of it lies', () => {
  const collections: string[] = [];
  const garbage = new YoungGarbage(8 * MEBIBYTE, (kind) => collections.push(kind));
  for (let piece = 0; piece < 7; piece++) garbage.add(MEBIBYTE);
  expect(collections).toEqual([]);
  garbage.add(MEBIBYTE);
  expect(collections).toEqual(['minor']);
  garbage.add(7 * MEBIBYTE);
  expect(collections).toEqual(['minor']);
  garbage.add(20 * MEBIBYTE);
  expect(collections).toEqual(['minor', 'minor']);
});

// Node 22 had 215 MB more after these, where nobody looked for what they left.
it.skipIf(ZSTD === null)('of 400 compressions of a page is not left lying', () => {
  const page = Uint8Array.from({ length: 600_000 }, (_, at) => (at * 2_654_435_761) >>> 27);
  const residentMb = () => process.memoryUsage().rss / MEBIBYTE;
  ZSTD!.compress(page);
  const before = residentMb();
  for (let time = 0; time < 400; time++) ZSTD!.compress(page);
  expect(residentMb() - before).toBeLessThan(100);
});
