// Bodies in parts: in order, nothing twice, and what comes in turn behind the spans that came before it.
import type { WideRow } from '@tracelake/otlp';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBodyTurns, type InTurn } from '../../src/core/body-turns.ts';
import type { Happening } from '../../src/core/extension-input.ts';

const TELEMETRY: Happening = { kind: 'telemetry', events: [] };

function turns(isWhole = false) {
  const told: string[] = [];
  const later: (() => void)[] = [];
  const inTurn = createBodyTurns(
    (happening) => {
      if (happening.kind === 'spans')
        told.push(...[...happening.rows].map(({ name }) => name!), happening.isPart ? '…' : '.');
      else told.push(happening.kind);
    },
    (goOn) => later.push(goOn),
    isWhole,
  );
  return { told, inTurn, goOn: () => later.shift()?.(), isOpen: () => later.length > 0 };
}

function body(...names: string[]): InTurn {
  return { kind: 'body', rows: names.map((name): WideRow => ({ name })).values() };
}

test('a body is told in parts of four, with a turn for others between them', () => {
  const { told, inTurn, goOn, isOpen } = turns();
  inTurn(body('a', 'b', 'c', 'd', 'e'));
  expect(told).toEqual(['a', 'b', 'c', 'd', '…']);
  inTurn(TELEMETRY);
  expect(told).toHaveLength(5);
  goOn();
  expect(told.slice(5)).toEqual(['e', '.', 'telemetry']);
  expect(isOpen()).toBe(false);
});

test('where no end is told, a body is told whole', () => {
  const { told, inTurn, isOpen } = turns(true);
  inTurn(body('a', 'b', 'c', 'd', 'e'));
  expect(told).toEqual(['a', 'b', 'c', 'd', 'e', '.']);
  expect(isOpen()).toBe(false);
});

test('whatever comes when: what is told is what came, in its order', () => {
  const steps = fc.array(fc.oneof(fc.nat({ max: 11 }), fc.constantFrom('telemetry', 'turn')), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (all) => {
      const { told, inTurn, goOn, isOpen } = turns();
      const expected: string[] = [];
      for (const [i, step] of all.entries()) {
        if (step === 'turn') goOn();
        else if (step === 'telemetry') {
          inTurn(TELEMETRY);
          expected.push('telemetry');
        } else {
          const names = Array.from({ length: Number(step) }, (_, k) => `${i}.${k}`);
          inTurn(body(...names));
          expected.push(...names, '.');
        }
      }
      while (isOpen()) goOn();
      expect(told.filter((one) => one !== '…')).toEqual(expected);
    }),
  );
});
