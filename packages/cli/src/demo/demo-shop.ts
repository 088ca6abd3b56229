// Entry of the shop's process: `node demo-shop.js --otlp-url http://127.0.0.1:4318`. It knows the lake by its public port alone.
// Ends on SIGTERM, SIGINT, or when the process that started it is gone.
import { parseArgs } from 'node:util';
import type { DemoMessage } from './demo-message.ts';
import { Shop } from './shop/shop.ts';
import { LIVE_TIMELINE, nanosOfMs } from './shop/timeline.ts';

const SHUTDOWN_LIMIT_MS = 5000;

const { values } = parseArgs({
  options: {
    'otlp-url': { type: 'string' },
    seed: { type: 'string', default: '1' },
    'history-minutes': { type: 'string', default: '45' },
    'requests-per-second': { type: 'string', default: '2' },
    /** Without it the shop ends after its history. */
    live: { type: 'boolean', default: false },
  },
});

const otlpUrl = values['otlp-url'];
if (otlpUrl === undefined || !URL.canParse(otlpUrl)) {
  throw new TypeError(`--otlp-url must be the lake's OTLP address, such as http://127.0.0.1:4318; it is ${otlpUrl}`);
}

const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
process.once('SIGINT', () => stop.abort());
process.once('disconnect', () => stop.abort());
stop.signal.addEventListener('abort', () => {
  // A lake that is gone must not keep us: its exporter would retry for half a minute.
  setTimeout(() => process.exit(0), SHUTDOWN_LIMIT_MS).unref();
});

const historyMinutes = Number(values['history-minutes']);
const nowNano = LIVE_TIMELINE.now();
const shop = new Shop({
  otlpUrl,
  seed: Number(values.seed),
  historyMinutes,
  requestsPerSecond: Number(values['requests-per-second']),
  nowNano,
  onTrouble: (message) => tell({ kind: 'trouble', message }),
});

await shop.tellHistory(stop.signal);
tell({
  kind: 'history-sent',
  spans: shop.telemetry.exportedSpans,
  lostSpans: shop.telemetry.lostSpans,
  fromUnixNano: String(nowNano - nanosOfMs(historyMinutes * 60_000)),
});
if (values.live && !stop.signal.aborted) await shop.live(stop.signal);
await shop.telemetry.shutdown();
process.exit(0);

function tell(message: DemoMessage): void {
  if (process.connected) process.send?.(message);
  else process.stderr.write(`${JSON.stringify(message)}\n`);
}
