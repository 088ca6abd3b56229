// Starts and stops the demo's shop, a process of its own that sends to the lake's public OTLP port as any app does.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DemoMessage } from './demo-message.ts';

export interface DemoOptions {
  /** Base URL of the lake's OTLP port: http://127.0.0.1:4318. */
  readonly otlpUrl: string;
  /** Needed where the lake needs one. */
  readonly token?: string;
  /** Same seed, same story; default 1. */
  readonly seed?: number;
  /** How much past is told first; default 45, which with the traffic to come stays inside a query's default hour. */
  readonly historyMinutes?: number;
  /** Default 2. */
  readonly requestsPerSecond?: number;
  /** Whether traffic goes on after the history; default true. */
  readonly live?: boolean;
  /** Told of what goes wrong, in plain sentences; default: nobody. */
  readonly onTrouble?: (message: string) => void;
  /** The built shop; default: beside the built CLI. */
  readonly shopPath?: string;
}

export interface DemoHistory {
  readonly spans: number;
  /** Spans that could not be sent. */
  readonly lostSpans: number;
}

export interface Demo {
  /** Settles when the past is in the lake; rejects when the shop ends before. */
  readonly history: Promise<DemoHistory>;
  /** Ends the shop; settles when its process is gone. */
  stop(): Promise<void>;
}

const STOP_LIMIT_MS = 8000;

export function startDemo(options: DemoOptions): Demo {
  const shop = forkShop(options);
  const ended = new Promise<void>((resolve) => {
    shop.once('exit', () => resolve());
    shop.once('error', () => resolve());
  });
  const history = historyOf(shop, options.onTrouble ?? (() => {}));
  // The caller may not look at it; a rejection nobody handles would end the server.
  history.catch(() => {});
  return { history, stop: () => stop(shop, ended) };
}

function forkShop(options: DemoOptions): ChildProcess {
  const { otlpUrl, token, seed = 1, historyMinutes = 45, requestsPerSecond = 2, live = true } = options;
  const shopPath = options.shopPath ?? fileURLToPath(new URL('./demo-shop.js', import.meta.url));
  const args = [
    `--otlp-url=${otlpUrl}`,
    `--seed=${seed}`,
    `--history-minutes=${historyMinutes}`,
    `--requests-per-second=${requestsPerSecond}`,
    ...(live ? ['--live'] : []),
  ];
  // A clean environment: the user's own OTEL_* variables (samplers, limits) are not for the demo. The token goes where any app puts it.
  const env =
    token === undefined ? {} : { OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${encodeURIComponent(token)}` };
  return fork(shopPath, args, { env, execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
}

function historyOf(shop: ChildProcess, onTrouble: (message: string) => void): Promise<DemoHistory> {
  return new Promise((resolve, reject) => {
    let lastWords = '';
    shop.stderr?.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString('utf8')).slice(-2000);
    });
    shop.on('message', (message: DemoMessage) => {
      if (message.kind === 'trouble') onTrouble(message.message);
      else resolve({ spans: message.spans, lostSpans: message.lostSpans });
    });
    shop.once('error', reject);
    shop.once('exit', (code, signal) => {
      const reason = `the demo's shop ended (${signal ?? `exit code ${code}`})`;
      if (code !== 0 && signal !== 'SIGTERM') onTrouble(`${reason}: ${lastWords.trim() || 'it said nothing'}`);
      reject(new Error(reason));
    });
  });
}

async function stop(shop: ChildProcess, ended: Promise<void>): Promise<void> {
  if (shop.exitCode !== null || shop.signalCode !== null) return;
  shop.kill('SIGTERM');
  const limit = setTimeout(() => shop.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(limit);
}
