// Runs a local server until it is told to stop: what `up` and `demo` share. Both give it a terminal that never throws.
import { resolve } from 'node:path';
import { findHttpfs } from '@tracelake/engine';
import {
  type BucketServer,
  type LocalServer,
  type ServerLog,
  startBucketServer,
  startLocalServer,
} from '@tracelake/server';
import { tellOfFetch } from '../api/open-api.ts';
import { BUILT_ENTRIES } from '../built-entries.ts';
import type { CommandContext } from '../command.ts';
import type { BucketSettings, Config } from '../config.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { logLine } from '../output/log-text.ts';
import { withProgress } from '../output/progress.ts';
import { boundStop } from './stop-bound.ts';

/** Prints the ready line once both ports are open. From here on a stop is bounded. */
export async function startServer(context: CommandContext, log: ServerLog): Promise<LocalServer> {
  const { config, terminal, interrupted, leaveFolder } = context;
  const { host, port, otlpPort, token, retentionDays } = config;
  const dataFolder = resolve(config.dataFolder);
  const trino = fromAnywhere(config.trino);
  leaveFolder();
  let server: LocalServer | null = null;
  boundStop(context, () => server?.running() ?? { what: 'the start', isGettingOn: false });
  server = await withProgress(terminal.stderr, `Opening ${config.dataFolder}`, () =>
    startLocalServer(
      { dataFolder, host, port, otlpPort, token, retentionDays, trino, ...BUILT_ENTRIES },
      { log, stopping: interrupted },
    ),
  );
  await terminal.stdout.write(`Tracelake is ready: API ${server.apiUrl}  OTLP ${server.otlpUrl}\n`);
  return server;
}

/** Its file is read when it is first asked. */
function fromAnywhere(trino: Config['trino']): Config['trino'] {
  return trino === null || trino.caFile === null ? trino : { ...trino, caFile: resolve(trino.caFile) };
}

/** The same over a bucket, which takes no spans. */
export async function startServerOverBucket(
  context: CommandContext,
  { address, write, httpfs }: BucketSettings,
  log: ServerLog,
): Promise<BucketServer> {
  const { config, terminal } = context;
  const { host, port, token, trino, athena } = config;
  boundStop(context, () => ({ what: 'what was asked of the bucket', isGettingOn: false }));
  const server = await withProgress(terminal.stderr, `Opening ${address}`, async () => {
    const httpfsFile = await findHttpfs({ setting: httpfs, onFetch: () => tellOfFetch(terminal) });
    return startBucketServer({ address, write, httpfsFile, host, port, token, trino, athena, ...BUILT_ENTRIES }, log);
  });
  await terminal.stdout.write(`Tracelake is ready: API ${server.apiUrl}\n`);
  return server;
}

/** Says where spans are that could not be written: whoever stopped it would take silence for done. */
export async function stopServer({ terminal }: CommandContext, server: LocalServer): Promise<number> {
  await terminal.stderr.write('Stopping: writing what has arrived …\n');
  try {
    await server.close();
    return EXIT_CODES.ok;
  } catch (error) {
    const { message } = error as Error;
    await terminal.stderr.write(
      `Not all of it could be written: ${message} It is safe in the log; the next start writes it.\n`,
    );
    return EXIT_CODES.failure;
  }
}

export function terminalLog({ terminal }: CommandContext): ServerLog {
  return (level, message, fields = {}) => {
    void terminal.stderr.write(logLine(new Date(), level, message, fields, terminal.stderr.colors));
  };
}

/** Resolves on the first SIGINT or SIGTERM. */
export function untilInterrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
