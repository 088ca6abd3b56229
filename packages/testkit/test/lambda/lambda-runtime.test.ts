// The small runtime by itself: what becomes of it where its platform is gone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const sourceFile = (path: string): string => fileURLToPath(new URL(`../../src/lambda/${path}`, import.meta.url));

it('ends with its platform, also where nobody reads what it prints', async () => {
  const platform = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(platform, 'listening');
  const runtime = spawn(process.execPath, [sourceFile('runtime/main.mjs')], {
    env: {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(platform.address() as AddressInfo).port}`,
      _HANDLER: sourceFile('functions/plain.mjs.handler'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const ended = once(runtime, 'exit');
    await once(platform, 'request');
    runtime.stdout.destroy();
    runtime.stderr.destroy();
    platform.closeAllConnections();
    platform.close();
    // It went on for ever, four gigabytes after ten minutes: each report that failed was one more to report.
    expect(await ended).toEqual([expect.any(Number), null]);
  } finally {
    runtime.kill('SIGKILL');
  }
});
