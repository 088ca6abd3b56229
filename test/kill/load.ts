// Senders that fill a server until it is gone, over kept connections, each with the next body as soon as the last is answered.
import { Agent, request } from 'node:http';
import { encodeOtlpProtobuf } from '@tracelake/testkit';
import type { Ledger } from './ledger.ts';

const SENDERS = 4;
const TRY_AGAIN_MS = 50;

export class Load {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  private readonly url: string;
  private readonly ledger: Ledger;
  private isStopped = false;
  private running: Promise<unknown> = Promise.resolve();

  constructor(otlpUrl: string, ledger: Ledger) {
    this.url = `${otlpUrl}/v1/traces`;
    this.ledger = ledger;
  }

  start(paddingBytes: number): void {
    const send = async () => {
      while (!this.isStopped && (await this.deliver(this.ledger.take(paddingBytes))));
    };
    this.running = Promise.all(Array.from({ length: SENDERS }, send));
  }

  /** Until it is answered; `false` when the server is gone. Throws on any answer but 200 and "later". */
  async deliver(body: number): Promise<boolean> {
    const bytes = encodeOtlpProtobuf(this.ledger.requestOf(body));
    for (;;) {
      const status = await this.post(bytes);
      if (status === 200) this.ledger.acknowledge(body);
      if (status === 200 || status === null) return status !== null;
      if (status !== 429 && status !== 503) throw new Error(`body ${body} was answered with ${status}`);
      if (this.isStopped) return false;
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }

  /** `null`: no answer came. */
  private post(bytes: Uint8Array): Promise<number | null> {
    return new Promise((resolve) => {
      const headers = { 'content-type': 'application/x-protobuf', 'content-length': bytes.length };
      const sent = request(this.url, { method: 'POST', agent: this.agent, headers }, (answer) => {
        answer.on('error', () => undefined).resume();
        resolve(answer.statusCode ?? null);
      });
      sent.on('error', () => resolve(null));
      sent.end(bytes);
    });
  }

  /** Throws what a sender failed with. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running.finally(() => this.agent.destroy());
  }
}
