// tracelake compare: which attributes tell these spans from the rest?
import { parseFieldNames, parseFilters } from '@tracelake/query';
import { TracelakeError } from '@tracelake/schema';
import { askForJson } from '../api/api-client.ts';
import { openApi } from '../api/open-api.ts';
import type { CommandContext, CommandRun } from '../command.ts';
import { EXIT_CODES } from '../exit-code.ts';
import type { FlagValues } from '../flag-table.ts';
import { comparisonText, type ShownComparison } from '../output/comparison-text.ts';
import { withProgress } from '../output/progress.ts';
import { type ShownStats, statsText } from '../output/stats-text.ts';
import { rangeRequest } from '../range-request.ts';
import { runRequest } from '../run-request.ts';

interface AnswerDocument extends ShownComparison {
  readonly stats: ShownStats;
}

const PRESETS = ['errors', 'slowest'];

export const compare: CommandRun = async (context) => {
  const { flags, positionals, terminal, interrupted } = context;
  const body = { ...compareRequest(flags, positionals[0]), ...runRequest(flags) };
  const client = await openApi(context);
  try {
    const answer = await withProgress(terminal.stderr, 'Comparing', () =>
      askForJson<AnswerDocument>(client, { method: 'POST', path: '/api/v1/compare', body }, interrupted),
    );
    await terminal.stdout.write(shown(context, answer));
    await terminal.stderr.write(statsText(answer.stats, false, client.place));
    return EXIT_CODES.ok;
  } finally {
    await client.close();
  }
};

/** Throws `config_invalid`, `invalid_request`. */
export function compareRequest(flags: FlagValues, preset: string | undefined): Record<string, unknown> {
  if (preset !== undefined && !PRESETS.includes(preset)) {
    throw usage(`There is no preset ${JSON.stringify(preset.slice(0, 60))}; there are ${PRESETS.join(' and ')}.`);
  }
  if (preset === undefined && flags.where === undefined) {
    throw usage('Say which spans: "errors", "slowest", or --where.');
  }
  const baseline =
    flags.with === undefined ? undefined : flags.with === 'all' ? 'rest-of-all' : parseFilters(flags.with);
  return {
    ...(flags.within === undefined ? {} : parseFilters(flags.within)),
    selection: {
      ...(preset === undefined ? {} : { preset }),
      ...(flags.where === undefined ? {} : parseFilters(flags.where)),
    },
    ...(baseline === undefined ? {} : { baseline }),
    ...(flags.fields === undefined ? {} : { fields: parseFieldNames(flags.fields) }),
    ...rangeRequest(flags),
  };
}

function usage(message: string): TracelakeError {
  return new TracelakeError('config_invalid', message, { hint: '"tracelake compare --help" shows examples.' });
}

function shown({ flags, terminal: { stdout } }: CommandContext, answer: AnswerDocument): string {
  if (flags.format === 'json') return `${JSON.stringify(answer)}\n`;
  const limit = flags.limit === undefined ? undefined : Number(flags.limit);
  return comparisonText(answer, { width: stdout.width, colors: stdout.colors }, limit);
}
