// Every overload of the function table on a real DuckDB: it binds, runs over corner values, and has the type it declares.
import type { DuckDBConnection } from '@duckdb/node-api';
import { isTracelakeError } from '@tracelake/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { engineError } from '../../src/duckdb/error-mapping.ts';
import { sameDuckdbType } from '../../src/duckdb/type-check.ts';
import {
  functionDefinition,
  functionKind,
  LOCAL_FUNCTIONS,
  resolveAggregate,
  resolveScalarFunction,
  resolveWindowFunction,
} from '../../src/functions/function-table.ts';
import { TRINO_FUNCTIONS } from '../../src/functions/trino-function-names.ts';
import type { ConstantValue, TypedExpression } from '../../src/translate/typed-expression.ts';
import { duckdbType } from '../../src/types/duckdb-type.ts';
import { translatedConnection } from '../duckdb/translated-connection.ts';
import {
  literal,
  SAMPLE_CONTEXT,
  type SampleArgument,
  sampleColumn,
  sampleLambda,
  sampleTable,
} from './sample-arguments.ts';

/** What a signature's word is called with. */
const SAMPLES: Readonly<Record<string, string>> = {
  T: 'integer',
  U: 'varchar',
  K: 'varchar',
  V: 'double',
  E: 'integer',
  R: 'bigint',
  S: 'bigint',
  W: 'bigint',
  N: 'double',
  I: 'bigint',
  'V?': 'varchar(5)',
  ANY: 'double',
  NUMBER: 'decimal(5,2)',
  TS: 'timestamp(3)',
  TSD: 'date',
  TZ: 'timestamp(3) with time zone',
  IV: 'interval day to second',
  decimal: 'decimal(5,2)',
  timestamp: 'timestamp(3)',
  time: 'time(6)',
};

/** Arguments that must be literals, by name and place; a place below 0 counts from the signature's end. */
const LITERALS: Readonly<Record<string, Readonly<Record<number, ConstantValue>>>> = {
  round: { 1: 1n },
  truncate: { 1: 1n },
  bit_count: { 1: 64n },
  from_base: { 1: 16n, 0: 'ff' },
  to_base: { 1: 16n },
  bitwise_left_shift: { 1: 2n },
  bitwise_right_shift: { 1: 2n },
  bitwise_right_shift_arithmetic: { 1: 2n },
  lpad: { 1: 7n, 2: 'xy' },
  rpad: { 1: 7n, 2: 'xy' },
  split: { 1: ',', 2: 2n },
  split_part: { 2: 1n },
  split_to_map: { 0: 'a=1', 1: ',', 2: '=' },
  split_to_multimap: { 0: 'a=1', 1: ',', 2: '=' },
  strpos: { 1: 'l', 2: 1n },
  chr: { 0: 8364n },
  normalize: { 1: 'NFD' },
  hamming_distance: { 0: 'abc', 1: 'abd' },
  from_hex: { 0: '616263' },
  from_base64: { 0: 'aGVsbG8=' },
  from_base64url: { 0: 'aGVsbG8=' },
  regexp_like: { 1: 'b$' },
  regexp_extract: { 1: '(b)(c)?', 2: 2n },
  regexp_extract_all: { 1: '(b)(c)?', 2: 2n },
  regexp_count: { 1: 'b' },
  regexp_split: { 1: 'b' },
  regexp_position: { 1: 'b', 2: 2n },
  regexp_replace: { 1: '(b)', 2: '[$1]' },
  date_trunc: { 0: 'month' },
  date_add: { 0: 'month' },
  date_diff: { 0: 'month' },
  from_unixtime: { 1: 5n, 2: 30n },
  from_iso8601_timestamp: { 0: '2026-01-01T10:00:00+02:00' },
  from_iso8601_timestamp_nanos: { 0: '2026-01-01T10:00:00.123456789Z' },
  from_iso8601_date: { 0: '2026-01-05' },
  at_timezone: { 1: 'Asia/Tokyo' },
  with_timezone: { 1: '+02:00' },
  date: { 0: '2026-01-05' },
  date_format: { 1: '%Y-%m-%d %H:%i:%s.%f' },
  date_parse: { 0: '2026-01-05', 1: '%Y-%m-%d' },
  format_datetime: { 1: "yyyy-MM-dd'T'HH:mm:ss.SSS" },
  parse_datetime: { 0: '2026-01-05', 1: 'yyyy-MM-dd' },
  parse_duration: { 0: '42.8ms' },
  json_extract: { 1: '$.a' },
  json_extract_scalar: { 1: '$.a' },
  json_parse: { 0: '{"b": 1, "a": 2}' },
  json_size: { 1: '$.a' },
  json_array_get: { 1: 0n },
  width_bucket: { 1: 0n, 2: 10n, 3: 5n },
  element_at: { 1: 1n },
  combinations: { 1: 2n },
  slice: { 1: 1n, 2: 1n },
  trim_array: { 1: 0n },
  ngrams: { 1: 1n },
  repeat: { 1: 2n },
  sequence: {},
  approx_percentile: {},
  approx_most_frequent: { 0: 2n, 2: 10n },
  listagg: { 1: ',' },
  max_by: { 2: 2n },
  min_by: { 2: 2n },
  max: { 1: 2n },
  min: { 1: 2n },
  ntile: { 0: 2n },
  nth_value: { 1: 1n },
  lag: { 1: 1n },
  lead: { 1: 1n },
};

