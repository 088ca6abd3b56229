// How far above its server a child is among those that the system ends: by a program, since the score of the test's own process may not be set back.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { expect, it } from 'vitest';

const source = readFileSync(new URL('../src/memory-victim.ts', import.meta.url), 'utf8');
const module = `data:text/javascript,${encodeURIComponent(transformSync(source, { loader: 'ts' }).code)}`;
const PROGRAM = `
  import { spawn } from 'node:child_process';
  import { readFileSync } from 'node:fs';
  import { memoryVictim } from ${JSON.stringify(module)};
  const scoreOf = (pid) => Number(readFileSync('/proc/' + pid + '/oom_score_adj', 'latin1'));
  const child = spawn('sleep', ['60']);
  memoryVictim(child.pid);
  console.log(JSON.stringify([scoreOf(process.pid), scoreOf(child.pid)]));
  child.kill();`;

// What may not be set stays as it is: only the system's own may protect a process.
it.runIf(process.platform === 'linux').each([-997, 0, 250, 400])('is 700 above that, and 1,000 at most: %i', (own) => {
  const script = 'echo $0 2>/dev/null > /proc/self/oom_score_adj; exec "$@"';
  const args = ['-c', script, String(own), process.execPath, '--input-type=module', '-e', PROGRAM];
  const told = execFileSync('/bin/sh', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [server, child] = JSON.parse(told) as [number, number];
  expect(child).toBe(Math.min(1_000, server + 700));
});
