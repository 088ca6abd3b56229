// Extensions on lambda-simulator, a platform that nobody of us wrote: it tells the example what our own fake tells it, and
// with the real one each invocation's row and spans reach Firehose.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildSecondPlatform,
  type FakeFirehose,
  fixtureHandler,
  namedDocument,
  SPANS_CONVERSION,
  startFirehose,
  startLambdaPlatform,
  startSecondPlatform,
  TEST_CREDENTIALS,
} from '@tracelake/testkit';
import { afterAll, expect, test } from 'vitest';
import {
  EXAMPLE_LAYER,
  type ExampleJournal,
  exampleJournal,
} from '../../packages/testkit/test/lambda/example-journal.ts';
import { buildLayer } from '../e2e/lambda-stand.ts';
import { type ProofLine, writeLines } from './proof-line.ts';

const INVOCATIONS = 20;

/** What the simulator does not have: the init's start from before the subscription, its own states of extensions. */
const OURS_ALONE = new Set(['platform.initStart', 'platform.extension']);

/** As the function with the SDK makes them by default: its entry span and three below. */
const SPANS_EACH = 4;

const REGION = 'us-east-1';

const program = buildSecondPlatform();
const proven: ProofLine[] = [];

afterAll(() => writeLines('simulator', proven));

test.runIf(program !== null)('the fake platform and lambda-simulator tell an extension the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-simulator-'));
  try {
    const ours = await onOurs(folder);
    const theirs = await onTheirs(folder);
    expect(theirs.statuses).toEqual(ours.statuses);
    expect(eventKinds(theirs.journal)).toEqual(eventKinds(ours.journal));
    expect(telemetryTypes(theirs.journal)).toEqual(telemetryTypes(ours.journal));
    expect(missingFields(theirs.journal, ours.journal)).toEqual([]);
    const records = telemetryTypes(ours.journal).length;
    proven.push({
      what: 'an extension on lambda-simulator 0.2.0, and on the fake platform of the tests',
      result: `${INVOCATIONS} invocations each: the same events, the same ${records} telemetry records`,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.runIf(program !== null)('the extension sends a row of each invocation and its spans', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-simulator-'));
  const stream = { prefix: 'landing/', errorPrefix: 'errors/', conversion: SPANS_CONVERSION };
  const firehose = await startFirehose({ streams: { traces: stream }, storage: join(folder, 'lake'), region: REGION });
  try {
    const requestIds = await invokeTracelake(folder, firehose);
    // Amendments, too: the simulator's reports bill and measure otherwise than the extension could know.
    const rows = sentRows(firehose).filter(({ amends }) => amends === undefined);
    const units = rows.filter(({ main }) => main === true);
    expect(units.map((row) => row['faas_invocation_id']).sort()).toEqual(requestIds.sort());
    expect(rows).toHaveLength(INVOCATIONS * (SPANS_EACH + 1));
    proven.push({
      what: 'Tracelake’s extension on lambda-simulator 0.2.0, a function with the OpenTelemetry SDK',
      result: `${units.length} invocations, ${rows.length} rows at Firehose, none lost, none twice`,
    });
  } finally {
    await firehose.close();
    rmSync(folder, { recursive: true });
  }
});

async function invokeTracelake(folder: string, firehose: FakeFirehose): Promise<string[]> {
  const port = await freePort();
  const platform = startSecondPlatform(program!, {
    handler: fixtureHandler('otel-protobuf'),
    layer: buildLayer(join(folder, 'built')),
    credentials: { sessionToken: '', ...TEST_CREDENTIALS },
    environment: {
      TRACELAKE_STREAM_NAME: 'traces',
      TRACELAKE_OTLP_PORT: String(port),
      TRACELAKE_SPOOL_FOLDER: join(folder, 'spool'),
      AWS_ENDPOINT_URL_FIREHOSE: firehose.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    },
    tmpFolder: folder,
  });
  const requestIds: string[] = [];
  for (let index = 0; index < INVOCATIONS; index++) requestIds.push((await platform.invoke({})).requestId);
  await platform.shutdown();
  return requestIds;
}

function sentRows({ calls }: FakeFirehose): Record<string, unknown>[] {
  const records = calls.flatMap((call) => call.accepted.map((number) => Buffer.from(call.records[number]!).toString()));
  return records.flatMap((text) => text.split('\n').filter(Boolean)).map((line) => JSON.parse(namedDocument(line)));
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function onOurs(folder: string) {
  const path = join(folder, 'ours.ndjson');
  const platform = await startLambdaPlatform({
    handler: fixtureHandler('plain'),
    layers: [EXAMPLE_LAYER],
    environment: { EXAMPLE_JOURNAL: path },
    memorySizeMb: 256,
  });
  const statuses: string[] = [];
  for (let index = 0; index < INVOCATIONS; index++) {
    statuses.push((await platform.invoke({ name: index })).status);
    await platform.untilFrozen();
  }
  await platform.shutdown();
  await platform.close();
  return { statuses, journal: exampleJournal(path) };
}

async function onTheirs(folder: string) {
  const path = join(folder, 'theirs.ndjson');
  const platform = startSecondPlatform(program!, {
    handler: fixtureHandler('plain'),
    layer: EXAMPLE_LAYER,
    environment: { EXAMPLE_JOURNAL: path },
    tmpFolder: folder,
  });
  const statuses: string[] = [];
  for (let index = 0; index < INVOCATIONS; index++) {
    const { status, response } = await platform.invoke({ name: index });
    expect(response).toEqual({ hello: index });
    statuses.push(status);
  }
  await platform.shutdown();
  return { statuses, journal: exampleJournal(path) };
}

function eventKinds({ journal }: ExampleJournal) {
  return journal<{ eventType: string; shutdownReason?: string }>('event').map(({ value }) =>
    `${value.eventType} ${value.shutdownReason?.toLowerCase() ?? ''}`.trim(),
  );
}

/** Sorted: when a batch goes out is each platform's own. */
function telemetryTypes({ telemetry }: ExampleJournal) {
  const types = telemetry().map(({ type }) => type);
  return types.filter((type) => !OURS_ALONE.has(type)).sort();
}

/** Fields of theirs that our fake does not send. */
function missingFields(theirs: ExampleJournal, ours: ExampleJournal) {
  const fieldsOf = ({ telemetry }: ExampleJournal) =>
    new Set(telemetry().flatMap(({ type, record }) => Object.keys(record).map((field) => `${type}.${field}`)));
  const known = fieldsOf(ours);
  return [...fieldsOf(theirs)].filter((field) => !known.has(field));
}
