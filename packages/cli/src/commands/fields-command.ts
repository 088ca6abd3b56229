// tracelake fields: which attributes there are, or which values one has.
import { askForText } from '../api/api-client.ts';
import { openApi } from '../api/open-api.ts';
import type { CommandContext, CommandRun } from '../command.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { withProgress } from '../output/progress.ts';
import { tableText } from '../output/table-text.ts';
import { queryString, rangeRequest } from '../range-request.ts';

interface FieldDocument {
  readonly key: string;
  readonly levels: readonly string[];
  readonly types: Readonly<Record<string, number>>;
  readonly rows: number;
  readonly distinct: number;
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

const SHOWN_VALUES = 3;

export const fields: CommandRun = async (context) => {
  const { flags, positionals, terminal, interrupted } = context;
  const client = await openApi(context);
  try {
    const path = flags.values === true ? valuesPath(context) : fieldsPath(positionals[0], flags.limit);
    const text = await withProgress(terminal.stderr, 'Asking', () =>
      askForText(client, { method: 'GET', path }, interrupted),
    );
    if (flags.format === 'json') await terminal.stdout.write(`${text}\n`);
    else await terminal.stdout.write(flags.values === true ? valuesTable(context, text) : fieldsTable(context, text));
    return EXIT_CODES.ok;
  } finally {
    await client.close();
  }
};

function fieldsPath(search: string | undefined, limit: string | undefined): string {
  return `/api/v1/fields${queryString({ search, limit })}`;
}

function valuesPath({ positionals, flags }: CommandContext): string {
  const key = encodeURIComponent(positionals[0] ?? '');
  return `/api/v1/fields/${key}/values${queryString({ ...rangeRequest(flags), limit: flags.limit })}`;
}

function fieldsTable({ terminal: { stdout } }: CommandContext, text: string): string {
  const { fields: found } = JSON.parse(text) as { fields: FieldDocument[] };
  const rows = found.map((field) => [
    field.key,
    Object.keys(field.types).join(', '),
    field.levels.join(', '),
    String(field.rows),
    String(field.distinct),
    field.top
      .slice(0, SHOWN_VALUES)
      .map(({ value }) => value)
      .join(', '),
  ]);
  const columns = [
    { name: 'attribute', align: 'left' },
    { name: 'type', align: 'left' },
    { name: 'of', align: 'left' },
    { name: 'rows', align: 'right' },
    { name: 'distinct', align: 'right' },
    { name: 'most frequent', align: 'left' },
  ] as const;
  return tableText(columns, rows, { width: stdout.width, colors: stdout.colors });
}

function valuesTable({ terminal: { stdout } }: CommandContext, text: string): string {
  const { values } = JSON.parse(text) as { values: { value: string; count: number }[] };
  const columns = [
    { name: 'value', align: 'left' },
    { name: 'spans', align: 'right' },
  ] as const;
  const rows = values.map(({ value, count }) => [value, String(count)]);
  return tableText(columns, rows, { width: stdout.width, colors: stdout.colors });
}
