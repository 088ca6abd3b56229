// A queue in memory that behaves as SQS does: the sender's trace travels in the message, the receiver's trace links to it.
import { context, type Link, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { Random } from './seeded-random.ts';
import { inSpan, type Work } from './traced-work.ts';

export interface Message<Body> {
  readonly id: string;
  readonly body: Body;
  readonly sentNano: bigint;
  /** W3C headers as message attributes. */
  readonly attributes: Record<string, string>;
  readonly receiveCount: number;
}

const MAX_WAITING = 1000;
const MAX_RECEIVES = 3;

export class MessageQueue<Body> {
  readonly name: string;
  readonly #random: Random;
  #waiting: Message<Body>[] = [];
  /** Messages given up: received too often, or too many were waiting. */
  deadLetters = 0;

  constructor(name: string, random: Random) {
    this.name = name;
    this.#random = random;
  }

  get length(): number {
    return this.#waiting.length;
  }

  send(work: Work, body: Body): Promise<string> {
    const attributes = {
      'messaging.system': 'aws_sqs',
      'messaging.destination.name': this.name,
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.message.body.size': JSON.stringify(body).length,
    };
    return inSpan(work, `send ${this.name}`, { kind: SpanKind.PRODUCER, attributes }, async ({ span, timeline }) => {
      await timeline.spend(this.#random.logNormal(7, 0.4));
      const carrier: Record<string, string> = {};
      propagation.inject(context.active(), carrier);
      const id = this.#random.uuid();
      span.setAttribute('messaging.message.id', id);
      this.#enqueue({ id, body, sentNano: timeline.now(), attributes: carrier, receiveCount: 0 });
      return id;
    });
  }

  /** At most `limit` messages that were sent before `nowNano`. */
  receive(limit: number, nowNano: bigint): Message<Body>[] {
    const due = this.#waiting.filter(({ sentNano }) => sentNano <= nowNano).slice(0, limit);
    this.#waiting = this.#waiting.filter((message) => !due.includes(message));
    return due.map((message) => ({ ...message, receiveCount: message.receiveCount + 1 }));
  }

  /** Back into the queue after the work on it failed. */
  putBack(message: Message<Body>): void {
    if (message.receiveCount >= MAX_RECEIVES) this.deadLetters += 1;
    else this.#enqueue(message);
  }

  #enqueue(message: Message<Body>): void {
    this.#waiting.push(message);
    if (this.#waiting.length <= MAX_WAITING) return;
    this.#waiting.shift();
    this.deadLetters += 1;
  }
}

/** The span that sent the message, as a link for the span that works on it. */
export function linkToSender(message: Message<unknown>): Link[] {
  const spanContext = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, message.attributes));
  return spanContext === undefined
    ? []
    : [{ context: spanContext, attributes: { 'messaging.message.id': message.id } }];
}
