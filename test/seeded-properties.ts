// Property tests draw from the run's seed: what a commit's tests found once they find again, here and in CI.
import fc from 'fast-check';
import { runSeed, seedNumber } from './run-seed.ts';

fc.configureGlobal({ seed: seedNumber(runSeed(), 'properties') | 0 });
