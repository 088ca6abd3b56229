// Checks of the server: the one that runs, or the ports it would take.
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { isLossRecord, readLockOwner } from '@tracelake/lake';
import { isTracelakeError } from '@tracelake/schema';
import { askForJson, errorOf, textOf } from '../api/api-client.ts';
import { HttpApiClient } from '../api/http-api-client.ts';
import { findRunningServer, type HealthDocument, healthOf } from '../api/running-server.ts';
import type { Config } from '../config.ts';
import { countText } from '../output/quantity-text.ts';
import { type CheckResult, fail, ok, warn } from './check-result.ts';

const TIMEOUT_MS = 10_000;

/** The part of GET /api/v1/stats that tells of trouble. */
interface StatsDocument {
  readonly ingest: {
    readonly otlp: { readonly spans: number; readonly rejectedSpans: number; readonly errors: Record<string, number> };
    readonly writer: {
      readonly folder: string;
      readonly rollError?: string | null;
      readonly damage?: readonly { readonly reason: string; readonly quarantined: string | null }[];
      readonly trouble?: { readonly code: string; readonly message: string; readonly hint: string } | null;
    };
  } | null;
}

export async function checkServer(config: Config): Promise<CheckResult[]> {
  if (config.url !== null) {
    const trouble = await checkAnswer(config.url, config.token);
    return trouble === null ? checkRunning(config.url, config.token) : [trouble];
  }
  const url = (await findRunningServer(config.dataFolder))?.apiUrl ?? (await urlOfUnnamed(config));
  if (url !== null) return checkRunning(url, config.token);
  const owner = await readLockOwner(config.dataFolder);
  if (owner !== null && owner.host === hostname())
    return [warn('server', `process ${owner.pid} on ${owner.host} holds this folder, and does not answer`, HANGS)];
  // Of another machine, or of a container, its address is none of this one's.
  const who = owner === null ? 'none runs on this folder' : `process ${owner.pid} on ${owner.host} runs on this folder`;
  return [
    ok('server', `${who}; commands ${owner === null ? '' : 'here '}read the folder itself`),
    await checkPort('port', config.port, config.host, '--port'),
    await checkPort('otlp port', config.otlpPort, config.host, '--otlp-port'),
  ];
}

const HANGS =
  'It may be starting, or stopped (SIGSTOP, a debugger), or its machine has no time for it: look at it; what it has acknowledged is on disk.';

/** `null` where it is a Tracelake, well or not. A deployed one asks for its token, and may have to start first. */
async function checkAnswer(url: string, token: string | null): Promise<CheckResult | null> {
  try {
    const health = { method: 'GET', path: '/api/v1/health' } as const;
    const { status, body } = await new HttpApiClient(url, token, TIMEOUT_MS).send(
      health,
      AbortSignal.timeout(TIMEOUT_MS),
    );
    const text = await textOf(body);
    if (isHealth(text)) return null;
    if (status !== 200) throw errorOf(status, text);
  } catch (error) {
    // What it says of itself, of the token, or of the function that should have answered.
    if (isTracelakeError(error)) return fail('server', `${url}: ${error.code}: ${error.message}`, error.hint);
  }
  return fail('server', `no Tracelake answers at ${url}`, 'Start it, or correct --url or TRACELAKE_URL.');
}

function isHealth(text: string): boolean {
  try {
    return typeof (JSON.parse(text) as Partial<HealthDocument> | null)?.instance === 'string';
  } catch {
    return false;
  }
}

/** A server that was started on a full disk could not leave its address in the folder: it says itself which one it serves. */
async function urlOfUnnamed({ dataFolder, host, port, token }: Config): Promise<string | null> {
  const url = `http://${host}:${port}`;
  if ((await healthOf(url)) === null) return null;
  const ingest = await statsOf(url, token).then(
    (stats) => stats.ingest,
    () => null,
  );
  return ingest?.writer.folder === resolve(dataFolder) ? url : null;
}

async function checkRunning(url: string, token: string | null): Promise<CheckResult[]> {
  const running = ok('server', `answers at ${url}`);
  try {
    const { ingest } = await statsOf(url, token);
    return [running, ...(ingest === null ? [] : checkIngest(ingest))];
  } catch (error) {
    const [message, next] = isTracelakeError(error)
      ? [`${error.code}: ${error.message}`, error.hint]
      : [String(error), 'Look at what the server printed.'];
    return [running, fail('stats', message, next)];
  }
}

function statsOf(url: string, token: string | null): Promise<StatsDocument> {
  const client = new HttpApiClient(url, token, TIMEOUT_MS);
  return askForJson(client, { method: 'GET', path: '/api/v1/stats' }, AbortSignal.timeout(TIMEOUT_MS));
}

function checkIngest(ingest: NonNullable<StatsDocument['ingest']>): CheckResult[] {
  const { spans, rejectedSpans, errors } = ingest.otlp;
  const refused = Object.entries(errors).map(([code, count]) => `${code} ${count}`);
  const troubles = [...(rejectedSpans > 0 ? [`${countText(rejectedSpans, 'span')} left out`] : []), ...refused];
  const taken = `${countText(spans, 'span')} taken since it started`;
  const results = [
    troubles.length === 0
      ? ok('ingest', taken)
      : warn('ingest', `${taken}; refused: ${troubles.join(', ')}`, 'docs/errors.md explains each code.'),
  ];
  const { rollError, trouble, damage = [] } = ingest.writer;
  if (damage.length > 0) results.push(damageWarning(damage));
  if (trouble) results.push(fail('writer', `${trouble.code}: ${trouble.message}`, trouble.hint));
  if (typeof rollError === 'string' && rollError !== trouble?.message) {
    results.push(
      fail('roll', rollError, 'Spans are safe in the log, but wait there: free space, check the permissions.'),
    );
  }
  return results;
}

function damageWarning(
  damage: readonly { readonly reason: string; readonly quarantined: string | null }[],
): CheckResult {
  const [{ reason, quarantined }] = damage as [(typeof damage)[number]];
  const how = quarantined !== null && isLossRecord(quarantined) ? 'recorded' : 'set aside';
  const where = quarantined === null ? '' : `; ${how} as ${quarantined}`;
  const message = `${countText(damage.length, 'damaged place')} of the log since it started: ${reason}${where}${damage.length > 1 ? ' …' : ''}`;
  return warn('log', message, 'Check the disk; GET /api/v1/stats has all of them under ingest.writer.damage.');
}

/** A Tracelake on the port that this folder knows nothing of: of another folder, or of one that was moved away. */
async function otherServer(host: string, port: number): Promise<CheckResult | null> {
  const url = `http://${host}:${port}`;
  const health = await healthOf(url);
  if (health === null) return null;
  const other = `a Tracelake of another folder answers at ${url}`;
  if (health.trouble === null) return warn('server', other, 'Name its folder with --data, or ask it with --url.');
  return fail(
    'server',
    `${other}, and it cannot write: ${health.trouble.title}`,
    `Ask "tracelake doctor --url ${url}".`,
  );
}

function checkPort(name: string, port: number, host: string, flag: string): Promise<CheckResult> {
  if (port === 0) return Promise.resolve(ok(name, 'any free one'));
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be opened (${error.code})`;
      const next = `Choose another with ${flag}; ${flag} 0 takes a free one.`;
      void otherServer(host, port).then((other) => resolve(other ?? warn(name, `${port} ${reason}`, next)));
    });
    probe.listen({ port, host }, () => probe.close(() => resolve(ok(name, `${port} is free`))));
  });
}
