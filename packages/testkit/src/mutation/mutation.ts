// What every mutation needs: chances, corner values, and changes to bytes that know no structure.
import type { SeededRandom } from '../seeded-random.ts';

export function oneOf<T>(random: SeededRandom, values: readonly T[]): T {
  return values[random.below(values.length)]!;
}

export const INTEGER_CORNERS: readonly bigint[] = [
  0n,
  1n,
  -1n,
  127n,
  128n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 64n - 1n,
];

export const DOUBLE_CORNERS: readonly number[] = [
  0,
  -0,
  1,
  Number.NaN,
  Infinity,
  -Infinity,
  5e-324,
  2 ** 53,
  1e308,
  0.1,
];

/** Broken UTF-8: cut sequences, overlong forms, surrogates, beyond Unicode; and what is whole but odd. */
export const ODD_TEXTS: readonly Uint8Array[] = [
  [0xff],
  [0xc3],
  [0xe2, 0x82],
  [0xf0, 0x9f, 0x98],
  [0xc0, 0xaf],
  [0xe0, 0x80, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0x61, 0x80, 0x62],
  [0xef, 0xbb, 0xbf],
  [0x00],
  [0xef, 0xbf, 0xbd],
  [0xf0, 0x9f, 0x98, 0x80],
].map((bytes) => Uint8Array.from(bytes));

/** One change of bytes, wherever it falls. */
export function mutateBytes(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  const list = [...bytes];
  const place = random.below(list.length + 1);
  switch (random.below(6)) {
    case 0:
      if (place < list.length) list[place] = list[place]! ^ (1 << random.below(8));
      break;
    case 1:
      if (place < list.length) list[place] = random.below(256);
      break;
    case 2:
      list.length = place;
      break;
    case 3:
      list.splice(place, 0, random.below(256));
      break;
    case 4:
      list.splice(place, 1 + random.below(16));
      break;
    default:
      list.splice(place, 0, ...list.slice(place, place + random.below(64)));
  }
  return Uint8Array.from(list);
}
