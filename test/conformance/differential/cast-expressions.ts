// Casts of every type's corners to every type, and texts that are nearly values.
import { LITERALS } from './literals.ts';

const TARGETS = [
  'boolean',
  'tinyint',
  'integer',
  'bigint',
  'decimal(5,2)',
  'decimal(38,10)',
  'real',
  'double',
  'varchar',
  'varchar(4)',
  'varbinary',
  'date',
  'timestamp',
  'timestamp(6)',
  'timestamp(0) with time zone',
  'json',
];

/** Texts on the edge of being a value of the type. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  boolean: ['true', 'TRUE', 't', 'f', '1', '0', 'yes', '', ' true '],
  integer: ['12', '+12', '-12', ' 12 ', '1.0', '1e3', '', '0x10', '2147483648', '١', '-0', '1_000'],
  bigint: ['9223372036854775807', '9223372036854775808', ' 7', 'abc'],
  'decimal(5,2)': ['1.005', '1.004', '-1.005', '999.994', '999.995', '1e2', ' 1.5 ', '.5', '5.', '', 'NaN', '1,000'],
  real: ['1.1', '1e39', 'NaN', '-Infinity', 'infinity', '1f'],
  double: ['1.1', '1e309', 'NaN', 'nan', '-Infinity', 'inf', '1d', '0x1p3', ' 1 ', '1e', '.5', '5.', '', '1_0'],
  date: [
    '2026-05-17',
    '2026-5-7',
    ' 2026-05-17 ',
    '2026-02-30',
    '2026-05-17 10:00:00',
    '20260517',
    '',
    '-0001-01-01',
    '12026-01-01',
    '0000-01-01',
  ],
  timestamp: [
    '2026-05-17',
    '2026-05-17 10:20',
    '2026-05-17 10:20:30',
    '2026-05-17 10:20:30.9996',
    '2026-05-17T10:20:30',
    '2026-05-17 10:20:30 UTC',
    '2026-05-17 24:00:00',
    '2026-5-7 1:2:3',
    '',
    ' 2026-05-17 10:20:30 ',
  ],
  'timestamp with time zone': [
    '2026-05-17 10:20:30 Europe/Berlin',
    '2026-05-17 10:20:30 +05:30',
    '2026-05-17 10:20:30',
    '2026-05-17 10:20 Z',
    '2026-05-17 10:20:30 Nowhere/Land',
  ],
  'varchar(3)': ['abcdef', '日本語文', '', 'ab'],
  varbinary: ['é', ''],
  json: ['{"a":1}', '', 'x'],
  uuid: [
    '12151fd2-7586-11e9-8f9e-2a86e4085a59',
    '12151FD2-7586-11E9-8F9E-2A86E4085A59',
    '12151fd275861-1e9-8f9e-2a86e4085a59',
    '',
  ],
};

/** Doubles whose text is on the edge of a form. */
const DOUBLES = [
  '1e0',
  '1e7',
  '9999999e0',
  '1.0e-3',
  '9.99e-4',
  '123456789e0',
  '1e23',
  '1e22',
  '0.1e0 + 0.2e0',
  '1e15 / 3',
  '4.9e-324',
  '2e-3',
  '1e21',
  '9007199254740993e0',
  '2e23',
  '8.41e21',
  '2.0e-5',
];

const JSON_TEXTS = [
  '1',
  '1.50',
  '"a"',
  '"1"',
  'true',
  'null',
  '[1, 2]',
  '{"a": 1}',
  '1e400',
  '-0',
  '123456789012345678901234567890',
  '""',
  '"true"',
  '1.0',
  '[null]',
  '{"a": null}',
  '{}',
];
const JSON_TARGETS = [
  'boolean',
  'integer',
  'bigint',
  'decimal(5,2)',
  'double',
  'real',
  'varchar',
  'array(bigint)',
  'array(varchar)',
  'map(varchar, bigint)',
  'map(varchar, varchar)',
  'row(a bigint)',
  'date',
  'timestamp',
  'array(json)',
];

/** A time of day becomes one of the day of the run. */
function targetsOf(type: string): readonly string[] {
  return type.startsWith('time(') ? TARGETS.filter((target) => !target.startsWith('timestamp')) : TARGETS;
}

export function castExpressions(): string[] {
  const corners = Object.entries(LITERALS).flatMap(([type, values]) =>
    // The last is NULL, which is alike for all.
    targetsOf(type).flatMap((target) => values.slice(0, -1).map((value) => `CAST(${value} AS ${target})`)),
  );
  const texts = Object.entries(TEXTS).flatMap(([target, values]) =>
    values.map((value) => `CAST('${value}' AS ${target})`),
  );
  const doubles = DOUBLES.flatMap((value) => [
    `CAST(${value} AS varchar)`,
    `CAST(${value} AS json)`,
    `CAST(CAST(${value} AS real) AS varchar)`,
  ]);
  const json = JSON_TEXTS.flatMap((value) => JSON_TARGETS.map((target) => `CAST(JSON '${value}' AS ${target})`));
  return [...new Set([...corners, ...texts, ...doubles, ...json])];
}
