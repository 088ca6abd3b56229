// Runs the proof, `npm run proof -- [kills] [mutations] [simulator] [load] [--kills N] [--mutations N] [--load-seconds N] [--seed TEXT | --recorded]
// [--record]`: the parts named, or all. Prints one table; --record keeps it in docs/reliability.md, --recorded repeats the run that is kept there.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const PAGE = 'docs/reliability.md';
const BEGIN = '<!-- proof: written by `npm run proof -- --record` -->';
const END = '<!-- end of proof -->';
/** Kills and mutations share the cores; figures are taken alone. */
const RUNS = [['kills', 'mutations'], ['simulator'], ['load']];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string' },
    mutations: { type: 'string' },
    'load-seconds': { type: 'string' },
    seed: { type: 'string' },
    record: { type: 'boolean', default: false },
    recorded: { type: 'boolean', default: false },
  },
});
const commit = execFileSync('git', ['rev-parse', '--short=12', 'HEAD']).toString().trim();
const seed = values.seed ?? (values.recorded ? recordedSeed() : commit);
const folder = mkdtempSync(join(tmpdir(), 'tracelake-proof-'));
const env = {
  ...process.env,
  PROOF_FOLDER: folder,
  PROOF_SEED: seed,
  PROOF_KILLS: values.kills ?? '',
  PROOF_MUTATIONS: values.mutations ?? '',
  PROOF_LOAD_SECONDS: values['load-seconds'] ?? '',
};
let failed = 0;
try {
  for (const parts of chosenRuns()) {
    const files = parts.map((part) => `test/proof/${part}.proof.ts`);
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/proof/vitest.config.ts', ...files];
    failed += spawnSync(process.execPath, args, { stdio: 'inherit', env }).status === 0 ? 0 : 1;
  }
  const table = tableOf(chosenRuns().flat());
  console.log(table);
  if (values.record && failed === 0) record(table);
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = failed === 0 ? 0 : 1;

function recordedSeed() {
  return /, seed `([^`]+)`/.exec(readFileSync(PAGE, 'utf8').split(BEGIN)[1])[1];
}

function chosenRuns() {
  const isChosen = (part) => positionals.length === 0 || positionals.includes(part);
  return RUNS.map((parts) => parts.filter(isChosen)).filter((parts) => parts.length > 0);
}

function tableOf(parts) {
  const lines = parts.flatMap((part) => {
    const path = join(folder, `${part}.json`);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [{ what: part, result: 'failed or not tested' }];
  });
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} cores, Node ${process.versions.node}`;
  const rows = lines.map(({ what, result }) => `| ${what} | ${result} |`);
  return [
    `${date}, commit ${commit}, seed \`${seed}\`, ${machine}.`,
    '',
    '| what | result |',
    '| --- | --- |',
    ...rows,
  ].join('\n');
}

/** The section is the page's own; everything else on it stays. */
function record(table) {
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  const section = `${BEGIN}\n${table}\n${END}`;
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  const next =
    start === -1
      ? `${page}\n## Last proof\n\n${section}\n`
      : page.slice(0, start) + section + page.slice(end + END.length);
  writeFileSync(PAGE, next);
}
