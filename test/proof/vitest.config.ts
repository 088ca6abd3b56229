// `npm run proof`: what `npm test` shows in a minute, at full length. Apart from it, because it takes a quarter of an hour.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'proof',
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/proof/*.proof.ts'],
    globalSetup: 'test/e2e/build-once.ts',
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    server: { deps: { inline: [/dt-sql-parser/, /antlr4ng/] } },
    reporters: ['default', './test/plain-count-reporter.ts'],
  },
});
