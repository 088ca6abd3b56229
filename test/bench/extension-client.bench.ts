// CPU of sending: our own signed client beside AWS's, each in a process of its own, against a server in a third: the first call, and one of many.
// `node scripts/bench.mjs extension-client [calls] [rows a call]`
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { createFirehoseClient } from '../../packages/extension/src/io/firehose-client.ts';

const [CALLS, ROWS, KIND, URL_] = [
  process.argv[2] ?? '300',
  process.argv[3] ?? '50',
  process.argv[4],
  process.argv[5] ?? '',
];
const ROW = new TextEncoder().encode(
  `{"trace_id":"${'a'.repeat(32)}","attributes_string":{"text":"${'x'.repeat(900)}"}}\n`,
);
const CREDENTIALS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
const SERVER = `require('node:http').createServer((request, response) => {
  let records = 0;
  request.on('data', (chunk) => { for (let at = chunk.indexOf('"Data"'); at >= 0; at = chunk.indexOf('"Data"', at + 1)) records++; });
  request.on('end', () => response.end(JSON.stringify({ FailedPutCount: 0, RequestResponses: Array.from({ length: records }, () => ({ RecordId: '1' })) })));
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

function ours(): () => Promise<unknown> {
  const credentials = { current: async () => CREDENTIALS, forget: () => {} };
  const client = createFirehoseClient({ endpoint: URL_, region: 'eu-central-1', streamName: 's', credentials });
  const record = Array.from({ length: Number(ROWS) }, () => ({ bytes: ROW, segment: null, index: 0, queuedAtMs: 0 }));
  return () => client.put({ records: [record], timeoutMs: 10_000, isFreshSocket: false });
}

/** As extensions send that know the SDK: a record a row. `packed`: one record, as ours. */
function official(isPacked: boolean): () => Promise<unknown> {
  const client = new FirehoseClient({ endpoint: URL_, region: 'eu-central-1', credentials: CREDENTIALS });
  const rows = Array.from({ length: Number(ROWS) }, () => ROW);
  return () => {
    const Records = isPacked ? [{ Data: Buffer.concat(rows) }] : rows.map((Data) => ({ Data }));
    return client.send(new PutRecordBatchCommand({ DeliveryStreamName: 's', Records }));
  };
}

async function measure(put: () => Promise<unknown>): Promise<void> {
  const start = cpuMs();
  await put();
  const first = cpuMs() - start;
  for (let call = 0; call < 20; call++) await put();
  const warm = cpuMs();
  for (let call = 0; call < Number(CALLS); call++) await put();
  console.log(JSON.stringify({ first, each: (cpuMs() - warm) / Number(CALLS) }));
  process.exit(0);
}

async function portOf(server: ChildProcess): Promise<number> {
  return new Promise((resolve) => server.stdout!.once('data', (chunk: Buffer) => resolve(Number(chunk.toString()))));
}

async function compare(): Promise<void> {
  const server = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = `http://127.0.0.1:${await portOf(server)}`;
  const kinds = ['ours', 'official, packed', 'official'];
  const results = kinds.map((kind) => {
    const runs = [1, 2, 3].map(() => {
      const output = execFileSync(process.execPath, [process.argv[1], CALLS, ROWS, kind, url]).toString();
      return JSON.parse(output) as { first: number; each: number };
    });
    const least = (key: 'first' | 'each') => Math.min(...runs.map((run) => run[key]));
    return { kind, first: least('first'), each: least('each') };
  });
  server.kill();
  const [base] = results;
  console.log(`${CALLS} calls of ${ROWS} rows of ${ROW.length} bytes; CPU, least of 3 processes`);
  for (const { kind, first, each } of results) {
    const perRow = `${((each * 1_000) / Number(ROWS)).toFixed(1)} µs a row`;
    console.log(
      `${kind.padEnd(17)} first call ${first.toFixed(1)} ms   one of many ${each.toFixed(2)} ms, ${perRow}   ${(each / base.each).toFixed(1)} × ours`,
    );
  }
}

if (KIND === undefined) await compare();
else await measure(KIND === 'ours' ? ours() : official(KIND === 'official, packed'));
