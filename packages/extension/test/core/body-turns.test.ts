// Bodies in parts: in order, nothing twice, and what comes in turn behind the spans that came before it.
import type { WideRow } from '@tracelake/otlp';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBodyTurns, type InTurn } from '../../src/core/body-turns.ts';
import type { Happening } from '../../src/core/extension-input.ts';

const SHUTDOWN: Happening = {
  kind: 'shutdown',
  event: { eventType: 'SHUTDOWN', shutdownReason: 'timeout', deadlineMs: 2_000 },
};
const TELEMETRY: Happening = { kind: 'telemetry', events: [] };

/** Each part of a body takes so long. */
function turns(partMs = 0) {
  let nowMs = 0;
  const told: string[] = [];
  const later: (() => void)[] = [];
  const inTurn = createBodyTurns(
    (happening) => {
      if (happening.kind === 'spans') {
        nowMs += partMs;
        told.push(...[...happening.rows].map(({ name }) => name!), happening.isPart ? '…' : '.');
      } else told.push(happening.kind);
    },
    (goOn) => later.push(goOn),
    () => nowMs,
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

test('bodies before SHUTDOWN are read without a pause, still in parts, and then it is told', () => {
  const { told, inTurn, goOn, isOpen } = turns(1);
  inTurn(body(...'abcdefghi'));
  inTurn(body('j'));
  inTurn(SHUTDOWN);
  goOn();
  expect(told.join(' ')).toBe('a b c d … e f g h … i . j . shutdown');
  expect(isOpen()).toBe(false);
});

test('SHUTDOWN waits for bodies half of its time: what is left is counted, and what the platform said before it is told', () => {
  const { told, inTurn, goOn } = turns(600);
  inTurn(body(...'abcdefghijklm'));
  inTurn(TELEMETRY);
  inTurn(body('j'));
  inTurn(SHUTDOWN);
  goOn();
  expect(told.join(' ')).toBe('a b c d … e f g h … i j k l … . dropped telemetry . dropped shutdown');
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
