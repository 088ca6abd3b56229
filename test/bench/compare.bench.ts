// Comparing two selections over all attributes of two million spans, as a person asks it: the built command, whole. The goal is 3 s.
// The lake is made once (some minutes) and kept in the temp folder. Run `npm run build` first.
import { spawnSync } from 'node:child_process';
import { cachedBenchLake } from './bench-lake.ts';

const SPANS = 2_000_000;
const HOURS = 1;
const GOAL_SECONDS = 3;
const CLI = 'packages/cli/dist/main.js';
const RANGE = ['--start', '2026-01-01T00:00:00Z', '--end', '2026-01-02T00:00:00Z'];

const QUESTIONS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['errors', ['errors']],
  ['the slowest tenth', ['slowest']],
  ["one plan's customers", ['--where', 'user.plan = enterprise']],
  ['one tenant’s errors', ['errors', '--within', 'tenant.id = t_3']],
];

interface Measured {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly answer: { readonly fields: readonly { field: string }[]; readonly stats: Record<string, number> };
}

/** What any command costs here before its question: Node, the engine's child, the field documents. */
const NOTHING = ['sql', 'SELECT count(*) FROM spans'];

/** The shell's `time` counts the processes that the command starts, DuckDB's among them. */
function measured(folder: string, args: readonly string[]): Measured {
  const command = [process.execPath, CLI, ...args, ...RANGE, '--data', folder, '--format', 'json'];
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" 2>/dev/null';
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script, 'bash', ...command], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(`${command.join(' ')} failed`);
  const [wall, user, system] = stderr.trim().split(' ').map(Number);
  return { wallSeconds: wall, cpuSeconds: user + system, answer: JSON.parse(stdout) as Measured['answer'] };
}

const folder = await cachedBenchLake(SPANS, HOURS);
const start = measured(folder, NOTHING);
console.log(
  `${SPANS.toLocaleString('en')} spans, goal ${GOAL_SECONDS} s; a command alone: CPU ${start.cpuSeconds.toFixed(1)} s, taken off`,
);
for (const [name, args] of QUESTIONS) {
  const { wallSeconds, cpuSeconds: whole, answer } = measured(folder, ['compare', ...args]);
  const cpuSeconds = whole - start.cpuSeconds;
  const { fields, stats } = answer;
  const first = fields.slice(0, 3).map(({ field }) => field);
  console.log(
    `${name.padEnd(22)} wall ${wallSeconds.toFixed(1)} s  CPU ${cpuSeconds.toFixed(1)} s  queries ${(stats['elapsedMs'] / 1000).toFixed(1)} s  ${(cpuSeconds / GOAL_SECONDS).toFixed(2)}x goal  ${fields.length} fields, ${stats['files']} files  ${first.join(', ')}`,
  );
}
