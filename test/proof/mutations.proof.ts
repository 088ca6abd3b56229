// A hundred thousand mutated OTLP bodies against slow readers, and through Parquet into three other readers.
import { expect, test } from 'vitest';
import { OtlpFuzz } from '../fuzz/otlp-fuzz.ts';
import { runSeed, seedNumber } from '../run-seed.ts';
import { amountOf, grouped, writeLines } from './proof-line.ts';

test('mutated bodies give the rows of a slow reader, or both refuse', async () => {
  const seed = runSeed();
  const mutations = amountOf('MUTATIONS', 100_000);
  const report = await new OtlpFuzz({ mutations, seed: seedNumber(seed, 'fuzz') }).run();
  const { accepted, refused, rows, files, worst, faults } = report;
  writeLines('mutations', [
    {
      what: 'mutated OTLP bodies, protobuf and JSON',
      result: `${grouped(accepted + refused)}: ${grouped(accepted)} taken, ${grouped(refused)} refused, ${faults.length} unlike the slow reader`,
    },
    {
      what: 'their rows read back by hyparquet, DuckDB and parquet-wasm',
      result: `${grouped(rows)} rows in ${files} files`,
    },
    { what: 'slowest body', result: `${worst.ms.toFixed(1)} ms for ${grouped(worst.bytes)} bytes` },
  ]);
  expect(faults, `PROOF_SEED=${seed}`).toEqual([]);
  expect(accepted + refused).toBe(mutations);
});
