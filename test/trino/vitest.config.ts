// `npm run test:trino`: the tests that need a real Trino. Apart from `npm test`, which must not download 0.8 GB.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'trino',
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/trino/**/*.test.ts'],
    // The stand: for the one test of the whole chain, whose lake is a bucket.
    globalSetup: ['test/trino/start-trino.ts', 'test/aws/start-stand.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Other processes take the cores: what is waited for comes, but not within a second.
    expect: { poll: { timeout: 30_000 } },
    // One Trino on few cores: files wait for each other.
    fileParallelism: false,
    server: { deps: { inline: [/dt-sql-parser/, /antlr4ng/] } },
    reporters: ['default', './test/plain-count-reporter.ts'],
  },
});
