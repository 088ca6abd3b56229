// A few thousand mutated OTLP bodies with every run of the tests; `npm run proof` takes a hundred thousand. Each commit tries others.
import { expect, test } from 'vitest';
import { runSeed, seedNumber } from '../run-seed.ts';
import { OtlpFuzz } from './otlp-fuzz.ts';

const MUTATIONS = 3_000;

test('mutated bodies give the rows of a slow reader, or both refuse', async () => {
  const seed = runSeed();
  const report = await new OtlpFuzz({ mutations: MUTATIONS, seed: seedNumber(seed, 'fuzz') }).run();
  expect(report.faults, `PROOF_SEED=${seed}`).toEqual([]);
  expect(report.accepted).toBeGreaterThan(MUTATIONS / 10);
  expect(report.refused).toBeGreaterThan(MUTATIONS / 10);
}, 120_000);
