// Builds the worker thread's entry, and a program that writes a lake, as they are deployed: plain JavaScript files.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface BuiltPrograms {
  readonly rollWorker: string;
  readonly writerProgram: string;
  readonly takerProgram: string;
}

const sourceOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export async function buildPrograms(): Promise<BuiltPrograms> {
  const outdir = await mkdtemp(join(tmpdir(), 'tracelake-built-'));
  await build({
    entryPoints: {
      'roll-worker': sourceOf('../../../server/src/ingest/roll-worker.ts'),
      'writer-program': sourceOf('./writer-program.ts'),
      'taker-program': sourceOf('./taker-program.ts'),
    },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  });
  const built = (name: string) => join(outdir, `${name}.mjs`);
  return {
    rollWorker: built('roll-worker'),
    writerProgram: built('writer-program'),
    takerProgram: built('taker-program'),
  };
}
