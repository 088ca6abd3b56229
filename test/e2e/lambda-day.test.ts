// A sandbox's day from a seed on each Node that Lambda runs: real processes, freezes, kills and losses, a stream and a disk that fail. What SQL knows
// of it afterwards is what the platform did.
import {
  type FaultSource,
  fixtureHandler,
  type Invocation,
  lambdaNodes,
  lambdaScript,
  mountSmallDisk,
  playLambdaScript,
  type SandboxFate,
  type ScriptStep,
  type SmallDisk,
  seededFaults,
  seededRandom,
} from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRows } from './lake-client.ts';
import { buildLayer, type LambdaStand, startStand } from './lambda-stand.ts';
import { removeFolder, startLake, stopLake, temporaryFolder } from './tracelake-process.ts';

const SEED = Number(process.env.TRACELAKE_SEED ?? 20_261_128);
const INVOCATIONS = Number(process.env.TRACELAKE_INVOCATIONS ?? 100);
const FAULTS = {
  unavailable: 0.05,
  partial: 0.05,
  'internal-failure': 0.02,
  'html-error': 0.02,
  'reset-before': 0.03,
  'reset-after': 0.03,
  'truncated-answer': 0.02,
  hang: 0.02,
  slow: 0.05,
};
const DISK_BYTES = 4 << 20;

interface Day {
  readonly stand: LambdaStand;
  readonly disk: SmallDisk | null;
  readonly faults: FaultSource;
}

/** What goes wrong for a part of the day. Each begins in a new sandbox, and all is well again before that ends. */
interface Chapter {
  readonly name: string;
  /** Of the day's steps. */
  readonly share: number;
  /** What takes with it what was not sent by then. */
  readonly losing: readonly SandboxFate[];
  /** Whether the extension tells of rows that cannot be sent: once for each of its processes. */
  readonly isClosed?: boolean;
  begin(day: Day): unknown;
  end(day: Day): unknown;
}

function refusedBy(name: string, code: string): Chapter {
  return {
    ...CLOSED,
    name,
    begin: ({ stand }) => stand.firehose.setFaults(() => ({ kind: 'refused', code, status: 400 })),
    end: ({ stand }) => stand.firehose.setFaults([]),
  };
}

const CLOSED = { share: 0.1, losing: ['sandbox-lost', 'shut-down'], isClosed: true } as const;
const ON_A_BAD_DISK = { share: 0.1, losing: ['sandbox-lost', 'extension-killed'] } as const;
const CHAPTERS: readonly Chapter[] = [
  {
    name: 'a stream that fails now and then',
    share: 0.5,
    losing: ['sandbox-lost'],
    begin: ({ stand, faults }) => stand.firehose.setFaults(faults),
    end: ({ stand }) => stand.firehose.setFaults([]),
  },
  refusedBy('a stream that is gone', 'ResourceNotFoundException'),
  refusedBy('no permission', 'AccessDeniedException'),
  {
    ...CLOSED,
    name: 'no connection',
    begin: ({ stand }) => stand.firehose.refuseConnections(),
    end: ({ stand }) => stand.firehose.listen(),
  },
  {
    ...ON_A_BAD_DISK,
    name: 'a full /tmp',
    begin: ({ disk }) => disk?.fill(0),
    end: ({ disk }) => disk?.empty(),
  },
  {
    ...ON_A_BAD_DISK,
    name: 'a read-only /tmp',
    begin: ({ disk }) => disk?.setReadOnly(true),
    end: ({ disk }) => disk?.setReadOnly(false),
  },
];

interface PlayedStep extends ScriptStep {
  readonly chapter: Chapter;
  readonly invocation: Invocation;
}

/** What the extension logged in each chapter, and how many processes of it there were. */
interface ChapterLog {
  readonly chapter: Chapter;
  readonly lines: readonly string[];
  readonly processes: number;
}

async function playDay(day: Day, script: readonly ScriptStep[]): Promise<{ steps: PlayedStep[]; logs: ChapterLog[] }> {
  const { platform, lines } = day.stand;
  const steps: PlayedStep[] = [];
  const logs: ChapterLog[] = [];
  for (const chapter of CHAPTERS) {
    const part = script.slice(steps.length, steps.length + Math.round(chapter.share * script.length));
    const [linesBefore, initsBefore] = [lines().length, platform.inits.length];
    await chapter.begin(day);
    const invocations = await playLambdaScript(platform, part);
    await chapter.end(day);
    // A process that can be told that the sandbox ends, whatever became of the last one.
    await platform.invoke({});
    await platform.shutdown();
    steps.push(...part.map((step, i) => ({ ...step, chapter, invocation: invocations[i]! })));
    logs.push({ chapter, lines: lines().slice(linesBefore), processes: platform.inits.length - initsBefore });
  }
  return { steps, logs };
}

/** The runtime is gone, and the extension's process with it: the sandbox may end before the next. */
const FATAL_ENDINGS = ['hang', 'exit', 'allocate'];

