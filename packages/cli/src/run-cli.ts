// From words to an exit code: parse, configure, run, and say what went wrong in one place.
import { setTimeout as sleep } from 'node:timers/promises';
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import manifest from '../package.json' with { type: 'json' };
import type { CommandContext } from './command.ts';
import { parseCommandLine } from './command-line.ts';
import { parseConfig } from './config.ts';
import { EXIT_CODES } from './exit-code.ts';
import { commandHelp, overviewHelp } from './help-text.ts';
import { errorText } from './output/error-text.ts';
import { styled } from './output/style.ts';
import { OutputClosed } from './output/terminal.ts';

/** A bucket that does not answer is tried for minutes; in this time a query is told to end, and a connection is closed. */
const INTERRUPTION_MS = 2_000;

export interface CliOptions
  extends Pick<CommandContext, 'env' | 'terminal' | 'interrupted' | 'interruptedAgain' | 'kill' | 'leaveFolder'> {
  readonly argv: readonly string[];
}

export async function runCli(options: CliOptions): Promise<number> {
  const { terminal, interrupted } = options;
  try {
    return await run(options);
  } catch (error) {
    if (error instanceof OutputClosed) return EXIT_CODES.ok;
    if (interrupted.aborted) return EXIT_CODES.interrupted;
    const { stderr } = terminal;
    await stderr.write(errorText(toShownError(error), { colors: stderr.colors })).catch(() => {});
    return isTracelakeError(error) && error.code === 'config_invalid' ? EXIT_CODES.usage : EXIT_CODES.failure;
  }
}

async function run({ argv, ...given }: CliOptions): Promise<number> {
  const { env, terminal, interrupted } = given;
  const { command, flags, positionals } = parseCommandLine(argv);
  if (flags.version === true) {
    await terminal.stdout.write(`tracelake ${manifest.version}\n`);
    return EXIT_CODES.ok;
  }
  if (command === null) {
    const asked = flags.help === true || argv[0] === 'help';
    await (asked ? terminal.stdout : terminal.stderr).write(overviewHelp());
    return asked ? EXIT_CODES.ok : EXIT_CODES.usage;
  }
  if (flags.help === true) {
    await terminal.stdout.write(commandHelp(command));
    return EXIT_CODES.ok;
  }
  const { config, warnings } = parseConfig(env, flags);
  for (const warning of warnings) {
    await terminal.stderr.write(`${styled('warning', 'yellow', terminal.stderr.colors)}: ${warning}\n`);
  }
  const runCommand = await command.load();
  const ended = runCommand({ ...given, config, flags, positionals });
  return command.endsInOrder === true ? ended : Promise.race([ended, interruption(interrupted)]);
}

async function interruption(interrupted: AbortSignal): Promise<number> {
  if (!interrupted.aborted) await new Promise((resolve) => interrupted.addEventListener('abort', resolve));
  await sleep(INTERRUPTION_MS);
  return EXIT_CODES.interrupted;
}

/** What nobody foresaw is shown with its stack: it is this program's bug, on its user's own machine. */
function toShownError(error: unknown): TracelakeError {
  if (isTracelakeError(error)) return error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new TracelakeError('internal', text, { cause: error, hint: 'Please report it with the text above.' });
}
