// The example extension on lambda-simulator, a platform that nobody of us wrote, and on our own fake: both tell it the same.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSecondPlatform, fixtureHandler, startLambdaPlatform, startSecondPlatform } from '@tracelake/testkit';
import { expect, test } from 'vitest';
import {
  EXAMPLE_LAYER,
  type ExampleJournal,
  exampleJournal,
} from '../../packages/testkit/test/lambda/example-journal.ts';
import { writeLines } from './proof-line.ts';

const INVOCATIONS = 20;

/** What the simulator does not have: the init's start from before the subscription, its own states of extensions. */
const OURS_ALONE = new Set(['platform.initStart', 'platform.extension']);

const program = buildSecondPlatform();

test.runIf(program !== null)('the fake platform and lambda-simulator tell an extension the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-simulator-'));
  try {
    const ours = await onOurs(folder);
    const theirs = await onTheirs(folder);
    expect(theirs.statuses).toEqual(ours.statuses);
    expect(eventKinds(theirs.journal)).toEqual(eventKinds(ours.journal));
    expect(telemetryTypes(theirs.journal)).toEqual(telemetryTypes(ours.journal));
    expect(missingFields(theirs.journal, ours.journal)).toEqual([]);
    writeLines('simulator', [
      {
        what: 'an extension on lambda-simulator 0.2.0, and on the fake platform of the tests',
        result: `${INVOCATIONS} invocations each: the same events, the same ${telemetryTypes(ours.journal).length} telemetry records`,
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

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