/** What was not sent of invocations before the end of their sandbox, or of a process that could not write it down. */
function mayBeLost(steps: readonly PlayedStep[]): Set<PlayedStep> {
  const lost = new Set<PlayedStep>();
  let sandbox: PlayedStep[] = [];
  for (const step of steps) {
    const { before, chapter } = step;
    if (sandbox[0]?.chapter !== chapter) sandbox = [];
    const isUntold = before === 'shut-down' && FATAL_ENDINGS.includes(sandbox.at(-1)?.payload.ending ?? '');
    if (isUntold || chapter.losing.includes(before)) for (const one of sandbox) lost.add(one);
    if (before === 'sandbox-lost' || before === 'shut-down') sandbox = [];
    sandbox.push(step);
  }
  return lost;
}

let layerFolder: string;
let layer: string;

beforeAll(() => {
  layerFolder = temporaryFolder('layer');
  layer = buildLayer(layerFolder);
});

afterAll(() => removeFolder(layerFolder));

async function startDay(nodeBinary: string, index: number): Promise<Day> {
  const disk = mountSmallDisk(DISK_BYTES, { env: process.env });
  const port = 24_190 + index;
  const stand = await startStand({
    layer,
    handler: fixtureHandler('otel-protobuf'),
    nodeBinary,
    memorySizeMb: 256,
    isMemoryLimited: true,
    // What the documentation says, what the platform does, what the open emulator says.
    shutdownReasonCase: index === 0 ? 'upper' : 'lower',
    failureReason: index === 2 ? 'ReleaseFail' : 'failure',
    ...(disk === null ? {} : { tmpFolder: disk.path }),
    environment: {
      TRACELAKE_OTLP_PORT: String(port),
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      TRACELAKE_FLUSH_INTERVAL_MS: '500',
      TRACELAKE_CALL_TIMEOUT_MS: '300',
      ...(disk === null ? {} : { TRACELAKE_SPOOL_FOLDER: `${disk.path}/tracelake` }),
    },
  });
  return { stand, disk, faults: seededFaults(seededRandom(SEED + index), FAULTS) };
}

async function dayOn(nodeBinary: string, index: number) {
  const day = await startDay(nodeBinary, index);
  try {
    const played = await playDay(day, lambdaScript(SEED + index, INVOCATIONS));
    return { ...played, stored: await storedInvocations(day.stand) };
  } finally {
    await day.stand.close();
    day.disk?.remove();
  }
}

interface StoredInvocation {
  readonly id: string;
  readonly status: string | null;
  readonly error: string | null;
}

async function storedInvocations({ firehose, folder }: LambdaStand): Promise<StoredInvocation[]> {
  await firehose.flush();
  const lake = await startLake(folder);
  const sql = `SELECT "faas.invocation_id" AS id, "aws.lambda.status" AS status, "error.type" AS error
    FROM spans WHERE main AND "faas.invocation_id" IS NOT NULL`;
  const rows = (await askRows(lake, sql)) as unknown as StoredInvocation[];
  await stopLake(lake);
  return rows;
}

describe(`with seed ${SEED}`, () => {
  test.concurrent.each(lambdaNodes().map((node, index) => ({ ...node, index })))(
    'on Node $version every invocation is there as it ended, but for those of a lost sandbox, and none twice of which the platform told in time',
    async ({ path, index }) => {
      const { steps, logs, stored } = await dayOn(path, index);

      const lost = mayBeLost(steps);
      const ledger = steps.map((step) => {
        const { requestId, status, errorType } = step.invocation;
        const rows = stored.filter(({ id }) => id === requestId);
        const did = { status, error: errorType ?? (status === 'timeout' ? 'Sandbox.Timedout' : null) };
        const { before, options, payload, chapter } = step;
        return { chapter: chapter.name, before, ...options, ...payload, did, rows, isLost: lost.has(step) };
      });
      expect(ledger.filter(({ rows, isLost }) => rows.length === 0 && !isLost)).toEqual([]);
      // A process that was started since may have forgotten an invocation of which the platform tells only then (docs/extension.md).
      const isLate = (arrival = '') => arrival === 'shutdown' || arrival === 'restart';
      const isToldLate = (one: (typeof ledger)[number]) => isLate(one.report) || isLate(one.runtimeDone);
      expect(ledger.filter((one) => one.rows.length > (isToldLate(one) ? 2 : 1))).toEqual([]);
      // How it ended, wherever the platform said so at once.
      const told = ledger.filter((one) => one.rows.length === 1 && !one.report && !one.runtimeDone);
      expect(told.filter(({ did, rows: [row] }) => row!.status !== did.status || row!.error !== did.error)).toEqual([]);
      expect(told.length).toBeGreaterThan(INVOCATIONS / 3);
      for (const { chapter, lines, processes } of logs) {
        const refusals = lines.filter((line) => line.includes('rows cannot be sent'));
        if (chapter.isClosed) expect(refusals.length, chapter.name).toBeGreaterThan(0);
        expect(refusals.length, chapter.name).toBeLessThanOrEqual(chapter.isClosed ? processes : 0);
      }
    },
  );
});