const TESTS = new Set(['filter', 'any_match', 'all_match', 'none_match', 'map_filter']);

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await translatedConnection();
  await connection.run(sampleTable());
});

/** Arguments that fit the signature; `undefined` where a literal does not have the signature's type. */
function samples(name: string, signature: string): SampleArgument[] {
  if (name === 'if')
    return [
      sampleColumn('boolean'),
      ...split(signature.slice(1, -1))
        .slice(1)
        .map(() => sampleColumn('double')),
    ];
  if (name === 'format')
    return signature.includes('ANY')
      ? [literal('%s|%8.2f'), sampleColumn('date'), sampleColumn('double')]
      : [literal('100%%')];
  const inside = /^\((.*?)\)(?:->[^>]+)?$/.exec(signature)![1].replace('...', '');
  return split(inside).map((word, place) => {
    const lambda = /^function\((.*)\)$/.exec(word);
    if (lambda) {
      const body = TESTS.has(name) ? 'test' : name === 'array_sort' ? 'order' : 'value';
      if (name === 'regexp_replace') return textLambda();
      return sampleLambda(split(lambda[1]).length, body);
    }
    const value = /\btime\b(?! zone)/.test(signature) && place === 0 ? 'minute' : LITERALS[name]?.[place];
    const wanted = typeof value === 'string' ? /^(varchar|V\?)/ : /^(bigint|integer|double)/;
    if (value !== undefined && wanted.test(word)) return literal(value);
    if (name === 'reduce_agg' && word === 'ANY') return literal(0n);
    if (name === 'from_unixtime' && word === 'varchar') return literal('Asia/Tokyo');
    if (name === 'approx_percentile' && place > 0 && word === 'double')
      return { ...literal(null), sql: '0.5', type: { kind: 'double' } };
    if (name === 'approx_percentile' && word === 'array(double)') return { ...sampleColumn(word), sql: '[0.5, 0.9]' };
    return sampleColumn(sampleType(name, word));
  });
}

function sampleType(name: string, word: string): string {
  if (/^(map_from_entries|multimap_from_entries)$/.test(name)) return 'array(row(varchar, double))';
  if (name === 'width_bucket' && word === 'array(double)') return word;
  if (word.startsWith('array(array')) return 'array(array(integer))';
  if (word.startsWith('array('))
    return word.includes('varchar') ? 'array(varchar)' : word.includes('double') ? word : 'array(integer)';
  if (word.startsWith('map(')) return 'map(varchar, double)';
  return SAMPLES[word] ?? (word === 'decimal(38,0)' ? 'decimal(5,2)' : word);
}

function textLambda() {
  const lambda = sampleLambda(1, 'value');
  return {
    ...lambda,
    bind: (types: Parameters<typeof lambda.bind>[0], given?: readonly string[]) => {
      const bound = lambda.bind(types, given);
      const body: TypedExpression = {
        ...bound.body,
        sql: `upper(list_extract(${bound.body.sql}, 1))`,
        type: { kind: 'varchar', length: undefined },
      };
      return { ...bound, body };
    },
  };
}

function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return text === '' ? [] : [...parts, part];
}

function printed(name: string, given: readonly SampleArgument[]): TypedExpression {
  switch (functionDefinition(name)!.kind) {
    case 'aggregate':
      return resolveAggregate(name, given, { distinct: false }, SAMPLE_CONTEXT);
    case 'window':
      return resolveWindowFunction(name, given, { ignoreNulls: false, overSql: 'ORDER BY s.c3' }, SAMPLE_CONTEXT);
    default:
      return resolveScalarFunction(name, given, SAMPLE_CONTEXT)!;
  }
}

describe.each(LOCAL_FUNCTIONS.map((name) => ({ name })))('$name', ({ name }) => {
  test.each(functionDefinition(name)!.overloads.map(({ signature }) => ({ signature })))(
    '$signature',
    async ({ signature }) => {
      const expression = printed(name, samples(name, signature));
      const statement = await connection.prepare(`SELECT ${expression.sql} AS x FROM s`);
      const actual = String(statement.columnType(0));
      expect(
        sameDuckdbType(duckdbType(expression.type), actual),
        `declared ${duckdbType(expression.type)}, is ${actual}`,
      ).toBe(true);
      await runs(expression.sql);
    },
  );
});

