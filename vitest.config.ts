// One test run for the whole workspace: unit tests beside the packages, what crosses packages under test/.
import { defineConfig } from 'vitest/config';
import { runSeed } from './test/run-seed.ts';

/** Of pure functions for the most part: no file of theirs leaves anything behind in its thread. */
const PURE = 'packages/{schema,otlp,query,extension,dashboard}/test/**/*.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: [PURE],
          // Two CPU seconds a file, half of all that these take, were the same modules loaded anew.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'packages',
          exclude: [PURE],
          include: [
            'packages/*/test/**/*.test.ts',
            'test/*.test.ts',
            'test/conformance/**/*.test.ts',
            'test/fuzz/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'end-to-end',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/e2e/build-once.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
    // Asked of git once, not by each of hundreds of files.
    env: { PROOF_SEED: runSeed() },
    setupFiles: ['test/seeded-properties.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Of itself a poll gives up after one second, which a busy machine needs for a single answer.
    expect: { poll: { timeout: 20_000 } },
    // Two cores here: more workers only make spawned servers miss their deadlines.
    maxWorkers: 2,
    // Its deep imports lack file endings, which only a bundler resolves.
    server: { deps: { inline: [/dt-sql-parser/, /antlr4ng/] } },
    reporters: ['default', './test/plain-count-reporter.ts'],
  },
});
