// Sample arguments for every signature of the function table: columns of a small table, literals where functions want them.
import type { FunctionArgument, FunctionContext, LambdaArgument } from '../../src/functions/function-call.ts';
import { compare } from '../../src/translate/comparison.ts';
import { arithmetic } from '../../src/translate/operators.ts';
import type { ConstantValue, TypedExpression } from '../../src/translate/typed-expression.ts';
import { quoteLiteral } from '../../src/types/quoting.ts';
import { BOOLEAN, INTEGER, varchar } from '../../src/types/type-constructors.ts';
import { parseTypeText } from '../../src/types/type-text-parser.ts';

/** Type text → column with a few values: usual, NULL, empty or zero, negative, unicode. */
export const SAMPLE_COLUMNS: Readonly<Record<string, { readonly type: string; readonly values: readonly string[] }>> = {
  boolean: { type: 'BOOLEAN', values: ['true', 'NULL', 'false', 'true', 'false'] },
  tinyint: { type: 'TINYINT', values: ['5', 'NULL', '0', '-3', '1'] },
  smallint: { type: 'SMALLINT', values: ['5', 'NULL', '0', '-3', '1'] },
  integer: { type: 'INTEGER', values: ['5', 'NULL', '0', '-3', '1'] },
  bigint: { type: 'BIGINT', values: ['5', 'NULL', '0', '-3', '1'] },
  'decimal(5,2)': { type: 'DECIMAL(5,2)', values: ['1.50', 'NULL', '0.00', '-2.25', '999.99'] },
  real: { type: 'FLOAT', values: ['1.5', 'NULL', '0', '-2.25', "'NaN'"] },
  double: { type: 'DOUBLE', values: ['1.5', 'NULL', '0', '-2.25', "'NaN'"] },
  varchar: { type: 'VARCHAR', values: ["'abc'", 'NULL', "''", "'héllo wörld'", "'日本'"] },
  'varchar(5)': { type: 'VARCHAR', values: ["'abc'", 'NULL', "''", "'hé'", "'日本'"] },
  'varchar(1)': { type: 'VARCHAR', values: ["'a'", 'NULL', "'é'", "'日'", "' '"] },
  varbinary: { type: 'BLOB', values: ["encode('abc')", 'NULL', "encode('')", "encode('é')", "encode('x')"] },
  date: { type: 'DATE', values: ["'2026-05-17'", 'NULL', "'1970-01-01'", "'1969-12-31'", "'2024-02-29'"] },
  'time(6)': { type: 'TIME', values: ["'10:00:00'", 'NULL', "'00:00:00'", "'23:59:59.999999'", "'12:00:00'"] },
  'timestamp(3)': {
    type: 'TIMESTAMP',
    values: ["'2026-05-17 10:00:00.123'", 'NULL', "'1970-01-01'", "'1969-12-31 23:59:59.999'", "'2024-02-29'"],
  },
  'timestamp(3) with time zone': {
    type: 'TIMESTAMPTZ',
    values: ["'2026-05-17 10:00:00.123+00'", 'NULL', "'1970-01-01'", "'1969-12-31 23:59:59'", "'2024-02-29'"],
  },
  'interval day to second': {
    type: 'INTERVAL',
    values: ['to_days(1)', 'NULL', 'to_days(2)', 'to_days(3)', 'to_milliseconds(90061001)'],
  },
  'interval year to month': {
    type: 'INTERVAL',
    values: ['to_months(1)', 'NULL', 'to_months(14)', 'to_months(3)', 'to_months(1)'],
  },
  json: { type: 'JSON', values: ["'[1, 2]'", 'NULL', "'{}'", '\'{"a": 1.50}\'', '\'"x"\''] },
  unknown: { type: 'INTEGER', values: ['NULL', 'NULL', 'NULL', 'NULL', 'NULL'] },
  'array(integer)': { type: 'INTEGER[]', values: ['[1, 2]', 'NULL', '[]', '[NULL, -1]', '[3]'] },
  'array(double)': { type: 'DOUBLE[]', values: ['[1, 2]', 'NULL', '[1, 1]', '[3, -1]', '[3, 3]'] },
  'array(varchar)': { type: 'VARCHAR[]', values: ["['a', 'b']", 'NULL', '[]', "[NULL, 'é']", "['c']"] },
  'array(array(integer))': { type: 'INTEGER[][]', values: ['[[1], [2]]', 'NULL', '[]', '[[NULL], [-1]]', '[[3]]'] },
  'array(row(varchar, double))': {
    type: 'STRUCT(f0 VARCHAR, f1 DOUBLE)[]',
    values: ["[{f0: 'a', f1: 1}]", 'NULL', '[]', "[{f0: 'b', f1: NULL}]", "[{f0: 'c', f1: 3}]"],
  },
  'map(varchar, double)': {
    type: 'MAP(VARCHAR, DOUBLE)',
    values: ["MAP {'a': 1}", 'NULL', 'MAP {}', "MAP {'b': NULL}", "MAP {'a': 1, 'c': 2}"],
  },
};

export function sampleTable(): string {
  const entries = Object.entries(SAMPLE_COLUMNS);
  const rows = Array.from({ length: 5 }, (_, row) => {
    return `(${entries.map(([, { type, values }]) => `CAST(${values[row]} AS ${type})`).join(', ')})`;
  });
  const columns = entries.map((_, i) => `c${i}`).join(', ');
  return `CREATE TABLE s AS SELECT * FROM (VALUES ${rows.join(', ')}) v(${columns})`;
}

export function sampleColumn(typeText: string): TypedExpression {
  const index = Object.keys(SAMPLE_COLUMNS).indexOf(typeText);
  if (index < 0) throw new Error(`no sample column of type ${typeText}`);
  return { sql: `s.c${index}`, type: parseTypeText(typeText), mayBeNaN: true };
}

export function literal(value: ConstantValue): TypedExpression {
  if (typeof value === 'string') {
    return { sql: quoteLiteral(value), type: varchar([...value].length), constant: value, mayBeNaN: false };
  }
  return { sql: String(value), type: INTEGER, constant: value, mayBeNaN: false };
}

let names = 0;

export const SAMPLE_CONTEXT: FunctionContext = {
  freshName: () => `x${++names}`,
  located: (message) => message,
  equals: (a, b) => compare('=', a, b),
  remainder: (a, b) => arithmetic('%', a, b),
};

/** A lambda whose body is its last parameter, a test, or a comparison of its two. */
export function sampleLambda(parameterCount: number, body: 'value' | 'test' | 'order'): LambdaArgument {
  return {
    kind: 'lambda',
    parameters: Array.from({ length: parameterCount }, (_, i) => `p${i}`),
    bind(types, given) {
      const parameterSql = given ?? types.map(() => SAMPLE_CONTEXT.freshName());
      const last = parameterSql.length - 1;
      const bodies: Record<typeof body, TypedExpression> = {
        value: { sql: parameterSql[last], type: types[last], mayBeNaN: true },
        test: { sql: `(${parameterSql[last]} IS NOT NULL)`, type: BOOLEAN, mayBeNaN: false },
        order: {
          sql: `CAST(CASE WHEN ${parameterSql[0]} < ${parameterSql[last]} THEN -1 ELSE 1 END AS INTEGER)`,
          type: INTEGER,
          mayBeNaN: false,
        },
      };
      return { parameterSql, body: bodies[body] };
    },
  };
}

export type SampleArgument = FunctionArgument;
