// Ends a test run with one plain line ("tests: N passed, N failed"), for machines that read logs; names in front of it what passed only when asked again.
import type { Reporter, TestModule } from 'vitest/node';
import { missingLambdaNodes } from '../packages/testkit/src/lambda/lambda-nodes.ts';

export default class PlainCountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      if (module.children.size === 0 && !module.ok()) failed += 1;
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        if (test.diagnostic()?.flaky === true)
          process.stdout.write(`\nPASSED ONLY WHEN ASKED AGAIN: ${test.fullName}\n`);
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
      }
    }
    const missing = missingLambdaNodes();
    if (missing.length > 0 && modules.some(({ moduleId }) => moduleId.includes('/lambda-')))
      process.stdout.write(
        `\nNOT TESTED on Node ${missing.join(', ')}: run node scripts/install-lambda-nodes.mjs first.\n`,
      );
    process.stdout.write(`\ntests: ${passed} passed, ${failed} failed\n`);
  }
}
