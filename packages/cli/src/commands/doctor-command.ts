// tracelake doctor: is everything as it should be, and if not, what to do.
import { TracelakeError } from '@tracelake/schema';
import { meantLake } from '../api/open-api.ts';
import type { CommandRun } from '../command.ts';
import type { CheckResult } from '../doctor/check-result.ts';
import { checkFolder } from '../doctor/folder-checks.ts';
import { checkClock, checkNode } from '../doctor/machine-checks.ts';
import { checkServer } from '../doctor/server-checks.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { visibleText } from '../output/cell-text.ts';
import { withProgress } from '../output/progress.ts';
import { type Style, styled } from '../output/style.ts';

const LEVEL_STYLES: Readonly<Record<CheckResult['level'], Style>> = { ok: 'green', warn: 'yellow', fail: 'red' };

export const doctor: CommandRun = async ({ config, flags, terminal }) => {
  const results = await withProgress(terminal.stderr, 'Checking', async () => {
    const machine = [checkNode(process.version), checkClock(Date.now())];
    if (flags.aws === true) {
      const { checkDeployed } = await import('../doctor/deployed-checks.ts');
      const chain = await checkDeployed(streamOf(flags.stream));
      return [...machine, ...chain, ...(config.url === null ? [] : await checkServer(config))];
    }
    if (config.bucket !== null && config.url === null) {
      // DuckDB's search and the S3 client are not for a doctor of folders.
      const { checkBucket } = await import('../doctor/bucket-checks.ts');
      return [...machine, ...(await checkBucket(config.bucket))];
    }
    const dataFolder = config.url === null ? (await meantLake(config)).folder : config.dataFolder;
    return [...machine, ...(await checkFolder(dataFolder)), ...(await checkServer({ ...config, dataFolder }))];
  });
  const { stdout } = terminal;
  const text =
    flags.format === 'json'
      ? `${JSON.stringify(results)}\n`
      : results.map((result) => line(result, stdout.colors)).join('');
  await stdout.write(text);
  return results.some(({ level }) => level === 'fail') ? EXIT_CODES.failure : EXIT_CODES.ok;
};

function streamOf(name = ''): string {
  if (name !== '') return name;
  throw new TracelakeError('config_invalid', '--aws needs the stream of the deployed lake.', {
    hint: 'tracelake doctor --aws --stream NAME, as "tracelake deploy" printed it: the stream names all the rest.',
  });
}

function line({ name, level, message, next }: CheckResult, colors: boolean): string {
  const advice = next === null ? '' : `\n                 → ${visibleText(next)}`;
  return `${styled(level.padEnd(5), LEVEL_STYLES[level], colors)} ${name.padEnd(10)} ${visibleText(message)}${advice}\n`;
}
