// The seed of a run: the commit's hash unless PROOF_SEED says otherwise, so that each commit tries other moments and any run can be repeated.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

const ROOT = new URL('..', import.meta.url).pathname;

export function runSeed(): string {
  const given = process.env['PROOF_SEED'];
  if (given !== undefined && given !== '') return given;
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return 'no commit';
  }
}

/** A 32-bit number of the seed and what it is for. */
export function seedNumber(seed: string, purpose: string): number {
  return createHash('sha256').update(`${seed}/${purpose}`).digest().readUInt32LE(0);
}
