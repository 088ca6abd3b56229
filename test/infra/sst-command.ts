// `sst diff` and `sst deploy` as a user runs them, on the stand, above the stand-in for Pulumi's engine.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, STAGE, sstEnvironment } from './sst-environment.ts';
import { STACK_VARIABLES, stand } from './stack-variables.ts';

/** Below a test's: what sst said by then is told. */
const TIMEOUT_MS = 280_000;

export interface SstRun {
  readonly text: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What the engine did, in its order, without what stayed as it was: `update SpansLanding`. */
  readonly changes: readonly string[];
}

/** Of the app in `folder`. Throws with what sst and the engine said. */
export async function runSst(
  command: 'diff' | 'deploy' | 'remove',
  folder: string = ROOT,
  stage: string = STAGE,
): Promise<SstRun> {
  const env = sstEnvironment({
    ...STACK_VARIABLES,
    AWS_ENDPOINT_URL: stand!.url,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    // sst hides what the engine says of a resource that cannot be made: it stands in the event log.
    SST_NO_CLEANUP: '1',
  });
  installEngine(env['XDG_CONFIG_HOME']!);
  rmSync(join(folder, '.sst/pulumi'), { recursive: true, force: true });
  rmSync(join(folder, '.sst/outputs.json'), { force: true });
  const sst = join(ROOT, 'node_modules/.bin/sst');
  try {
    const run = promisify(execFile)(sst, [command, '--stage', stage], { cwd: folder, env, timeout: TIMEOUT_MS });
    const { stdout, stderr } = await run;
    const outputs = command === 'deploy' ? JSON.parse(readFileSync(join(folder, '.sst/outputs.json'), 'utf8')) : {};
    return { text: `${stdout}${stderr}`, outputs, changes: changesOf(join(folder, '.sst/pulumi')) };
  } catch (error) {
    const { stdout = '', message } = error as { stdout?: string; message: string };
    const log = readFileSync(join(folder, '.sst/log/pulumi.err.log'), 'utf8');
    throw new Error([message, stdout, log].join('\n'));
  } finally {
    rmSync(join(folder, '.sst/pulumi'), { recursive: true, force: true });
    rmSync(env['XDG_CONFIG_HOME']!, { recursive: true, force: true });
  }
}

function changesOf(runFolder: string): string[] {
  const runs = readdirSync(runFolder);
  const lines = runs.flatMap((run) => readFileSync(join(runFolder, run, 'eventlog.json'), 'utf8').split('\n'));
  return lines.flatMap((line) => {
    if (!line.includes('"resOutputsEvent"')) return [];
    const { op, urn } = JSON.parse(line).resOutputsEvent.metadata as { op: string; urn: string };
    return op === 'same' ? [] : [`${op} ${urn.split('::').at(-1)}`];
  });
}

/** Where sst looks for Pulumi. */
export function installEngine(configHome: string): void {
  const folder = join(configHome, 'sst/bin');
  mkdirSync(folder, { recursive: true });
  const engine = join(ROOT, 'test/infra/stand-in-engine/pulumi.mjs');
  writeFileSync(join(folder, 'pulumi'), `#!/bin/sh\nexec "${process.execPath}" "${engine}" "$@"\n`, { mode: 0o755 });
}
