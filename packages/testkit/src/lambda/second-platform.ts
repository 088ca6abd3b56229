// lambda-simulator (crates.io) as a second platform, one that nobody of us wrote: it shows what our own fake would believe of itself.
// It knows starts, invocations, freezes, telemetry and shutdown, no failures. Built by cargo into a cache folder, the first time in minutes.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CLONE_FOLDER } from '../clone-folder.ts';
import { RUNTIME_PROGRAM } from './execution-environment.ts';
import type { LambdaCredentials } from './platform-options.ts';
import { extensionVariables } from './sandbox-environment.ts';

export interface SecondPlatformOptions {
  readonly handler: string;
  /** A layer with one extension. */
  readonly layer: string;
  readonly nodeBinary?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly credentials?: LambdaCredentials;
  /** TMPDIR of both processes. */
  readonly tmpFolder: string;
}

export interface SecondInvocation {
  readonly requestId: string;
  readonly status: 'success' | 'error';
  readonly response: unknown;
}

export interface SecondPlatform {
  /** Settles when the environment is frozen. */
  invoke(payload: unknown): Promise<SecondInvocation>;
  /** SHUTDOWN; settles when all processes are gone. */
  shutdown(): Promise<void>;
}

const PROGRAM_FOLDER = join(CLONE_FOLDER, 'packages/testkit/second-platform');
const BUILD_FOLDER = join(homedir(), '.cache', 'tracelake-second-platform');

/** `null`, and a line on stderr, where there is no cargo or the build fails: the caller skips its test. */
export function buildSecondPlatform(): string | null {
  const args = ['build', '--release', '--locked', '--quiet', '--target-dir', BUILD_FOLDER];
  const { status, error, stderr } = spawnSync('cargo', args, { cwd: PROGRAM_FOLDER });
  if (status === 0) return join(BUILD_FOLDER, 'release', 'second-platform');
  console.warn(`NOT TESTED on lambda-simulator: ${error?.message ?? stderr.toString().trim().split('\n', 1)[0]}`);
  return null;
}

export function startSecondPlatform(program: string, options: SecondPlatformOptions): SecondPlatform {
  const nodeBinary = options.nodeBinary ?? process.execPath;
  const [extension] = readdirSync(join(options.layer, 'extensions'));
  // The address of the APIs is the simulator's own to set.
  const addresses = { runtimeApi: '', tmpFolder: options.tmpFolder, nodeBinary, credentialsToken: '' };
  const environment = extensionVariables(options, addresses);
  const args = [join(options.layer, 'extensions', extension!), nodeBinary, RUNTIME_PROGRAM, options.handler];
  const child = spawn(program, args, { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    async invoke(payload) {
      child.stdin!.write(`${JSON.stringify(payload)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('The second platform has ended.');
      return JSON.parse(value) as SecondInvocation;
    },
    shutdown: () => ended(child),
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The second platform exited with ${code}.`)),
    );
    child.stdin!.end();
  });
}
