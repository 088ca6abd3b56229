// Tests of the page in a real browser: `npm run test:browser`. One file at a time: two browsers and two lakes are too many for two cores.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/browser/*.test.ts'],
    globalSetup: ['test/e2e/build-once.ts', 'test/browser/find-chromium.ts', 'test/browser/tell-story.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // A second, the default, is what a busy machine needs for one answer.
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default', './test/plain-count-reporter.ts'],
  },
});
