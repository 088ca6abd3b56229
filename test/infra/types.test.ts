// `sst.config.ts` and `infra/` against the types of the real SST.
import { execFileSync } from 'node:child_process';
import { expect, inject, it } from 'vitest';
import { ROOT } from './sst-environment.ts';

it.skipIf(!inject('hasSst'))('the stack is well-typed against the real SST', () => {
  const tsc = `${ROOT}node_modules/.bin/tsc`;
  const run = () => execFileSync(tsc, ['-p', 'tsconfig.infra.json'], { cwd: ROOT, encoding: 'utf8' });
  expect(run()).toBe('');
});
