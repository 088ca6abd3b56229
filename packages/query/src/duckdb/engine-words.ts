// What DuckDB says of values, said again with Trino's names of types. Which code such a message has, error-mapping.ts knows.

export const OUTSIDE_NANOSECONDS = 'Nanoseconds outside of 1677-09-22 to 2262-04-11 are not supported locally';

/** The Trino types behind DuckDB's physical ones. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  INT8: 'tinyint',
  INT16: 'smallint',
  INT32: 'integer',
  INT64: 'bigint',
  INT128: 'decimal',
  HUGEINT: 'decimal',
  FLOAT: 'real',
};

function typeName(type: string): string {
  return TYPE_NAMES[type] ?? type.toLowerCase();
}

/** DuckDB keeps a point in time as an integer: that no such number can be made of it tells of the range. */
export const OUTSIDE_RANGE =
  /Timestamp\(US\) to Timestamp\(NS\)|convert string '\s*[+-]?\d{4,}-\d\d?-\d\d?[ \d:.]*' to INT64|Type INT32 with value \d+-\d\d-\d\d can't be cast/;

const WORDINGS: readonly (readonly [pattern: RegExp, words: (found: readonly string[]) => string])[] = [
  [OUTSIDE_RANGE, () => OUTSIDE_NANOSECONDS],
  [
    /Overflow in (\w+) of (\w+)(?:\([\d,]+\))? \((.*?)\)[!.]/,
    ([, operation, type, operands]) =>
      /^(?:INT128|DECIMAL)$/.test(type) ? 'Decimal overflow' : `${typeName(type)} ${operation} overflow: ${operands}`,
  ],
  [/arg_(max|min)(?:_null)? of values/i, ([, end]) => `${end}_by of such values is not supported locally`],
  [/input value (\S+) is out of range for numeric function/, ([, value]) => `The function has no value at ${value}`],
  [/Overflow in division of (.+)/, ([, operands]) => `division overflow: ${operands}`],
  [
    /Type (\w+) with value (.+?) can't be cast .*destination type (\w+)/,
    ([, , value, type]) => `Cannot cast ${value} to ${typeName(type)}: out of range`,
  ],
  [/Casting value "(.*?)" to type (DECIMAL\([\d,]+\)) failed/, cannotCast],
  [/Could not cast value (\S+) to (DECIMAL\([\d,]+\))/, cannotCast],
  [/Failed to cast decimal value (\S+) to type (\w+)/, cannotCast],
  [
    /Could not convert string ['"](.*)['"] to (\w+(?:\([\d,]+\))?)/s,
    ([, text, type]) => cannotCast(['', `'${text}'`, type]),
  ],
];

function cannotCast([, value, type]: readonly string[]): string {
  return `Cannot cast ${value} to ${typeName(type)}`;
}

/** `undefined` where the message speaks of something else. */
export function trinoWords(message: string): string | undefined {
  for (const [pattern, words] of WORDINGS) {
    const found = pattern.exec(message);
    if (found !== null) return words(found);
  }
  return undefined;
}
