// The whole lake in one process: OTLP in, log and Parquet, SQL out. `tracelake up`, the demo and the tests start it here.
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { folderInode, LakeWriter, LostLanding, quarantinedFiles, type RunningStep, runningText } from '@tracelake/lake';
import { createOtlpDecoder } from '@tracelake/otlp';
import { ERROR_TABLE, SPANS_TABLE, type TracelakeError } from '@tracelake/schema';
import { createApp } from './app.ts';
import type { Health } from './app-services.ts';
import { type Clock, SYSTEM_CLOCK } from './clock.ts';
import { letHeapGrow } from './heap-growth.ts';
import { type AccessRules, isLoopbackAddress } from './http/access-rules.ts';
import { closeInTime } from './http/close-in-time.ts';
import { limitConnections } from './http/connection-limit.ts';
import { connectionPlaces, openFilesLimit } from './http/connection-places.ts';
import { listen } from './http/listen.ts';
import { AwaitedWriter } from './ingest/awaited-writer.ts';
import { HangLog } from './ingest/hang-log.ts';
import { openLakeAccess } from './lake-access.ts';
import { OpenedParts } from './opened-parts.ts';
import { DEFAULT_OTLP_LIMITS, OtlpReceiver } from './otlp/otlp-receiver.ts';
import { PageFiles } from './page/page-files.ts';
import { DEFAULT_QUERY_STORE_LIMITS, QueryStore } from './queries/query-store.ts';
import { RunningQueries } from './queries/running-queries.ts';
import { checkAddress, type LocalServerConfig } from './server-config.ts';
import { keepServerFile } from './server-file.ts';
import type { ServerLog } from './server-log.ts';
import { VERSION } from './version.ts';

export interface LocalServer {
  /** `http://127.0.0.1:4320` */
  readonly apiUrl: string;
  /** `http://127.0.0.1:4318`: what OTEL_EXPORTER_OTLP_ENDPOINT is set to. */
  readonly otlpUrl: string;
  /** Makes every acknowledged span queryable now. */
  refresh(): Promise<void>;
  /** Stops taking, finishes what is under way or ends it after three seconds, lands every row, gives the folder back. */
  close(): Promise<void>;
  /** What a stop waits for. */
  running(): StopProgress;
}

export interface StopProgress {
  /** In words. */
  readonly what: string;
  /** It takes its time, and no part of it hangs. */
  readonly isGettingOn: boolean;
}

export interface LocalServerOptions {
  readonly clock?: Clock;
  readonly log?: ServerLog;
  /** Aborted when the process is told to stop, also in the midst of a start. */
  readonly stopping?: AbortSignal;
}

/**
 * Throws `config_invalid`, `port_in_use`, `folder_locked`, `folder_read_only`, `folder_version`, `disk_full` (where there is no lake yet);
 * then nothing stays open. Of a lake that is there a full disk keeps the writer waiting, not the server.
 */
