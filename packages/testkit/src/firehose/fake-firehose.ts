// Amazon Data Firehose on 127.0.0.1: PutRecord and PutRecordBatch as the service takes them, delivery as it makes it.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LocalListener } from '../local-listener.ts';
import { seededRandom } from '../seeded-random.ts';
import { answerCall } from './call-answer.ts';
import { type CallLimits, LARGE_REGION_LIMITS } from './call-limits.ts';
import { type DeliveryCounts, DeliveryStream, type ObjectSink, type StreamConfiguration } from './delivery-stream.ts';
import type { BilledUse } from './firehose-billing.ts';
import { type FaultSource, type FirehoseFault, scriptedFaults } from './firehose-faults.ts';
import { type FirehoseCall, FirehoseService } from './firehose-service.ts';
import type { SigningCredentials } from './signature-v4.ts';

export interface FakeFirehoseOptions {
  readonly streams: Readonly<Record<string, StreamConfiguration>>;
  /** A folder that stands for the bucket, or what is to be done with each object. */
  readonly storage: string | ObjectSink;
  readonly region?: string;
  /** Who may call. Default: TEST_CREDENTIALS. */
  readonly credentials?: readonly SigningCredentials[];
  /** A clock of the test's own; then buffers are delivered only by `deliverDue` and `flush`. */
  readonly clock?: { readonly nowMs: () => number };
  readonly faults?: readonly (FirehoseFault | undefined)[] | FaultSource;
  readonly limits?: CallLimits;
  /** Of object names and the order of rows. */
  readonly seed?: number;
  readonly port?: number;
}

export interface FakeFirehose {
  readonly url: string;
  readonly region: string;
  /** What was called, in order. */
  readonly calls: readonly FirehoseCall[];
  /** From now on; script numbers count from here. */
  setFaults(faults: readonly (FirehoseFault | undefined)[] | FaultSource): void;
  setCredentials(credentials: readonly SigningCredentials[]): void;
  /** Refuses connections, and breaks those that are open, until `listen`. */
  refuseConnections(): Promise<void>;
  listen(): Promise<void>;
  billed(stream: string): BilledUse;
  counts(stream: string): DeliveryCounts & { readonly bufferedRecords: number };
  /** What is full or old enough by the clock. */
  deliverDue(): Promise<void>;
  /** Everything that is buffered. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export const TEST_CREDENTIALS: SigningCredentials = {
  accessKeyId: 'ASIATESTKEY000000000',
  secretAccessKey: 'test/secret+key',
  sessionToken: 'test-session-token==',
};

const DELIVERY_TICK_MS = 250;

export async function startFirehose(options: FakeFirehoseOptions): Promise<FakeFirehose> {
  const { region = 'us-east-1', seed = 1 } = options;
  const nowMs = options.clock?.nowMs ?? Date.now;
  const random = seededRandom(seed);
  const sink = typeof options.storage === 'string' ? folderSink(options.storage) : options.storage;
  const streams = new Map(
    Object.entries(options.streams).map(([name, stream]) => [name, new DeliveryStream(name, stream, sink, random)]),
  );
  const service = new FirehoseService({
    streams,
    region,
    nowMs,
    random,
    credentials: options.credentials ?? [TEST_CREDENTIALS],
    faults: faultSource(options.faults),
    limits: options.limits ?? LARGE_REGION_LIMITS,
  });
  const listener = new LocalListener((request, response) => answerCall(service, request, response));
  await listener.open(options.port ?? 0);
  const deliver = async (all: boolean): Promise<void> => {
    for (const stream of streams.values()) await stream.deliver(nowMs(), all);
  };
  // A destination that is away keeps its records; the next tick tries again.
  const timer =
    options.clock === undefined
      ? setInterval(() => deliver(false).catch(() => undefined), DELIVERY_TICK_MS)
      : undefined;
  timer?.unref();
  const stream = (name: string): DeliveryStream => {
    const found = streams.get(name);
    if (found === undefined) throw new Error(`There is no stream "${name}"`);
    return found;
  };
  return {
    url: `http://127.0.0.1:${listener.port}`,
    region,
    calls: service.calls,
    setFaults: (faults) => service.setFaults(faultSource(faults)),
    setCredentials: (credentials) => service.setCredentials(credentials),
    refuseConnections: () => listener.close(),
    listen: () => listener.open(listener.port),
    billed: (name) => stream(name).billing.use,
    counts: (name) => ({ ...stream(name).counts, bufferedRecords: stream(name).bufferedRecords }),
    deliverDue: () => deliver(false),
    flush: () => deliver(true),
    async close() {
      clearInterval(timer);
      await listener.close();
    },
  };
}

function faultSource(faults: FakeFirehoseOptions['faults']): FaultSource {
  return typeof faults === 'function' ? faults : scriptedFaults(faults ?? []);
}

/** Objects appear whole, as in a bucket. */
function folderSink(folder: string): ObjectSink {
  return async ({ key, body }) => {
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.partial`, body);
    await rename(`${path}.partial`, path);
  };
}
