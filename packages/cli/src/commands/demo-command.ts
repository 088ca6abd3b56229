// tracelake demo: a lake in a folder of its own, and a shop that sends to its public port as any app does.
import type { LocalServer } from '@tracelake/server';
import type { CommandContext, CommandRun } from '../command.ts';
import { type Demo, startDemo } from '../demo/demo.ts';
import { DEMO_FOLDER } from '../demo-folder.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { withProgress } from '../output/progress.ts';
import { countText } from '../output/quantity-text.ts';
import { startServer, terminalLog, untilInterrupted } from './serve.ts';

const FIRST_QUESTIONS = [
  'tracelake sql "SELECT service_name, count(*) AS requests, approx_percentile(duration_ms, 0.95) AS p95 FROM spans WHERE main GROUP BY 1 ORDER BY 2 DESC"',
  'tracelake fields',
];

export const demo: CommandRun = async (given) => {
  const context = given.config.dataFolderGiven ? given : withDemoFolder(given);
  const log = terminalLog(context);
  const server = await startServer(context, log);
  const { seed } = context.flags;
  const shop = startDemo({
    otlpUrl: server.otlpUrl,
    ...(context.config.token === null ? {} : { token: context.config.token }),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    onTrouble: (message) => log('warn', message),
  });
  try {
    await tellHistory(context, server, shop);
    await untilInterrupted(context.interrupted);
  } finally {
    await shop.stop();
    await server.close();
  }
  return EXIT_CODES.ok;
};

function withDemoFolder(context: CommandContext): CommandContext {
  return { ...context, config: { ...context.config, dataFolder: DEMO_FOLDER, dataFolderGiven: true } };
}

async function tellHistory({ terminal, interrupted }: CommandContext, server: LocalServer, shop: Demo): Promise<void> {
  const history = await withProgress(terminal.stderr, 'The shop tells its last 45 minutes', () =>
    Promise.race([shop.history, untilInterrupted(interrupted).then(() => null)]),
  );
  if (history === null) return;
  await server.refresh();
  const questions = FIRST_QUESTIONS.map((question) => `  ${question.replace(/^tracelake/, 'npx tracelake')}\n`);
  await terminal.stdout.write(
    `A small shop has sent ${countText(history.spans, 'span')} and goes on. Ask in another terminal:\n${questions.join('')}`,
  );
}