const RAISED = [
  'INVALID_FUNCTION_ARGUMENT',
  'INVALID_CAST_ARGUMENT',
  'DIVISION_BY_ZERO',
  'NUMERIC_VALUE_OUT_OF_RANGE',
  'NOT_SUPPORTED',
];

/** Row by row, so that one value's error does not hide another's: an error must be one that our text raises, or one of Trino's. */
async function runs(sql: string): Promise<void> {
  for (let row = 0; row < 5; row++) {
    try {
      await connection.runAndReadAll(`SELECT ${sql} AS x FROM (SELECT * FROM s LIMIT 1 OFFSET ${row}) s`);
    } catch (error) {
      const { message } = error as Error;
      const mapped = engineError(message);
      expect(RAISED, `row ${row}: ${message}`).toContain(mapped.code);
      expect(mapped.message, `row ${row}`).not.toBe('This query cannot be run locally');
    }
  }
}

test('an aggregate as a window function keeps its type', async () => {
  for (const [name, type] of [
    ['sum', 'integer'],
    ['avg', 'decimal(5,2)'],
    ['max', 'double'],
    ['array_agg', 'varchar'],
    ['map_agg', 'varchar'],
    ['approx_percentile', 'integer'],
  ] as const) {
    const rest =
      name === 'map_agg'
        ? [sampleColumn('integer')]
        : name === 'approx_percentile'
          ? [{ ...literal(null), sql: '0.5', type: { kind: 'double' } as const }]
          : [];
    const options = {
      distinct: false,
      overSql: 'ORDER BY s.c3 ROWS BETWEEN 1 PRECEDING AND CURRENT ROW',
    };
    const { sql, type: declared } = resolveAggregate(name, [sampleColumn(type), ...rest], options, SAMPLE_CONTEXT);
    const statement = await connection.prepare(`SELECT ${sql} AS x FROM s`);
    expect(
      sameDuckdbType(duckdbType(declared), String(statement.columnType(0))),
      `${name}: ${statement.columnType(0)}`,
    ).toBe(true);
    await connection.runAndReadAll(`SELECT ${sql} AS x FROM s`);
  }
});

test('an aggregate as a window function takes no FILTER, as in Trino', () => {
  const options = { distinct: false, filterSql: '(s.c3 > 0)', overSql: '' };
  expect(() => resolveAggregate('sum', [sampleColumn('integer')], options, SAMPLE_CONTEXT)).toThrow('FILTER');
});

test('DISTINCT and ORDER BY reach the aggregate, change nothing, or are refused', () => {
  const sql = (name: string, given: SampleArgument[], options: { distinct: boolean; orderBySql?: string }): string =>
    resolveAggregate(name, given, options, SAMPLE_CONTEXT).sql;
  const x = sampleColumn('integer');
  expect(sql('sum', [x], { distinct: true })).toContain('sum(DISTINCT ');
  expect(sql('max', [x, literal(2n)], { distinct: true })).toContain('max(DISTINCT ');
  expect(sql('max', [x], { distinct: true })).not.toContain('DISTINCT');
  expect(sql('array_agg', [x], { distinct: false, orderBySql: 's.c3 DESC' })).toContain('ORDER BY s.c3 DESC');
  expect(sql('sum', [x], { distinct: false, orderBySql: 's.c3' })).not.toContain('ORDER BY');
  expect(() => sql('corr', [x, x], { distinct: true })).toThrow('DISTINCT');
  expect(() =>
    sql('map_union', [sampleColumn('map(varchar, double)')], { distinct: false, orderBySql: 's.c3' }),
  ).toThrow('ORDER BY');
});

test('a name is local, known or nobody’s', () => {
  expect(functionKind('lower')).toBe('scalar');
  expect(functionKind('sum')).toBe('aggregate');
  expect(functionKind('rank')).toBe('window');
  expect(functionKind('st_area')).toBe('known-unsupported');
  expect(functionKind('grouping')).toBe('special');
  expect(functionKind('nosuch')).toBeUndefined();
  expect(LOCAL_FUNCTIONS.filter((name) => !TRINO_FUNCTIONS.has(name))).toEqual(
    ['coalesce', 'format', 'if', 'nullif', 'try', 'typeof'].filter((name) => !TRINO_FUNCTIONS.has(name)),
  );
});

test.each([
  ['st_area', 'NOT_SUPPORTED'],
  ['nosuch', 'FUNCTION_NOT_FOUND'],
  ['lower', 'FUNCTION_NOT_FOUND'],
])('%s of an integer is %s', (name, code) => {
  try {
    resolveScalarFunction(name, [literal(1n)], SAMPLE_CONTEXT);
    expect.unreachable();
  } catch (error) {
    expect(isTracelakeError(error) && error.code).toBe(code);
  }
});
