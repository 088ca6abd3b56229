// The queue's promises: in order, not before its time, again after a failure, and never without bound.

import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { type Message, MessageQueue } from '../../src/demo/shop/message-queue.ts';
import { seededRandom } from '../../src/demo/shop/seeded-random.ts';
import { PastTimeline } from '../../src/demo/shop/timeline.ts';

function queueOf(bodies: readonly number[]) {
  const queue = new MessageQueue<number>('numbers', seededRandom(1));
  const timeline = new PastTimeline(1_000_000_000n);
  const work = { timeline, tracer: trace.getTracer('test'), span: trace.wrapSpanContext(INVALID_SPAN_CONTEXT) };
  const sent = bodies.reduce<Promise<unknown>>(
    (before, body) => before.then(() => queue.send(work, body)),
    Promise.resolve(),
  );
  return sent.then(() => ({ queue, timeline }));
}

it('gives what was sent before, oldest first, as many as asked for', async () => {
  const { queue, timeline } = await queueOf([1, 2, 3]);
  expect(queue.receive(10, 1_000_000_000n)).toEqual([]);
  expect(queue.receive(2, timeline.now()).map(({ body }) => body)).toEqual([1, 2]);
  expect(queue.receive(2, timeline.now()).map(({ body }) => body)).toEqual([3]);
  expect(queue.length).toBe(0);
});

it('delivers three times, then gives up', async () => {
  const { queue, timeline } = await queueOf([1]);
  for (const receiveCount of [1, 2, 3]) {
    const [message] = queue.receive(1, timeline.now()) as [Message<number>];
    expect(message.receiveCount).toBe(receiveCount);
    queue.putBack(message);
  }
  expect(queue.length).toBe(0);
  expect(queue.deadLetters).toBe(1);
});

it('holds a thousand messages and lets the oldest go', async () => {
  const { queue, timeline } = await queueOf(Array.from({ length: 1003 }, (_, index) => index));
  expect(queue.length).toBe(1000);
  expect(queue.deadLetters).toBe(3);
  expect(queue.receive(1, timeline.now())[0].body).toBe(3);
});
