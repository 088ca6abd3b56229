#!/usr/bin/env node
// The `tracelake` command. Checked in, so that npm links it before anything is built; what it runs is the bundle.
import { existsSync } from 'node:fs';

const bundle = new URL('../dist/main.js', import.meta.url);
if (existsSync(bundle)) {
  await import(bundle.href);
} else {
  process.stderr.write(
    'error: tracelake is not built yet.\nhint: run "npm run build" (or "npm start") in the clone first.\n',
  );
  process.exitCode = 1;
}
