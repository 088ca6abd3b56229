// tracelake query: calculations, filters and breakdowns in words, answered as a table; --show-sql prints the SQL they become.

import type { ResultValue } from '@tracelake/engine';
import {
  type Calculation,
  calculationName,
  decodeQuery,
  parseCalculations,
  parseFieldNames,
  parseFilters,
} from '@tracelake/query';
import { TracelakeError } from '@tracelake/schema';
import { askForJson } from '../api/api-client.ts';
import { openApi } from '../api/open-api.ts';
import type { CommandContext, CommandRun } from '../command.ts';
import { EXIT_CODES } from '../exit-code.ts';
import type { FlagValues } from '../flag-table.ts';
import { withProgress } from '../output/progress.ts';
import { resultTable, type ShownResult } from '../output/result-table.ts';
import { sparkline } from '../output/sparkline.ts';
import { type ShownStats, statsText } from '../output/stats-text.ts';
import { lengthMs, rangeRequest } from '../range-request.ts';
import { runRequest } from '../run-request.ts';

interface ShownSeries {
  readonly groups: readonly { readonly group: readonly unknown[] | null; readonly values: Record<string, unknown[]> }[];
}

interface ShownHeatmap {
  readonly column: string;
  readonly times: readonly string[];
  readonly cells: readonly unknown[];
  readonly counts: readonly (readonly [step: number, cell: number, spans: number])[];
}

interface AnswerDocument extends ShownResult {
  readonly sql: string;
  readonly url: string;
  readonly other: readonly unknown[] | null;
  readonly otherGroups: number | null;
  readonly series: ShownSeries | null;
  readonly heatmaps: readonly ShownHeatmap[];
  readonly stats: ShownStats;
}

export const query: CommandRun = async (context) => {
  const { flags, terminal, interrupted } = context;
  const body = { ...queryRequest(flags, context.positionals[0]), ...runRequest(flags) };
  const client = await openApi(context);
  try {
    const answer = await withProgress(terminal.stderr, 'Asking', () =>
      askForJson<AnswerDocument>(client, { method: 'POST', path: '/api/v1/query', body }, interrupted),
    );
    await terminal.stdout.write(await shown(context, answer));
    await terminal.stderr.write(statsText(answer.stats, false, client.place));
    return EXIT_CODES.ok;
  } finally {
    await client.close();
  }
};

/** A structured query of the link, and of the flags, which win. Throws `invalid_request`, `config_invalid`. */
export function queryRequest(flags: FlagValues, link?: string): Record<string, unknown> {
  const linked = link === undefined ? {} : decodeQuery(linkText(link));
  const range = rangeRequest(flags);
  // Half of one range and half of another would be none.
  const { start, end, ...question } = linked;
  const calculations: readonly Calculation[] =
    flags.calculate === undefined && linked.calculations !== undefined
      ? linked.calculations
      : parseCalculations(flags.calculate ?? 'count');
  return {
    ...(Object.keys(range).length === 0 ? linked : question),
    calculations,
    ...(flags.where === undefined ? {} : parseFilters(flags.where)),
    ...(flags.by === undefined ? {} : { breakdowns: parseFieldNames(flags.by) }),
    ...(flags.order === undefined ? {} : { orders: orderRequest(flags.order, calculations) }),
    ...(flags.limit === undefined ? {} : { limit: limitRequest(flags.limit) }),
    ...(flags.every === undefined ? {} : { granularity: granularity(flags.every) }),
    ...range,
  };
}

