// Senders that keep a server busy until it is gone, over kept connections, each with its next body soon after the last is answered.
import { Agent, request } from 'node:http';
import { encodeOtlpProtobuf } from '@tracelake/testkit';
import type { Ledger } from './ledger.ts';

const SENDERS = 4;
const TRY_AGAIN_MS = 50;
/**
 * Between an answer and the next body. Without it most of the cores' time went into rows beyond those a kill needs, each of
 * which is then compared again after every kill; this way some 60 MB/s come of large spans, and a landing file each second.
 */
const PAUSE_MS = { small: 40, large: 100 } as const;

export class Load {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  private readonly url: string;
  private readonly ledger: Ledger;
  private isStopped = false;
  private onAcknowledged: () => void = () => undefined;
  /** A body of this load is on the server's disk: there is something to lose. */
  readonly acknowledgedOne = new Promise<void>((resolve) => {
    this.onAcknowledged = resolve;
  });
  private running: Promise<unknown> = Promise.resolve();

  constructor(otlpUrl: string, ledger: Ledger) {
    this.url = `${otlpUrl}/v1/traces`;
    this.ledger = ledger;
  }

  start(paddingBytes: number): void {
    const pauseMs = paddingBytes === 0 ? PAUSE_MS.small : PAUSE_MS.large;
    const send = async () => {
      while (!this.isStopped && (await this.deliver(this.ledger.take(paddingBytes)))) await pause(pauseMs);
    };
    this.running = Promise.all(Array.from({ length: SENDERS }, send));
  }

  /** Until it is answered; `false` when the server is gone. Throws on any answer but 200 and "later". */
  async deliver(body: number): Promise<boolean> {
    const bytes = encodeOtlpProtobuf(this.ledger.requestOf(body));
    for (;;) {
      const status = await this.post(bytes);
      if (status === 200) {
        this.ledger.acknowledge(body);
        this.onAcknowledged();
      }
      if (status === 200 || status === null) return status !== null;
      if (status !== 429 && status !== 503) throw new Error(`body ${body} was answered with ${status}`);
      if (this.isStopped) return false;
      await pause(TRY_AGAIN_MS);
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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
