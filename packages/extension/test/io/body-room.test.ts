// Bodies beyond the room wait in their order, and each gets in.
import { expect, test } from 'vitest';
import { type BodyPlace, createBodyRoom } from '../../src/io/body-room.ts';

const settled = (afterMs = 0) => new Promise((resolve) => setTimeout(resolve, afterMs));

/** A room of ten bytes, and who is in it. */
function room(longestArrivalMs?: number) {
  const one = createBodyRoom(10, longestArrivalMs);
  const entered: string[] = [];
  const places = new Map<string, BodyPlace>();
  const enter = (name: string, bytes: number) =>
    void one.take(bytes).then((place) => {
      entered.push(name);
      places.set(name, place);
    });
  return { entered, enter, of: (name: string) => places.get(name)! };
}

test('what has no room waits until enough was given back, in its order; one is let in however large it is', async () => {
  const { entered, enter, of } = room();
  enter('a', 4);
  enter('b', 6);
  enter('c', 3);
  enter('d', 1);
  await settled();
  expect(entered).toEqual(['a', 'b']);
  of('a').give();
  await settled();
  expect(entered).toEqual(['a', 'b', 'c', 'd']);
  enter('large', 50);
  enter('empty', 0);
  of('b').give();
  of('c').give();
  await settled();
  expect(entered).toEqual(['a', 'b', 'c', 'd']);
  of('d').give();
  await settled();
  expect(entered.slice(4)).toEqual(['large']);
  of('large').give();
  await settled();
  expect(entered.slice(4)).toEqual(['large', 'empty']);
});

test('senders that stop in the middle of a body do not stop the others', async () => {
  const { entered, enter, of } = room(5);
  enter('stopped', 10);
  enter('stopped too', 10);
  enter('whole', 8);
  await expect.poll(() => entered).toEqual(['stopped', 'stopped too', 'whole']);
  of('whole').arrived();
  of('whole').give();
  of('stopped').give();
  enter('next', 10);
  await expect.poll(() => entered.at(-1)).toBe('next');
});

test('what is whole and was not read yet does, however long that takes', async () => {
  const { entered, enter, of } = room(5);
  enter('a', 10);
  for (const name of ['b', 'c', 'd']) enter(name, 10);
  await settled();
  of('a').arrived();
  await settled(50);
  expect(entered).toEqual(['a']);
  of('a').give();
  await expect.poll(() => entered).toContain('b');
});

test('and counts again when it is whole at last', async () => {
  const { entered, enter, of } = room(5);
  enter('late', 10);
  await settled(50);
  of('late').arrived();
  enter('next', 1);
  await settled(50);
  expect(entered).toEqual(['late']);
  of('late').give();
  await expect.poll(() => entered).toEqual(['late', 'next']);
});
