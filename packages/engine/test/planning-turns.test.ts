// One text a turn of the event loop.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { PlanningTurns } from '../src/planning-turns.ts';

test('answers what else has arrived between two texts', async () => {
  const turns = new PlanningTurns();
  const order: string[] = [];
  const texts = ['first', 'second', 'third'].map((name) => turns.run('a', () => order.push(name)));
  const other = (async () => {
    for (let i = 0; i < 2; i++) {
      await nextTurn();
      order.push('other');
    }
  })();
  await Promise.all([...texts, other]);
  expect(order.indexOf('other')).toBeLessThan(order.indexOf('third'));
  expect(order.filter((name) => name !== 'other')).toEqual(['first', 'second', 'third']);
});

test('lets callers take turns', async () => {
  const turns = new PlanningTurns();
  const order: string[] = [];
  const ask = (caller: string) => turns.run(caller, () => order.push(caller));
  await Promise.all([ask('a'), ask('a'), ask('a'), ask('b')]);
  expect(order).toEqual(['a', 'a', 'b', 'a']);
});

test('goes on after an error', async () => {
  const turns = new PlanningTurns();
  const failing = turns.run('a', () => {
    throw new Error('refused');
  });
  const next = turns.run('a', () => 'planned');
  await expect(failing).rejects.toThrow('refused');
  expect(await next).toBe('planned');
});
