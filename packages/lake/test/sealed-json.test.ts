// One that was altered by a bit must not be read as another document.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSealedJson, sealedJson } from '../src/sealed-json.ts';

const documents = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }).map((value) => ({ n: 0, ...value }));

describe('a sealed document', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(documents, (value) => {
        expect(JSON.stringify(openSealedJson(sealedJson(value)))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('never says anything else where a bit is flipped', () => {
    fc.assert(
      fc.property(documents, fc.nat(), fc.nat(7), (value, place, bit) => {
        const bytes = sealedJson(value);
        bytes[place % bytes.length]! ^= 1 << bit;
        let read: unknown;
        try {
          read = openSealedJson(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
          return;
        }
        // The seal itself was hit: what it seals is whole.
        const members = Object.entries(read as object).slice(0, Object.keys(value).length);
        expect(JSON.stringify(Object.fromEntries(members))).toBe(JSON.stringify(value));
      }),
      { numRuns: 1000 },
    );
  });

  it('needs no seal, as older versions wrote none', () => {
    expect(openSealedJson(new TextEncoder().encode('{"file":{"crc32":7}}\n'))).toEqual({ file: { crc32: 7 } });
  });
});
