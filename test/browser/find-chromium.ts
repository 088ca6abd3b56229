// Before the first test: a Chromium. Debian's is installed where there is none; where it cannot be had, that is said loudly, and is an error in CI.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

declare module 'vitest' {
  interface ProvidedContext {
    /** Null where no browser can be had. */
    chromium: string | null;
  }
}

export default function findChromium({ provide }: { provide: (key: 'chromium', value: string | null) => void }): void {
  const found = installed() ?? installedNow();
  if (found === null) {
    if (process.env['CI'] === 'true') throw new Error('No Chromium: CI must have one (apt-get install chromium).');
    process.stderr.write(
      '\n!!! NO BROWSER: every test of the page is skipped. Install chromium (Debian: apt-get install chromium).\n\n',
    );
  }
  provide('chromium', found);
}

function installed(): string | null {
  return PLACES.find((path) => existsSync(path)) ?? null;
}

function installedNow(): string | null {
  try {
    execFileSync('apt-get', ['update'], { stdio: 'ignore' });
    execFileSync(
      'apt-get',
      ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-inter', 'fonts-jetbrains-mono'],
      { stdio: 'ignore' },
    );
  } catch {
    return null;
  }
  return installed();
}
