// What the extension costs while a busy function runs: answers to its exporter, time added, memory, Firehose units, bytes a row.
// With a pause, answers are those of an extension that has read what came before; a server that only takes bodies is asked at the same pace beside it.
// `node scripts/bench.mjs extension-run [invocations] [spans an invocation] [mode] [Node version] [pause in ms]`
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchSpans, encodeOtlpJson, lambdaNodes, otlpRequests } from '@tracelake/testkit';
import { postedBodies, rowsTaken, startBenchFunction } from './bench-function.ts';

const [INVOCATIONS, SPANS] = [process.argv[2] ?? 1_000, process.argv[3] ?? 50].map(Number);
const MODE = process.argv[4] ?? 'auto';
const PAUSE_MS = Number(process.argv[6] ?? 0);
const folder = mkdtempSync(join(tmpdir(), 'tracelake-layer-'));
execFileSync(process.execPath, ['scripts/build-layer.mjs', folder], { stdio: 'inherit' });

/** Answers as soon as the body is there. */
const TRIVIAL_SERVER = `
const server = require('node:http').createServer({ keepAliveTimeout: 0 }, (request, response) => {
  request.resume().on('end', () => response.end());
});
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
`;

async function startTrivialServer(nodeBinary: string): Promise<{ url: string; close(): void }> {
  const child = spawn(nodeBinary, ['-e', TRIVIAL_SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve) => child.stdout.once('data', (text) => resolve(String(text).trim())));
  return { url, close: () => child.kill() };
}

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

function share(values: readonly number[], part: number): string {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))].toFixed(2);
}

async function run(nodeBinary: string): Promise<string[]> {
  const trivial = await startTrivialServer(nodeBinary);
  const benchFunction = await startBenchFunction({
    layer: join(folder, 'layer'),
    nodeBinary,
    postsSpans: true,
    freezeAfterMs: 0,
    folder,
    flush: MODE,
  });
  const { platform, firehose } = benchFunction;
  try {
    const [body] = postedBodies(1, SPANS);
    const [request] = otlpRequests(benchSpans(SPANS), SPANS);
    const json = encodeOtlpJson(request).length;
    const postMs: number[] = [];
    const trivialMs: number[] = [];
    const addedMs: number[] = [];
    await platform.invoke({ bodies: [body] });
    const startCpuMs = platform.usage().cpuMs;
    for (let invocation = 1; invocation < INVOCATIONS; invocation++) {
      const { response, extensionOverheadMs } = await platform.invoke({ bodies: [body] });
      postMs.push(...(response as { postMs: number[] }).postMs);
      addedMs.push(extensionOverheadMs);
      if (PAUSE_MS === 0) continue;
      await pause();
      const { response: other } = await platform.invoke({ bodies: [body], endpoint: trivial.url });
      trivialMs.push(...(other as { postMs: number[] }).postMs);
      await pause();
    }
    const { residentMb, anonymousMb, cpuMs } = platform.usage();
    await platform.shutdown();
    const { units, unitsAtBest, bytes, calls, records } = firehose.billed('traces');
    const rows = rowsTaken(firehose);
    return [
      `${INVOCATIONS} invocations × ${SPANS} spans, mode ${MODE}: ${rows} rows in ${records} records, ${calls} calls`,
      `answer to the exporter: least ${share(postMs, 0)} ms, median ${share(postMs, 0.5)} ms, 99 % ${share(postMs, 0.99)} ms`,
      ...(PAUSE_MS > 0
        ? [
            `  a server that only takes it: least ${share(trivialMs, 0)} ms, median ${share(trivialMs, 0.5)} ms, 99 % ${share(trivialMs, 0.99)} ms`,
          ]
        : []),
      `added after the function: median ${share(addedMs, 0.5)} ms, 99 % ${share(addedMs, 0.99)} ms, mean ${(addedMs.reduce((a, b) => a + b, 0) / addedMs.length).toFixed(2)} ms`,
      `memory at the end: ${residentMb.toFixed(1)} MB resident, ${anonymousMb.toFixed(1)} MB private`,
      `CPU: ${((cpuMs - startCpuMs) / INVOCATIONS).toFixed(2)} ms an invocation, ${(((cpuMs - startCpuMs) * 1_000) / (INVOCATIONS * SPANS)).toFixed(0)} µs a span`,
      `Firehose: ${units} units, ${(units / unitsAtBest).toFixed(2)} × the least; one record a row would be ${(rows / units).toFixed(1)} × as many`,
      `bytes: ${(bytes / rows).toFixed(0)} a row, ${(bytes / INVOCATIONS / json).toFixed(2)} × the OTLP/JSON of the spans (the invocation's row included)`,
    ];
  } finally {
    await benchFunction.close();
    trivial.close();
  }
}

for (const { path, version } of lambdaNodes().filter(
  ({ version }) => process.argv[5] === undefined || version.startsWith(process.argv[5]),
)) {
  console.log(`Node ${version}`);
  for (const line of await run(path)) console.log(`  ${line}`);
}
rmSync(folder, { recursive: true });