export async function startLocalServer(
  config: LocalServerConfig,
  { clock = SYSTEM_CLOCK, log = () => {}, stopping }: LocalServerOptions = {},
): Promise<LocalServer> {
  checkAddress(config);
  letHeapGrow();
  const opened = new OpenedParts();
  try {
    return await start(config, { clock, log, stopping }, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Everything that was opened is on `opened`, in order, so that a failure on the way closes it again. */
async function start(
  config: LocalServerConfig,
  { clock, log, stopping }: Required<Pick<LocalServerOptions, 'clock' | 'log'>> & { stopping: AbortSignal | undefined },
  opened: OpenedParts,
): Promise<LocalServer> {
  const { dataFolder, host = '127.0.0.1', port, otlpPort } = config;
  const instance = randomUUID();
  let isStopping = false;
  let otlpUrl: string | null = null;

  const writer = await AwaitedWriter.open({
    folder: resolve(dataFolder),
    open: () => openWriter(config, stopping),
    onStarted: () => log('info', 'There is space again: spans are taken.'),
  });
  // Ended behind the writer, which such a disk keeps from closing.
  opened.add(
    'a timer',
    tellOfHangs(log, () => writer.hangingSteps),
  );
  opened.add('the writer', () => writer.close());
  const isWaiting = writer.started === null;
  const { duckdbChild, rollWorker, trino } = config;
  const unshownNote = () => writer.unshownNote;
  const lake = { folder: dataFolder, duckdbChild, rollWorker, trino, unshownNote };
  const access = await openLakeAccess({ ...lake, readOnly: false }).catch((error) => {
    // There is no lake yet, nor space to make one.
    throw writer.started === null ? writer.currentTrouble : error;
  });
  opened.add('the readers of the lake', () => access.close());
  const queries = new QueryStore({ nowMs: Date.now, newId: randomUUID, limits: DEFAULT_QUERY_STORE_LIMITS });
  opened.add('queries', () => queries.close());

  const rules = accessRules(config);
  const receiver = new OtlpReceiver({
    ingest: ({ chunks, sizeBytes }, format) => writer.append(chunks, sizeBytes, format),
    rules,
    limits: { ...DEFAULT_OTLP_LIMITS, ...config.otlpLimits },
    log,
  });
  const lostLanding = new LostLanding(resolve(dataFolder), SPANS_TABLE.name);
  const app = await createApp({
    reads: access.reads,
    state: access.state,
    queries,
    running: new RunningQueries(),
    rules,
    clock,
    log,
    page: await PageFiles.open(config.page ?? null),
    health: () => ({ version: VERSION, instance, ...healthOf(writer.currentTrouble, isStopping) }),
    quarantined: () => quarantinedFiles(resolve(dataFolder)),
    lostLandingNote: () => lostLanding.note(),
    ingestStats: () => ({ otlp: receiver.counts(), writer: writer.stats() }),
    otlpUrl: () => otlpUrl,
  });
  let removeServerFile = async (): Promise<void> => {};
  // Behind requests: a disk that does not answer keeps it, and would have senders served until the kill.
  opened.add('wal/server.json', () => removeServerFile());
  const closeApi = () => closeInTime(app.server, () => app.close());
  // At once: either may take all of its three seconds, and behind both the spans land.
  opened.add('requests', () => Promise.all([receiver.close(), closeApi()]).then(() => undefined));
  limitConnections(app.server, connectionPlaces(openFilesLimit()).readers);
  const apiUrl = urlOf(host, await listen(app.server, { host, port, flag: '--port' }));
  otlpUrl = urlOf(host, await listen(receiver.server, { host, port: otlpPort, flag: '--otlp-port' }));
  const where = { apiUrl, otlpUrl, pid: process.pid, instance, folderInode: folderInode(dataFolder) };
  removeServerFile = await keepServerFile(dataFolder, where, () => writer.started !== null);
  if (isWaiting) log('warn', `Spans are refused until it can be written: ${writer.currentTrouble?.message ?? ''}`);

  return {
    apiUrl,
    otlpUrl,
    refresh: () => writer.refresh(),
    close: () => {
      isStopping = true;
      return opened.close();
    },
    running: () => {
      const steps = writer.started?.stats().running ?? [];
      // What is deleted meanwhile may take as long as it likes: it keeps nothing from landing.
      const landing = steps.filter(({ step }) => step !== 'cleanup');
      return {
        what: [opened.closing ?? 'the server', ...steps.map(runningText)].join(': '),
        isGettingOn: landing.length > 0 && landing.every(({ runningMs }) => runningMs < LONGEST_STEP_MS),
      };
    },
  };
}

/** What has to land when a server stops can be a gigabyte of log: some hundred steps, each of a second. */
const LONGEST_STEP_MS = 5_000;

const HANG_LOOK_MS = 1_000;

/** Returns what ends it. */
function tellOfHangs(log: ServerLog, hanging: () => readonly RunningStep[]): () => Promise<void> {
  const hangs = new HangLog(log);
  const timer = setInterval(() => hangs.look(hanging()), HANG_LOOK_MS);
  timer.unref();
  return async () => clearInterval(timer);
}

function healthOf(trouble: TracelakeError | null, isStopping: boolean): Pick<Health, 'status' | 'trouble'> {
  if (trouble === null) return { status: isStopping ? 'stopping' : 'ok', trouble: null };
  const { title, hint: usualHint } = ERROR_TABLE[trouble.code];
  const hint = trouble.hint ?? usualHint;
  return { status: isStopping ? 'stopping' : 'failing', trouble: { code: trouble.code, title, hint } };
}

function openWriter(config: LocalServerConfig, stopping: AbortSignal | undefined): Promise<LakeWriter> {
  const { dataFolder, rollWorker, retentionDays = null, otlpLimits } = config;
  return LakeWriter.open({
    folder: dataFolder,
    table: SPANS_TABLE,
    decoderFactory: createOtlpDecoder,
    worker: { entry: rollWorker },
    stopping,
    limits: { retentionDays, bodyBytes: otlpLimits?.maxInflatedBytes ?? DEFAULT_OTLP_LIMITS.maxInflatedBytes },
  });
}

function accessRules({ host = '127.0.0.1', token = null, allowedOrigins = [] }: LocalServerConfig): AccessRules {
  return { loopbackOnly: isLoopbackAddress(host), token, allowedOrigins };
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
