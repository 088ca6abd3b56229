// A name keeps its colour, and no two names of an answer have the same.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assignSlots, groupTones } from '../../src/charts/group-tones.ts';

it('by rank at first; in another order, or without the first, as before', () => {
  const first = assignSlots(['web', 'cart', 'pay'], new Map());
  expect([...first]).toEqual([
    ['web', 1],
    ['cart', 2],
    ['pay', 3],
  ]);
  expect(assignSlots(['pay', 'web', 'cart'], first)).toEqual(first);
  expect(assignSlots(['pay', 'mail'], first)).toEqual(
    new Map([
      ['pay', 3],
      ['mail', 2],
    ]),
  );
});

it('no colour twice, twelve at most, the same in any order once they are known', () => {
  const names = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnopqrst'.split('')), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(
      names,
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'x'), fc.integer({ min: 1, max: 12 }))),
      (list, kept) => {
        const slots = assignSlots(list, new Map(kept));
        expect(new Set(slots.values()).size).toBe(slots.size);
        expect(slots.size).toBe(Math.min(12, list.length));
        if (list.length <= 12) expect(new Map(assignSlots([...list].reverse(), slots))).toEqual(new Map(slots));
      },
    ),
  );
});

it('where nothing can be kept, as here, a view is drawn all the same', () => {
  expect(globalThis.localStorage).toBeUndefined();
  expect(['web', 'cart', 'other'].map(groupTones(['web', 'cart']))).toEqual(['svc-1', 'svc-2', 'svc-other']);
});
