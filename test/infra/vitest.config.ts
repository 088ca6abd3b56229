// `npm run test:infra`: the stack under the real `sst`. Apart from `npm test`, which downloads nothing.
import { defineConfig } from 'vitest/config';

const root = new URL('../..', import.meta.url).pathname;

export default defineConfig({
  // One copy of Pulumi's SDK: SST's own.
  resolve: { alias: [{ find: /^@pulumi\/(.+)$/, replacement: `${root}.sst/platform/node_modules/@pulumi/$1` }] },
  test: {
    name: 'infra',
    root,
    include: ['test/infra/**/*.test.ts'],
    globalSetup: ['test/infra/sst-platform.ts', 'test/aws/start-stand.ts'],
    // SST's components keep state of the process: a graph a file.
    pool: 'forks',
    fileParallelism: false,
    // A deploy takes 17 s where nothing else runs, and took 122 on two busy cores: sst, the engine, the command and the stand share them.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    server: { deps: { inline: [/dt-sql-parser/, /antlr4ng/, /\.sst\/platform\/src/] } },
    reporters: ['default', './test/plain-count-reporter.ts'],
  },
});
