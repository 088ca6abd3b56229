// The stack as the npm package brings it: what npm had not finished is installed again, what it had is not.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStack } from '../../src/deploy/stack-folder.ts';

const MAKE_SST = 'mkdir -p node_modules/sst/bin && : > node_modules/sst/bin/sst.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tracelake-stack-'));
  mkdirSync(join(root, 'stack'));
  writeFileSync(join(root, 'stack/package.json'), '{"version":"1.0.0","dependencies":{"sst":"4.17.1"}}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** @param script in place of npm's work; each run is counted */
function open(script: string) {
  mkdirSync(join(root, 'bin'), { recursive: true });
  writeFileSync(join(root, 'bin/npm'), `#!/bin/sh\necho run >> ${root}/runs\n${script}\n`);
  chmodSync(join(root, 'bin/npm'), 0o755);
  const environment = { PATH: `${root}/bin:${process.env['PATH']}`, XDG_CACHE_HOME: join(root, 'cache') };
  return openStack({ path: join(root, 'stack'), isClone: false }, { environment, onText: () => {} });
}

const runs = () => readFileSync(join(root, 'runs'), 'utf8').trim().split('\n').length;

it('installs once', async () => {
  const { sst } = await open(MAKE_SST);
  expect(existsSync(sst)).toBe(true);
  await open(MAKE_SST);
  expect(runs()).toBe(1);
});

it.each([
  ['was killed', `${MAKE_SST}; kill -9 $$`],
  ['failed', `${MAKE_SST}; exit 1`],
])('installs again after an npm that %s, however much of sst lies there', async (_, script) => {
  await expect(open(script)).rejects.toMatchObject({ code: 'stack_not_found' });
  await open(MAKE_SST);
  expect(runs()).toBe(2);
});
