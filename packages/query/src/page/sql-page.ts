// Derives docs/sql.md: the functions from the function table, the forms from what the translator makes of their examples; a test keeps it equal.
import { isTracelakeError, SPANS_TABLE } from '@tracelake/schema';
import type { FunctionDefinition, FunctionKind, FunctionOverload } from '../functions/function-definition.ts';
import { functionDefinition, LOCAL_FUNCTIONS } from '../functions/function-table.ts';
import { TRINO_FUNCTIONS } from '../functions/trino-function-names.ts';
import { planQuery } from '../plan/plan-query.ts';
import { VISIBLE_COLUMNS } from '../plan/spans-source.ts';
import { SQL_DIFFERENCES } from './sql-differences.ts';
import { SQL_FORMS, type SqlForm } from './sql-forms.ts';

/** Trino's errors by function name, as a real Trino raised them in recorded answers. */
export type ErrorsByFunction = ReadonlyMap<string, readonly string[]>;

const KINDS: readonly (readonly [kind: FunctionKind, title: string])[] = [
  ['scalar', 'Scalar functions'],
  ['aggregate', 'Aggregates'],
  ['window', 'Window functions'],
];

const MAX_TEMPLATE = 72;

/** @param errors those of a function without one are left blank */
export function sqlPage(errors: ErrorsByFunction): string {
  return [
    ...introduction(),
    ...SQL_FORMS.flatMap(({ title, forms }) => [
      `### ${title}`,
      '',
      '| form | example | |',
      '| --- | --- | --- |',
      ...forms.map(formRow),
      '',
    ]),
    ...signatureLegend(),
    ...KINDS.flatMap(([kind, title]) => functionSection(kind, title, errors)),
    ...refusedFunctions(),
    ...differences(),
  ].join('\n');
}

function introduction(): string[] {
  const list = (names: readonly { readonly name: string }[]): string =>
    names.map(({ name }) => `\`${name}\``).join(', ');
  return [
    '# SQL',
    '',
    'Generated from `packages/query`; a test keeps it equal. The language is that of Trino and Athena. Where Tracelake answers with DuckDB, the answer is',
    "Trino's: equal value and type, equal error, or a refusal (`NOT_SUPPORTED`, with line and column). Approximate functions are exact here; the order of ties and of map",
    'entries may differ.',
    '',
    '## The table',
    '',
    'There is one, `spans`; [table.md](table.md) has every column with its meaning. Any attribute is a column by its own name, in double quotes where it has a dot: `"http.route"`.',
    '',
    `- Virtual columns: ${list(SPANS_TABLE.virtualColumns.filter(({ inStar }) => inStar))}; and, not part of \`*\`, ${list(SPANS_TABLE.virtualColumns.filter(({ inStar }) => !inStar))}.`,
    "- `attributes['k']` of the table is NULL where the span has no `k`. A map that went through a subquery, a CTE or UNNEST is a map like others: there a key that is missing fails, and `element_at(m, 'k')` is NULL.",
    `- Columns of the span itself: ${list(VISIBLE_COLUMNS)}.`,
    '- What `*` does not show comes through the `*` of a subquery all the same, if it is asked for by name: `SELECT "cart.total" FROM (SELECT * FROM spans)`; not through DISTINCT, GROUP BY, a set operation, nor beside a column without a name or a name that is there twice.',
    "- All others are attributes. `attributes['k']` reaches one whose name is a column's, `resource_attributes['k']` the one of the resource.",
    '- The time range is a parameter of the request (`--last`, `start`, `end`), by default the last hour; a condition on `time` narrows it further.',
    '',
    '## The language',
    '',
    'An empty last column: it works. Otherwise it says how the form is refused.',
    '',
  ];
}

function formRow({ name, example }: SqlForm): string {
  return `| ${name} | ${code(example)} | ${refusal(example)} |`;
}

function refusal(sql: string): string {
  try {
    planQuery({ sql, startTimeUnixNano: 0n, endTimeUnixNano: 1n, duplicates: 'fast' }, { files: [], documents: [] });
    return '';
  } catch (error) {
    if (!isTracelakeError(error)) throw error;
    return `\`${error.code}\`: ${escaped(error.message.split('\n')[0])}`;
  }
}

function signatureLegend(): string[] {
  return [
    '## Functions',
    '',
    'In signatures: `T U K V E R S W` any type, the same at every place of a letter; `N` any number, `I` any integer; `V?` varchar that keeps its length; `ANY` any type; `NUMBER` any',
    'number, left as it is; `TS` timestamp with or without time zone, `TSD` also date, `TZ` with time zone, `IV` an interval; `…` the last argument any number of times. Result types marked *by',
    'type* follow the arguments (decimals, lambdas, zones). The DuckDB column has the text it becomes (`$1` the first argument); *built* means code makes it from the arguments. Errors are those that a',
    'real Trino raised for some recorded call, and that come out here as well.',
    '',
  ];
}

function functionSection(kind: FunctionKind, title: string, errors: ErrorsByFunction): string[] {
  const definitions = new Set(LOCAL_FUNCTIONS.map((name) => functionDefinition(name)!));
  const own = [...definitions].filter((definition) => definition.kind === kind);
  return [
    `### ${title}`,
    '',
    '| function | arguments | result | DuckDB | errors |',
    '| --- | --- | --- | --- | --- |',
    ...own.flatMap((definition) => functionRows(definition, errors)),
    '',
  ];
}

function functionRows(definition: FunctionDefinition, errors: ErrorsByFunction): string[] {
  const raised = [...new Set(definition.names.flatMap((name) => errors.get(name) ?? []))].sort();
  return definition.overloads.map((overload, index) => {
    const first = index === 0;
    const names = first ? [...definition.names].sort().map(code).join(', ') : '';
    const { parameters, result } = signatureParts(overload);
    return `| ${names} | ${parameters} | ${result} | ${template(overload)} | ${first ? raised.map(code).join(', ') : ''} |`;
  });
}

function signatureParts({ signature }: FunctionOverload): { parameters: string; result: string } {
  const split = signature.lastIndexOf(')->');
  const parameters = signature.slice(1, split === -1 ? signature.lastIndexOf(')') : split).replaceAll(',', ', ');
  const shown = parameters.replace(/\.\.\.$/, ' …');
  return {
    parameters: shown === '' ? '' : code(shown),
    result: split === -1 ? '*by type*' : code(signature.slice(split + 3)),
  };
}

function template({ print }: FunctionOverload): string {
  if (typeof print !== 'string') return '*built*';
  const text = print.replace(/\$[DOIS]/g, '');
  return code(text.length > MAX_TEMPLATE ? `${text.slice(0, MAX_TEMPLATE - 1)}…` : text);
}

function refusedFunctions(): string[] {
  const local = new Set(LOCAL_FUNCTIONS);
  const refused = [...TRINO_FUNCTIONS].filter((name) => !local.has(name)).sort();
  return [
    '### Refused',
    '',
    'Trino has these, Tracelake does not run them, on any engine: `NOT_SUPPORTED`.',
    '',
    `${refused.map(code).join(', ')}`,
    '',
  ];
}

function differences(): string[] {
  return ['## Known differences', '', ...SQL_DIFFERENCES.map((difference) => `- ${difference}`), ''];
}

function code(text: string): string {
  const cell = escaped(text);
  return cell.includes('`') ? `\`\` ${cell} \`\`` : `\`${cell}\``;
}

/** A bar would end the cell. */
function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}
