// A sender in a process of its own. Arguments: OTLP URL, connections, spans a body, seconds, spans a second (0: as many as are taken).
// Prints `ready` once it has its spans, and one line of JSON at the end, see LoadResult.
import { Agent, request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { FreshBodies } from './fresh-bodies.ts';

export interface LoadResult {
  readonly acknowledgedSpans: number;
  readonly acknowledgedBodies: number;
  /** Bodies answered with 429 or 503, which were sent again. */
  readonly deferred: number;
  readonly seconds: number;
  /** Without those of the first two seconds, in which the server's code is compiled. */
  readonly ackMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Of the first two seconds. */
  readonly coldAckMs: { readonly p99: number; readonly max: number };
  /** How late the sender itself was for what it had to do, 99 of 100 times: part of `ackMs`, and not the server's. */
  readonly senderDelayMsP99: number;
}

const POOL_SPANS = 30_000;
const SEED = 7;
const TRY_AGAIN_MS = 100;
const DELAY_RESOLUTION_MS = 1;
const COLD_MS = 2_000;

const [url = '', ...numbers] = process.argv.slice(2);
const [connections = 4, spansPerBody = 500, seconds = 10, spansPerSecond = 0] = numbers.map(Number);
const bodies = new FreshBodies(POOL_SPANS, spansPerBody, SEED);
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const ackMs: number[] = [];
const coldAckMs: number[] = [];
let acknowledgedSpans = 0;
let deferred = 0;

function post(bytes: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': bytes.length };
    request(`${url}/v1/traces`, { method: 'POST', agent, headers }, (answer) => {
      answer.on('end', () => resolve(answer.statusCode ?? 0)).resume();
    })
      .on('error', reject)
      .end(bytes);
  });
}

/** `dueMs`: a paced sender that is late has kept its spans waiting, which counts. */
async function sendOne(dueMs: number): Promise<void> {
  const { bytes, spans } = bodies.take();
  for (;;) {
    const status = await post(bytes);
    if (status === 200) break;
    if (status !== 429 && status !== 503) throw new Error(`answered with ${status}`);
    deferred++;
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
  }
  (dueMs - startMs < COLD_MS ? coldAckMs : ackMs).push(performance.now() - dueMs);
  acknowledgedSpans += spans;
}

function delaysOf(all: readonly number[]) {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
delay.enable();
process.stdout.write('ready\n');
const startMs = performance.now();
const endMs = startMs + seconds * 1000;
const everyMs = spansPerSecond === 0 ? 0 : (1000 * spansPerBody) / spansPerSecond;
let nextDueMs = startMs;

async function sendOn(): Promise<void> {
  while (performance.now() < endMs) {
    const dueMs = everyMs === 0 ? performance.now() : nextDueMs;
    nextDueMs += everyMs;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    await sendOne(Math.max(dueMs, startMs));
  }
}

await Promise.all(Array.from({ length: connections }, sendOn));
agent.destroy();
const result: LoadResult = {
  acknowledgedSpans,
  acknowledgedBodies: ackMs.length + coldAckMs.length,
  deferred,
  seconds: (performance.now() - startMs) / 1000,
  ackMs: delaysOf(ackMs),
  coldAckMs: delaysOf(coldAckMs),
  senderDelayMsP99: Math.max(0, delay.percentile(99) / 1e6 - DELAY_RESOLUTION_MS),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
