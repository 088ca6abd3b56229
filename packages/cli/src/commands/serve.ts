// Runs a local server until it is told to stop: what `up` and `demo` share.
import { type LocalServer, type ServerLog, startLocalServer } from '@tracelake/server';
import { BUILT_ENTRIES } from '../built-entries.ts';
import type { CommandContext } from '../command.ts';
import { logLine } from '../output/log-text.ts';
import { withProgress } from '../output/progress.ts';

/** Prints the ready line once both ports are open. */
export async function startServer({ config, terminal }: CommandContext, log: ServerLog): Promise<LocalServer> {
  const { dataFolder, host, port, otlpPort, token, retentionDays, trino } = config;
  const server = await withProgress(terminal.stderr, `Opening ${dataFolder}`, () =>
    startLocalServer({ dataFolder, host, port, otlpPort, token, retentionDays, trino, ...BUILT_ENTRIES }, { log }),
  );
  // A reader that has gone (| head) is no reason to stop serving.
  await terminal.stdout.write(`Tracelake is ready: API ${server.apiUrl}  OTLP ${server.otlpUrl}\n`).catch(() => {});
  return server;
}

export function terminalLog({ terminal }: CommandContext): ServerLog {
  return (level, message, fields = {}) => {
    terminal.stderr.write(logLine(new Date(), level, message, fields, terminal.stderr.colors)).catch(() => {});
  };
}

/** Resolves on the first SIGINT or SIGTERM. */
export function untilInterrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
