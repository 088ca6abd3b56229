// The user's app in a folder of its own, with the packed `tracelake` in its node_modules, as `npm install` puts it there.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import buildOnce from '../e2e/build-once.ts';
import { ROOT } from './sst-environment.ts';

export interface UserApp {
  readonly folder: string;
  remove(): void;
}

export async function packedUserApp(): Promise<UserApp> {
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-user-app-'));
  cpSync(join(ROOT, 'test/infra/user-app'), folder, { recursive: true });
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'tracelake'), { recursive: true });
  buildOnce();
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: join(ROOT, 'packages/cli'),
    encoding: 'utf8',
  });
  const archive = join(folder, packed.trim());
  execFileSync('tar', ['-xzf', archive, '-C', join(modules, 'tracelake'), '--strip-components', '1']);
  symlinkSync(join(ROOT, 'node_modules/sst'), join(modules, 'sst'));
  // What `sst install` would unpack there: 300 MB.
  mkdirSync(join(folder, '.sst'));
  symlinkSync(join(ROOT, '.sst/platform'), join(folder, '.sst/platform'));
  cpSync(join(ROOT, '.sst/provider-lock.json'), join(folder, '.sst/provider-lock.json'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
