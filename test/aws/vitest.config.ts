// `npm run test:aws`: the tests that need a stand-in for AWS. Apart from `npm test`, which downloads nothing.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'aws',
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/aws/**/*.test.ts'],
    globalSetup: 'test/aws/start-stand.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Other processes take the cores: what is waited for comes, but not within a second.
    expect: { poll: { timeout: 30_000 } },
    // One stand on few cores: files wait for each other.
    fileParallelism: false,
    server: { deps: { inline: [/dt-sql-parser/, /antlr4ng/] } },
    reporters: ['default', './test/plain-count-reporter.ts'],
  },
});
