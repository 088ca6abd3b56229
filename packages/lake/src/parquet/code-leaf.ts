// Codes of few known words, span kind and status: always a dictionary.
import type { CodeVector } from '@tracelake/schema';
import type { EncodedLeaf, PageBuffers } from './encoded-leaf.ts';
import { ENCODING } from './format-numbers.ts';
import { writeDictionaryIndices } from './rle-hybrid.ts';
import { compareBytes } from './text-leaf.ts';

const UTF8 = new TextEncoder();

export function encodeCodeLeaf(pages: PageBuffers, vector: CodeVector): EncodedLeaf {
  const { codes, count } = vector;
  const numbers = new Int32Array(256).fill(-1);
  const words: Uint8Array[] = [];
  const ids = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const code = codes[index];
    if (numbers[code] < 0) {
      numbers[code] = words.length;
      words.push(UTF8.encode(vector.words[code]));
    }
    ids[index] = numbers[code];
  }
  for (const word of words) {
    pages.dictionary.int32(word.length);
    pages.dictionary.append(word);
  }
  writeDictionaryIndices(pages.data, ids, count, words.length);
  const sorted = words.toSorted(compareBytes);
  const bounds = sorted.length === 0 ? null : { min: sorted[0], max: sorted[sorted.length - 1] };
  return { encoding: ENCODING.rleDictionary, dictionarySize: words.length, bounds };
}
