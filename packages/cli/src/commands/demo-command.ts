// tracelake demo: a lake in a folder of its own, and a shop that sends to its public port as any app does.
import { TracelakeError } from '@tracelake/schema';
import type { LocalServer } from '@tracelake/server';
import type { CommandContext, CommandRun } from '../command.ts';
import { type Demo, startDemo } from '../demo/demo.ts';
import { demoHints } from '../demo/demo-hints.ts';
import { DEMO_FOLDER } from '../demo-folder.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { heedlessTerminal } from '../output/heedless-terminal.ts';
import { withProgress } from '../output/progress.ts';
import { countText } from '../output/quantity-text.ts';
import { startServer, terminalLog, untilInterrupted } from './serve.ts';

export const demo: CommandRun = async (given) => {
  if (given.config.bucket !== null) {
    throw new TracelakeError(
      'config_invalid',
      'The demo needs a folder of its own: its shop sends spans, and a bucket takes none here.',
    );
  }
  const heedless = { ...given, terminal: heedlessTerminal(given.terminal) };
  const context = given.config.dataFolderGiven ? heedless : withDemoFolder(heedless);
  const seed = seedOf(given.flags.seed);
  const log = terminalLog(context);
  const server = await startServer(context, log);
  const shop = startDemo({
    otlpUrl: server.otlpUrl,
    ...(context.config.token === null ? {} : { token: context.config.token }),
    ...(seed === null ? {} : { seed }),
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

function seedOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new TracelakeError(
    'config_invalid',
    `--seed must be a whole number; it is ${JSON.stringify(text.slice(0, 60))}.`,
  );
}

function withDemoFolder(context: CommandContext): CommandContext {
  return { ...context, config: { ...context.config, dataFolder: DEMO_FOLDER, dataFolderGiven: true } };
}

async function tellHistory({ terminal, interrupted }: CommandContext, server: LocalServer, shop: Demo): Promise<void> {
  const history = await withProgress(terminal.stderr, 'The shop tells its last 45 minutes', () =>
    Promise.race([shop.history, untilInterrupted(interrupted).then(() => null)]),
  );
  if (history === null) return;
  await server.refresh();
  const sent = countText(history.spans, 'span');
  const hints = demoHints(server).map((hint) => `  ${hint}\n`);
  await terminal.stdout.write(
    `A small shop has sent ${sent} and goes on. See it in a browser: ${server.apiUrl}/\nAsk in another terminal:\n${hints.join('')}`,
  );
}
