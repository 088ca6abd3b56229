// Bodies beyond the room wait in their order, and each gets in.
import { expect, test } from 'vitest';
import { createBodyRoom } from '../../src/io/body-room.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('what has no room waits until enough was given back, in its order; one is let in however large it is', async () => {
  const room = createBodyRoom(10);
  const entered: string[] = [];
  const enter = (name: string, bytes: number) => void room.take(bytes).then(() => entered.push(name));
  enter('a', 4);
  enter('b', 6);
  enter('c', 3);
  enter('d', 1);
  await settled();
  expect(entered).toEqual(['a', 'b']);
  room.give(4);
  await settled();
  expect(entered).toEqual(['a', 'b', 'c', 'd']);
  enter('large', 50);
  enter('empty', 0);
  room.give(6);
  room.give(3);
  await settled();
  expect(entered).toEqual(['a', 'b', 'c', 'd']);
  room.give(1);
  await settled();
  expect(entered.slice(4)).toEqual(['large']);
  room.give(50);
  await settled();
  expect(entered.slice(4)).toEqual(['large', 'empty']);
});

test('one that never gives its room back does not stop the others', async () => {
  const room = createBodyRoom(10, 5);
  await room.take(10);
  await room.take(4);
  await room.take(8);
  room.give(4);
  room.give(8);
});
