// Trino's text as Athena is given it: cut at the rows that are wanted, and with what Athena cannot say exactly said as text or JSON.
// Athena answers with texts: `[a, b]` and `{k=v}` cannot be read back, and timestamps have milliseconds.

import { type CopiedText, withInsertion } from '../translate/copied-text.ts';
import type { ResultColumn, TrinoType } from '../types/trino-type.ts';
import { typeText } from '../types/type-text.ts';

/** How a value is asked for: as Athena writes it, cast to text, as JSON. */
export type AthenaForm = 'own' | 'text' | 'json';

export interface AthenaText {
  readonly sql: string;
  readonly copied: CopiedText;
}

export interface AthenaQuestion {
  readonly sql: string;
  /** Without it, all of `sql` is the user's. */
  readonly copied?: CopiedText | undefined;
  readonly takesLimit?: boolean | undefined;
  readonly columns: readonly ResultColumn[];
}

/** Athena takes no larger LIMIT behind an ORDER BY. */
const MAX_LIMIT = 2_147_483_647;

/** @param rows that are wanted at most; more than that are not even written to the result */
export function athenaText({ sql, copied, takesLimit = false, columns }: AthenaQuestion, rows: number): AthenaText {
  const own = copied ?? wholeText(sql);
  const isCut = rows < MAX_LIMIT;
  const limit = `LIMIT ${Math.min(rows, MAX_LIMIT)}`;
  if (columns.every(({ type }) => athenaForm(type) === 'own')) {
    return { sql: isCut && takesLimit ? `${sql}\n${limit}` : sql, copied: own };
  }
  const names = columns.map((_, i) => `c${i}`);
  const values = columns.map(({ type }, i) => `${answerText(names[i], type)} AS ${names[i]}`);
  const before = `SELECT ${values.join(', ')} FROM (\n`;
  // An ORDER BY inside is kept only where a LIMIT stands behind it.
  const inside = takesLimit ? `${sql}\n${limit}` : sql;
  const after = `\n) AS answer (${names.join(', ')})${isCut && !takesLimit ? ` ${limit}` : ''}`;
  return { sql: before + inside + after, copied: withInsertion(own, 0, before.length) };
}

function wholeText(sql: string): CopiedText {
  return { userText: sql, stretches: [{ start: 0, end: sql.length, from: 0, verbatim: true }] };
}

export function athenaForm(type: TrinoType): AthenaForm {
  switch (type.kind) {
    case 'array':
    case 'map':
    case 'row':
      return 'json';
    case 'timestamp':
      return type.precision === 3 ? 'own' : 'text';
    case 'time':
    case 'timestamp with time zone':
    case 'interval day to second':
    case 'interval year to month':
    case 'uuid':
      return 'text';
    default:
      return 'own';
  }
}

function answerText(value: string, type: TrinoType): string {
  switch (athenaForm(type)) {
    case 'own':
      return value;
    case 'text':
      return `CAST(${value} AS varchar)`;
    case 'json':
      return jsonText(value, type, 1);
  }
}

function jsonText(value: string, type: TrinoType, depth: number): string {
  return `json_format(CAST(${jsonValue(value, type, depth)} AS JSON))`;
}

/** `value` as one whose JSON says all of it: long integers and decimals as text, rows with a name for every field. */
function jsonValue(value: string, type: TrinoType, depth: number): string {
  const item = `x${depth}`;
  switch (type.kind) {
    case 'array': {
      const element = jsonValue(item, type.element, depth + 1);
      return element === item ? value : `transform(${value}, ${item} -> ${element})`;
    }
    case 'map': {
      const key = jsonKey(`k${depth}`, type.key, depth + 1);
      const mapped = jsonValue(item, type.value, depth + 1);
      const values = mapped === item ? value : `transform_values(${value}, (k${depth}, ${item}) -> ${mapped})`;
      return key === `k${depth}` ? values : `transform_keys(${values}, (k${depth}, ${item}) -> ${key})`;
    }
    case 'row': {
      const fields = type.fields.map((field, i) => jsonValue(`${value}[${i + 1}]`, field.type, depth));
      const row = `CAST(ROW(${fields.join(', ')}) AS ${jsonType(type)})`;
      return `IF(${value} IS NULL, NULL, ${row})`;
    }
    case 'varbinary':
      return `to_base64(${value})`;
    case 'json':
      return `json_format(${value})`;
    default:
      return jsonType(type) === 'varchar' && type.kind !== 'varchar' ? `CAST(${value} AS varchar)` : value;
  }
}

/** Keys are texts in JSON; of these types Trino makes them itself. */
const OWN_KEYS = new Set<TrinoType['kind']>([
  'boolean',
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'real',
  'double',
  'decimal',
]);

function jsonKey(key: string, type: TrinoType, depth: number): string {
  if (OWN_KEYS.has(type.kind)) return key;
  switch (type.kind) {
    case 'varchar':
    case 'unknown':
      return key;
    case 'varbinary':
      return `to_base64(${key})`;
    case 'json':
      return `json_format(${key})`;
    default:
      return athenaForm(type) === 'json' ? jsonText(key, type, depth) : `CAST(${key} AS varchar)`;
  }
}

/** The type of `jsonValue`. */
function jsonType(type: TrinoType): string {
  switch (type.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'real':
    case 'double':
      return type.kind;
    case 'array':
      return `array(${jsonType(type.element)})`;
    case 'map':
      return `map(${jsonKeyType(type.key)}, ${jsonType(type.value)})`;
    case 'row':
      return `row(${type.fields.map((field, i) => `f${i} ${jsonType(field.type)}`).join(', ')})`;
    default:
      return 'varchar';
  }
}

function jsonKeyType(type: TrinoType): string {
  return OWN_KEYS.has(type.kind) ? typeText(type) : 'varchar';
}
