// A million invocations of the simulated extension with everything that goes wrong, in each mode: `node scripts/bench.mjs extension-simulation [invocations] [seed]`
import { simulate } from '../../packages/extension/test/simulation/simulation.ts';

const INVOCATIONS = Number(process.argv[2] ?? 1_000_000);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000_000);
const MODES = ['auto', 'end', 'next'] as const;

console.log(`seed ${SEED}, ${INVOCATIONS} invocations`);
for (const mode of MODES) {
  const before = process.cpuUsage().user;
  const invocations = Math.ceil(INVOCATIONS / MODES.length);
  const report = simulate({ seed: SEED, invocations, trouble: 1, environment: { TRACELAKE_FLUSH: mode } });
  const seconds = (process.cpuUsage().user - before) / 1e6;
  console.log(mode, JSON.stringify(report), `${Math.round(invocations / seconds)} invocations a CPU second`);
  if (report.violations.length > 0) process.exitCode = 1;
}
