// Before the first test: the built CLI that the end-to-end tests spawn, made anew only where a source is younger than it.
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = new URL('../..', import.meta.url).pathname;
const BUILT = join(ROOT, 'packages/cli/dist/main.js');

export default function buildOnce(): void {
  if (builtAtMs() > newestSourceAtMs()) return;
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
}

function builtAtMs(): number {
  return statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestSourceAtMs(): number {
  const packages = readdirSync(join(ROOT, 'packages')).map((name) => join(ROOT, 'packages', name));
  const files = packages.flatMap((folder) => [join(folder, 'package.json'), ...sourceFiles(join(folder, 'src'))]);
  files.push(join(ROOT, 'scripts/build.mjs'), join(ROOT, 'package-lock.json'));
  return Math.max(...files.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}

function sourceFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
