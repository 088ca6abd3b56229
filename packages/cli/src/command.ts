// What a command is: its description as data, and the code that is loaded when it is called.
import type { Config, Environment } from './config.ts';
import type { FlagName, FlagValues } from './flag-table.ts';
import type { Terminal } from './output/terminal.ts';

export interface CommandContext {
  readonly config: Config;
  /** For what is started with it; settings are in `config`. */
  readonly env: Environment;
  readonly flags: FlagValues;
  readonly positionals: readonly string[];
  readonly terminal: Terminal;
  /** Fires on SIGINT and SIGTERM. */
  readonly interrupted: AbortSignal;
  /** Fires on the second one of them; the process ends right behind it. */
  readonly interruptedAgain: AbortSignal;
  /** Ends the process at once, whatever its threads wait for. */
  readonly kill: () => void;
  /** Goes to a folder that nobody deletes: without the one it was started in, Node starts no thread and no process. */
  readonly leaveFolder: () => void;
}

/** Gives the exit code. Throws TracelakeError. */
export type CommandRun = (context: CommandContext) => Promise<number>;

export interface Example {
  readonly command: string;
  readonly explanation: string;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments as --help shows them; optional ones in brackets. */
  readonly positionals: readonly string[];
  readonly flags: readonly FlagName[];
  /** Values of --format, the default first; empty where the flag is not taken. */
  readonly formats: readonly string[];
  readonly examples: readonly Example[];
  /** What it has begun is brought to its end before Ctrl-C ends it; others end soon, whatever they wait for. */
  readonly endsInOrder?: true;
  /** Loads only what this command needs: the CLI's start is not to wait for DuckDB or Fastify. */
  load(): Promise<CommandRun>;
}
