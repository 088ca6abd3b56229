// Trino literals of every type, corners included: the first of a list is the usual value the others are varied against.

export const LITERALS: Readonly<Record<string, readonly string[]>> = {
  boolean: ['true', 'false', 'CAST(NULL AS boolean)'],
  tinyint: ["TINYINT '5'", "TINYINT '0'", "TINYINT '-128'", "TINYINT '127'", 'CAST(NULL AS tinyint)'],
  smallint: ["SMALLINT '5'", "SMALLINT '-32768'", 'CAST(NULL AS smallint)'],
  integer: ['5', '0', '-3', '2147483647', '-2147483648', 'CAST(NULL AS integer)'],
  bigint: [
    "BIGINT '5'",
    "BIGINT '0'",
    "BIGINT '-3'",
    '9223372036854775807',
    "BIGINT '-9223372036854775808'",
    'CAST(NULL AS bigint)',
  ],
  decimal: [
    '1.50',
    '-2.25',
    '0.00',
    '999.99',
    '-0.5',
    "DECIMAL '12345678901234567890.123'",
    "DECIMAL '-99999999999999999999999999999999999999'",
    'CAST(NULL AS decimal(5,2))',
  ],
  real: ["REAL '1.5'", "REAL '-2.25'", "REAL '0'", "REAL 'NaN'", "REAL '3.4e38'", 'CAST(NULL AS real)'],
  double: [
    '1.5e0',
    '-2.25e0',
    '0e0',
    '-0e0',
    '0.1e0',
    '1e18',
    '1e300',
    '5e-324',
    'nan()',
    'infinity()',
    '-infinity()',
    'CAST(NULL AS double)',
  ],
  varchar: ["'abc'", "''", "'héllo wörld'", "'日本😀'", "' a b '", "'ßİŒ'", "U&'e\\0301'", 'CAST(NULL AS varchar)'],
  'varchar(1)': ["'a'", "'é'", "'😀'", 'CAST(NULL AS varchar(1))'],
  varbinary: ["X'616263'", "X''", "X'ff00'", "X'c3a9'", 'CAST(NULL AS varbinary)'],
  date: [
    "DATE '2026-05-17'",
    "DATE '1970-01-01'",
    "DATE '1969-12-31'",
    "DATE '2024-02-29'",
    "DATE '2026-12-31'",
    'CAST(NULL AS date)',
  ],
  'time(6)': ["TIME '10:20:30.123456'", "TIME '00:00:00'", "TIME '23:59:59.999'", 'CAST(NULL AS time)'],
  timestamp: [
    "TIMESTAMP '2026-05-17 10:20:30.123'",
    "TIMESTAMP '2026-05-17 10:20:30.123456'",
    "TIMESTAMP '1969-12-31 23:59:59.9996'",
    "TIMESTAMP '2024-02-29 00:00:00'",
    "TIMESTAMP '2026-05-17 10:20:30.123456789'",
    'CAST(NULL AS timestamp)',
  ],
  zoned: [
    "TIMESTAMP '2026-03-29 03:30:00.123 Europe/Berlin'",
    "TIMESTAMP '2026-05-17 10:20:30.123 UTC'",
    "TIMESTAMP '2026-10-25 01:30:00 America/New_York'",
    "TIMESTAMP '1969-12-31 23:59:59.999 +05:30'",
    'CAST(NULL AS timestamp with time zone)',
  ],
  'interval day to second': [
    "INTERVAL '1' DAY",
    "INTERVAL '-36' HOUR",
    "INTERVAL '1 02:03:04.567' DAY TO SECOND",
    'CAST(NULL AS interval day to second)',
  ],
  'interval year to month': ["INTERVAL '14' MONTH", "INTERVAL '-1' MONTH", 'CAST(NULL AS interval year to month)'],
  json: [
    "JSON '[1, 2]'",
    "JSON '{}'",
    'JSON \'{"b": 1.50, "a": [null, "x"]}\'',
    'JSON \'"x"\'',
    "JSON 'null'",
    "JSON '1e2'",
    'JSON \'[1, "a", null, true, 1.5]\'',
    'CAST(NULL AS json)',
  ],
};

/** What a type variable of a signature may stand for. */
export const VARIABLE_TYPES = ['bigint', 'varchar', 'double'] as const;

const CONTAINED: Readonly<Record<string, readonly string[]>> = {
  integer: ['1', '2', '-3'],
  bigint: ["BIGINT '1'", "BIGINT '2'", "BIGINT '-3'"],
  varchar: ["'a'", "'é'", "''"],
  double: ['1.5e0', '-2e0', 'nan()'],
  boolean: ['true', 'false', 'true'],
  json: ["JSON '1'", "JSON '2'", "JSON 'null'"],
};

export function arraysOf(type: string): readonly string[] {
  const [a, b, c] = CONTAINED[type] ?? LITERALS[type];
  return [
    `ARRAY[${a}, ${b}, ${c}, ${a}]`,
    `ARRAY[${b}]`,
    `CAST(ARRAY[] AS array(${type}))`,
    `ARRAY[${a}, NULL, ${b}]`,
    `CAST(ARRAY[NULL] AS array(${type}))`,
    `CAST(NULL AS array(${type}))`,
  ];
}

export function mapsOf(key: string, value: string): readonly string[] {
  const keys = (CONTAINED[key] ?? LITERALS[key]).slice(0, 2);
  const [a, b] = CONTAINED[value] ?? LITERALS[value];
  return [
    `MAP(ARRAY[${keys.join(', ')}], ARRAY[${a}, ${b}])`,
    `MAP(ARRAY[${keys[1]}], ARRAY[CAST(NULL AS ${value})])`,
    `CAST(MAP() AS map(${key}, ${value}))`,
    `CAST(NULL AS map(${key}, ${value}))`,
  ];
}
