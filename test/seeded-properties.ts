// Property tests draw from the run's seed: what a commit's tests found once they find again, here and in CI. They, and those that kill, are not tried again.
import fc from 'fast-check';
import { beforeEach } from 'vitest';
import { runSeed, seedNumber } from './run-seed.ts';

fc.configureGlobal({ seed: seedNumber(runSeed(), 'properties') | 0 });

/** What these find once is a row that was lost once: that a second try did not find it says nothing, whatever `--retry` allows. */
const TRIED_ONCE = /(?:\.prop|kill|power-cut|fuzz|simulation)\.test\.ts$/;

beforeEach(({ task }) => {
  if ((task.result?.retryCount ?? 0) > 0 && TRIED_ONCE.test(task.file.filepath)) {
    throw new Error('It failed, and is not tried again: see the first error.');
  }
});
