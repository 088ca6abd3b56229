// shop-fulfilment: the worker behind the queue. One invocation takes a batch; each message's span links to the checkout that sent it.
import { SpanKind } from '@opentelemetry/api';
import type { KeyValueStore } from '../key-value-store.ts';
import { type Invocation, LambdaFunction, type Platform } from '../lambda-function.ts';
import { linkToSender, type Message, type MessageQueue } from '../message-queue.ts';
import { AddressNotFoundError } from '../shop-errors.ts';
import { hrTimeOf, msBetween } from '../timeline.ts';
import { inSpan, type Work } from '../traced-work.ts';
import { visitorAttributes } from '../visitor.ts';
import type { Order } from './checkout.ts';

export interface FulfilmentEvent {
  readonly messages: readonly Message<Order>[];
}

export interface FulfilmentAnswer {
  /** Ids of the messages to be delivered again. */
  readonly failures: readonly string[];
}

const ADDRESS_UNKNOWN_PROBABILITY = 0.02;

export function fulfilmentFunction(
  platform: Platform,
  store: KeyValueStore,
  queue: MessageQueue<Order>,
): LambdaFunction<FulfilmentEvent, FulfilmentAnswer> {
  const settings = {
    name: 'shop-fulfilment',
    trigger: 'pubsub',
    memoryMb: 512,
    initMedianMs: 450,
    // The one part that speaks OTLP as JSON.
    protocol: 'http/json',
  } as const;
  return new LambdaFunction(settings, platform, async ({ messages }, invocation) => {
    invocation.span.setAttributes({
      'messaging.system': 'aws_sqs',
      'messaging.destination.name': queue.name,
      'messaging.batch.message_count': messages.length,
    });
    const failures: string[] = [];
    for (const message of messages) {
      const shipped = await ship(message, queue.name, invocation, store);
      if (!shipped) failures.push(message.id);
    }
    invocation.span.setAttribute('messaging.batch.failure_count', failures.length);
    return { failures };
  });
}

async function ship(
  message: Message<Order>,
  queueName: string,
  invocation: Invocation,
  store: KeyValueStore,
): Promise<boolean> {
  const order = message.body;
  const attributes = {
    ...visitorAttributes(order.visitor),
    'messaging.system': 'aws_sqs',
    'messaging.destination.name': queueName,
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.message.id': message.id,
    'messaging.message.age_ms': Math.round(msBetween(message.sentNano, invocation.timeline.now())),
    'order.id': order.id,
    'cart.total': order.totalCents / 100,
    'cart.items': order.cart.items.length,
    'retry.count': message.receiveCount - 1,
  };
  const details = { kind: SpanKind.CONSUMER, attributes, links: linkToSender(message) };
  try {
    await inSpan(invocation, `process ${queueName}`, details, async (work) => {
      await bookParcel(order, work, invocation);
      await store.put(work, 'orders', order.id, { ...order, state: 'shipped' });
    });
    return true;
  } catch {
    return false;
  }
}

function bookParcel(order: Order, work: Work, { random }: Invocation): Promise<void> {
  const attributes = {
    'http.request.method': 'POST',
    'url.full': 'https://parcels.example/labels',
    'server.address': 'parcels.example',
    'service.peer.name': 'parcels',
  };
  return inSpan(work, 'POST', { kind: SpanKind.CLIENT, attributes }, async ({ span, timeline }) => {
    await timeline.spend(random.logNormal(85, 0.5));
    if (random.chance(ADDRESS_UNKNOWN_PROBABILITY)) {
      span.setAttribute('http.response.status_code', 422);
      throw new AddressNotFoundError(`no address for order ${order.id} in ${order.visitor.user.country}`);
    }
    span.addEvent('label printed', { 'parcel.weight_g': random.integer(120, 4200) }, hrTimeOf(timeline.now()));
    span.setAttribute('http.response.status_code', 200);
  });
}
