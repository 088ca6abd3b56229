// CPU a span from the function's POST to Firehose's answer: our reader, rows and signed client beside what an extension is made of otherwise, protobufjs and
// AWS's client. Each in a process of its own, against a server in another, from its first span on.
// `node scripts/bench.mjs extension-client [invocations] [spans an invocation] [invocations a call]`: 20 a call as `auto` of a busy caller, 1 as `end`.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { createRowReader, documentOf } from '@tracelake/otlp';
import { benchSpans, encodeOtlpProtobuf, otlpRequests } from '@tracelake/testkit';
import { Root } from 'protobufjs';
import { FIREHOSE_LIMITS, packCall } from '../../packages/extension/src/core/document-packing.ts';
import { createFirehoseClient } from '../../packages/extension/src/io/firehose-client.ts';

const [INVOCATIONS, SPANS, INVOCATIONS_A_CALL] = [
  process.argv[2] ?? 1_000,
  process.argv[3] ?? 12,
  process.argv[4] ?? 20,
].map(Number);
const [KIND, ADDRESS = ''] = process.argv.slice(5);
const REGION = 'eu-central-1';
const CREDENTIALS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
const SERVER = `require('node:http').createServer((request, response) => {
  let records = 0;
  request.on('data', (chunk) => { for (let at = chunk.indexOf('"Data"'); at >= 0; at = chunk.indexOf('"Data"', at + 1)) records++; });
  request.on('end', () => response.end(JSON.stringify({ FailedPutCount: 0, RequestResponses: Array.from({ length: records }, () => ({ RecordId: '1' })) })));
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

interface Sender {
  take(body: Uint8Array): void;
  send(): Promise<unknown>;
}

function ours(): Sender {
  const credentials = { current: async () => CREDENTIALS, forget: () => {} };
  const client = createFirehoseClient({ endpoint: ADDRESS, region: REGION, streamName: 's', credentials });
  const reader = createRowReader({ latin1: (bytes) => (bytes as Buffer).toString('latin1') });
  const encoder = new TextEncoder();
  let waiting: { bytes: Uint8Array; segment: null; index: number; queuedAtMs: number }[] = [];
  return {
    take(body) {
      for (const row of reader.read(body, 'otlpProtobuf').rows) {
        waiting.push({ bytes: encoder.encode(`${documentOf(row)}\n`), segment: null, index: 0, queuedAtMs: 0 });
      }
    },
    async send() {
      const records = packCall(waiting, { ...FIREHOSE_LIMITS, documentsPerRecord: 500 });
      waiting = [];
      const outcome = await client.put({ records, timeoutMs: 10_000, isFreshSocket: false });
      if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome));
    },
  };
}

interface Decoded {
  readonly resourceSpans: readonly {
    readonly resource: unknown;
    readonly scopeSpans: readonly { readonly scope: unknown; readonly spans: readonly object[] }[];
  }[];
}

/** A record a span, as extensions send that know the SDK; `isPacked`: lines in one record, as ours. */
function official(isPacked: boolean): Sender {
  const client = new FirehoseClient({ endpoint: ADDRESS, region: REGION, credentials: CREDENTIALS });
  const descriptor = JSON.parse(readFileSync('packages/otlp/test/proto/otlp-trace.json', 'utf8'));
  const type = Root.fromJSON(descriptor).lookupType('ExportTraceServiceRequest');
  let waiting: Buffer[] = [];
  return {
    take(body) {
      const request = type.toObject(type.decode(body), { longs: String, bytes: String }) as Decoded;
      for (const { resource, scopeSpans } of request.resourceSpans) {
        for (const { scope, spans } of scopeSpans) {
          for (const span of spans) waiting.push(Buffer.from(`${JSON.stringify({ ...span, resource, scope })}\n`));
        }
      }
    },
    async send() {
      const rows = waiting;
      waiting = [];
      const Records = isPacked ? [{ Data: Buffer.concat(rows) }] : rows.map((Data) => ({ Data }));
      await client.send(new PutRecordBatchCommand({ DeliveryStreamName: 's', Records }));
    },
  };
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

async function measure(make: () => Sender): Promise<void> {
  const bodies = [...otlpRequests(benchSpans(SPANS * 50), SPANS)].map((request) =>
    Buffer.from(encodeOtlpProtobuf(request)),
  );
  const start = cpuMs();
  const sender = make();
  for (let invocation = 1; invocation <= INVOCATIONS; invocation++) {
    sender.take(bodies[invocation % bodies.length]!);
    if (invocation % INVOCATIONS_A_CALL === 0) await sender.send();
  }
  console.log(((cpuMs() - start) * 1_000) / (INVOCATIONS * SPANS));
  process.exit(0);
}

function portOf(server: ChildProcess): Promise<number> {
  return new Promise((resolve) => server.stdout!.once('data', (chunk: Buffer) => resolve(Number(chunk.toString()))));
}

const KINDS: Readonly<Record<string, () => Sender>> = {
  ours,
  'SDK, packed': () => official(true),
  SDK: () => official(false),
};

if (KIND === undefined) {
  const server = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = `http://127.0.0.1:${await portOf(server)}`;
  console.log(
    `${INVOCATIONS} invocations of ${SPANS} spans, ${INVOCATIONS_A_CALL} a call, Node ${process.version}; µs of CPU a span, least of 3 processes each`,
  );
  const given = [process.argv[1]!, ...[INVOCATIONS, SPANS, INVOCATIONS_A_CALL].map(String)];
  const least = (kind: string) =>
    Math.min(...[1, 2, 3].map(() => Number(execFileSync(process.execPath, [...given, kind, address]))));
  const base = least('ours');
  for (const kind of Object.keys(KINDS)) {
    const each = kind === 'ours' ? base : least(kind);
    console.log(`${kind.padEnd(12)} ${each.toFixed(1)} µs   ${(each / base).toFixed(2)} × ours`);
  }
  server.kill();
} else await measure(KINDS[KIND]!);
