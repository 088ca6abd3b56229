// CPU time a span of the whole server beside the OpenTelemetry collector that writes what it takes into a file: same bodies, same sender, in turns.
// The collector keeps nothing that an answered request promises, and nobody can ask its file. `node scripts/bench.mjs collector OTELCOL [seconds]`:
// a binary with the otlp receiver and the file exporter, as `otelcol-contrib` is.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { type LoadedServer, measureServer, SPANS_PER_BODY, type StartedServer, startProduct } from './loaded-server.ts';

const TURNS = 3;
const START_TIMEOUT_MS = 20_000;
const WHO = ['product', 'collector, JSON', 'collector, protobuf'] as const;
type Who = (typeof WHO)[number];

function configOf(folder: string, port: number, format: 'json' | 'proto'): string {
  return JSON.stringify({
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    exporters: { file: { path: join(folder, 'spans'), format } },
    service: {
      telemetry: { metrics: { level: 'none' }, logs: { level: 'error' } },
      pipelines: { traces: { receivers: ['otlp'], exporters: ['file'] } },
    },
  });
}

/** The collector does not say which port the system gave it. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function startCollector(binary: string, folder: string, format: 'json' | 'proto'): Promise<StartedServer> {
  const port = await freePort();
  const config = join(folder, 'config.yaml');
  writeFileSync(config, configOf(folder, port, format));
  const child = spawn(binary, ['--config', config], { stdio: ['ignore', 'ignore', 'inherit'] });
  const startedAt = performance.now();
  while (!(await isListening(port))) {
    if (child.exitCode !== null || performance.now() - startedAt > START_TIMEOUT_MS) {
      child.kill('SIGKILL');
      throw new Error('the collector does not listen');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { child, url: `http://127.0.0.1:${port}` };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

async function compare(binary: string, seconds: number): Promise<void> {
  console.log(`Node ${process.version}, ${SPANS_PER_BODY} spans a body, CPU time of the server, ${TURNS} turns`);
  const start: Record<Who, (folder: string) => Promise<StartedServer>> = {
    product: startProduct,
    'collector, JSON': (folder) => startCollector(binary, folder, 'json'),
    'collector, protobuf': (folder) => startCollector(binary, folder, 'proto'),
  };
  const figures: Record<Who, LoadedServer[]> = { product: [], 'collector, JSON': [], 'collector, protobuf': [] };
  for (let turn = 0; turn < TURNS; turn++) {
    for (const who of WHO) figures[who].push(await measureServer(start[who], seconds));
  }
  const own = median(figures.product.map(({ cpu }) => cpu));
  for (const who of WHO) {
    const cpu = median(figures[who].map((each) => each.cpu));
    const rate = median(figures[who].map((each) => each.rate));
    const spans = Math.round(rate).toLocaleString('en').padStart(8);
    console.log(
      `${who.padEnd(20)} ${cpu.toFixed(2).padStart(7)} µs/span ${(cpu / own).toFixed(2).padStart(6)}x ${spans} spans/s`,
    );
  }
}

const [binary = '', seconds] = process.argv.slice(2);
if (binary.startsWith('http')) await import('../load/load-program.ts');
else if (binary === '') throw new Error('Usage: node scripts/bench.mjs collector OTELCOL [seconds]');
else await compare(binary, Number(seconds ?? 15));