/** What stands behind `q=` in a link of the page or the API, or that text alone. */
function linkText(link: string): string {
  return /[?&]q=([^&#]*)/.exec(link)?.[1] ?? link;
}

/** `p95(duration_ms)` or a breakdown, and `asc` or `desc` behind it. */
function orderRequest(text: string, calculations: readonly Calculation[]): unknown[] {
  return text.split(/,(?![^(]*\))/).map((part) => {
    const [, name, direction] = /^\s*(.*?)(?:\s+(asc|desc|ascending|descending))?\s*$/is.exec(part)!;
    const order =
      direction === undefined ? {} : { order: direction.toLowerCase().startsWith('asc') ? 'ascending' : 'descending' };
    const calculation = calculations.find((each) => calculationName(each).toLowerCase() === name.toLowerCase());
    if (calculation !== undefined)
      return {
        op: calculation.op,
        ...(calculation.column === undefined ? {} : { column: calculation.column }),
        ...order,
      };
    return { column: name, ...order };
  });
}

/** What is no number goes on as it is: the refusal then shows what was typed. */
function limitRequest(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function granularity(text: string): 'auto' | number {
  if (text === 'auto') return text;
  const seconds = lengthMs('--every', text) / 1000;
  if (Number.isInteger(seconds) && seconds > 0) return seconds;
  throw new TracelakeError('config_invalid', `--every ${text} is not a whole number of seconds.`, {
    hint: 'Write 10s, 1m, 1h, or auto.',
  });
}

async function shown({ flags, terminal: { stdout } }: CommandContext, answer: AnswerDocument): Promise<string> {
  if (flags.format === 'json') return `${JSON.stringify(answer)}\n`;
  if (flags.format === 'csv' || flags.format === 'ndjson') return rowsText(flags.format, answer);
  const sql = flags['show-sql'] === true ? `${answer.sql}\n\n` : '';
  const link = flags['show-link'] === true && answer.url !== null ? `${answer.url}\n\n` : '';
  const table = resultTable(tableOf(answer), { width: stdout.width, colors: stdout.colors });
  return sql + link + table + answer.heatmaps.map(heatmapLine).join('');
}

/** The table's rows as `tracelake sql` writes them: no other row, series or heatmap. */
export async function rowsText(
  format: 'csv' | 'ndjson',
  { columns, rows, stats }: Pick<AnswerDocument, 'columns' | 'rows' | 'stats'>,
): Promise<string> {
  const { csvLine, uniqueColumnNames } = await import('@tracelake/server');
  if (format === 'csv') {
    const names = columns.map(({ name }) => name);
    return [names, ...(rows as readonly (readonly ResultValue[])[])].map(csvLine).join('');
  }
  // Written one by one: an object would put what looks like a number in front.
  const keys = uniqueColumnNames(columns).map((name) => JSON.stringify(name));
  const lines = rows.map((row) => `{${row.map((value, i) => `${keys[i]}:${JSON.stringify(value)}`).join(',')}}`);
  return [...lines, JSON.stringify({ stats })].map((line) => `${line}\n`).join('');
}

/** A table has no room for one. */
export function heatmapLine({ column, times, cells, counts }: ShownHeatmap): string {
  const spans = counts.reduce((sum, [, , count]) => sum + count, 0);
  return `heatmap of ${column}: ${spans} spans in ${times.length} steps by ${cells.length} cells; --format json has them\n`;
}

/** The rows, the other groups in one row below them, and the first calculation over time behind each. */
function tableOf({ columns, rows, other, otherGroups, series }: AnswerDocument): ShownResult {
  const breakdowns = columns.length - (other ?? columns).length;
  const name = otherGroups === null ? 'other' : `other (≈ ${otherGroups})`;
  const otherRow =
    other === null || otherGroups === 0
      ? []
      : [[...Array.from({ length: breakdowns }, (_, i) => (i === 0 ? name : '')), ...other]];
  const all: readonly (readonly unknown[])[] = [...rows, ...otherRow];
  if (series === null) return { columns, rows: all };
  const first = Object.keys(series.groups[0]?.values ?? {})[0];
  const groupCount = series.groups.find(({ group }) => group !== null)?.group?.length ?? 0;
  const lines = new Map(series.groups.map(({ group, values }) => [JSON.stringify(group), sparkline(values[first])]));
  const lineOf = (row: readonly unknown[], index: number): string =>
    lines.get(JSON.stringify(index < rows.length ? row.slice(0, groupCount) : null)) ?? '';
  return {
    columns: [...columns, { name: `${first} over time`, type: 'varchar' }],
    rows: all.map((row, index) => [...row, lineOf(row, index)]),
  };
}
