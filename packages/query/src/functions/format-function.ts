// format(): the constant format string of java.util.Formatter, compiled to one concatenation.
import { TracelakeError } from '@tracelake/schema';
import { raise } from '../duckdb/raise.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { quoteLiteral } from '../types/quoting.ts';
import { VARCHAR } from '../types/type-constructors.ts';
import { isFloating, isInteger } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { javaDecimalText, varcharText } from './cast-to-varchar.ts';
import { concatChain } from './concat-chain.ts';
import { constantText } from './constant-argument.ts';
import type { FunctionCall } from './function-definition.ts';

interface Specifier {
  /** `%-10s`, as written. */
  readonly text: string;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

/** Digits of %f and %e without a precision. */
const DEFAULT_DIGITS = 6;

/** Letters that Java knows. */
const CONVERSIONS = /[bBhHsScCdoxXeEfgGaAtT]/;

const SPECIFIER = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

export function formatted({ arguments: [format, ...values] }: FunctionCall): TypedExpression {
  if (format.type.kind !== 'varchar') {
    const message = `Type of first argument to format() must be VARCHAR (actual: ${typeText(format.type)})`;
    throw new TracelakeError('TYPE_MISMATCH', message);
  }
  if (format.constant === null) return { ...format, type: VARCHAR };
  const text = constantText(format, 'the format');
  const parts: string[] = [];
  const plainText = (from: number, to: number): string => {
    const plain = text.slice(from, to);
    return plain.includes('%') ? refuse(text, values) : quoteLiteral(plain);
  };
  let end = 0;
  let next = 0;
  for (const found of text.matchAll(SPECIFIER)) {
    const [whole, index, flags, width, precision, conversion] = found;
    if (found.index > end) parts.push(plainText(end, found.index));
    end = found.index + whole.length;
    if (conversion === '%') parts.push("'%'");
    else if (conversion === 'n') parts.push('chr(10)');
    else {
      const value = values[index === undefined ? next++ : Number(index) - 1];
      if (value === undefined) throw invalid(text, values);
      const specifier = {
        text: whole,
        flags,
        width: width === undefined ? undefined : Number(width),
        precision: precision === undefined ? undefined : Number(precision),
      };
      parts.push(converted(conversion, specifier, value, () => invalid(text, values)));
    }
  }
  if (end < text.length) parts.push(plainText(end, text.length));
  return { sql: parts.length === 0 ? "''" : concatChain(parts), type: VARCHAR, mayBeNaN: false };
}

/** Java prints NULL as text, cut to the precision, also where it takes no other value of the type. */
function converted(
  conversion: string,
  specifier: Specifier,
  value: TypedExpression,
  invalid: () => TracelakeError,
): string {
  if (conversion === 'b' || conversion === 'B') return truth(conversion === 'B', specifier, value);
  if (!CONVERSIONS.test(conversion)) throw invalid();
  const isUpper = /[A-Z]/.test(conversion);
  const ofNull = padded(quoteLiteral((isUpper ? 'NULL' : 'null').slice(0, specifier.precision)), specifier);
  if (value.type.kind === 'unknown') return ofNull;
  const printed = nonNull(conversion, specifier, value);
  if (printed === undefined && value.constant != null) throw invalid();
  const text = isUpper ? `j_upper_case(${printed})` : printed;
  const other =
    printed === undefined
      ? raise('INVALID_FUNCTION_ARGUMENT', quoteLiteral(invalid().message), 'VARCHAR')
      : padded(text!, specifier);
  return `(CASE WHEN ${value.sql} IS NULL THEN ${ofNull} ELSE ${other} END)`;
}

function truth(upper: boolean, specifier: Specifier, value: TypedExpression): string {
  const { sql, type } = value;
  const isTrue = type.kind === 'boolean' ? `coalesce(${sql}, false)` : `(${sql} IS NOT NULL)`;
  const text = `CAST(${isTrue} AS VARCHAR)`;
  return padded(upper ? `upper(${text})` : text, specifier);
}

/** The text of a value that is not NULL, before padding with blanks. */
function nonNull(conversion: string, specifier: Specifier, value: TypedExpression): string | undefined {
  const { sql, type } = value;
  switch (conversion) {
    case 's':
    case 'S':
      return specifier.precision === undefined
        ? javaText(value)
        : `t_java_prefix(${javaText(value)}, ${specifier.precision})`;
    case 'd':
      return isInteger(type) ? integer(specifier, sql) : undefined;
    case 'x':
    case 'X':
    case 'o':
      return isInteger(type) ? unsigned(conversion, specifier, sql) : undefined;
    // Trino passes integers as Long, which Java takes for no character.
    case 'c':
    case 'C':
      return undefined;
    case 'f':
      return isFloating(type) || type.kind === 'decimal' ? fixed(specifier, value) : undefined;
    case 'e':
    case 'E':
      return isFloating(type) ? scientific(specifier, sql) : undefined;
    default:
      if (!/[aAgGhHtT]/.test(conversion)) return undefined;
      throw new TracelakeError('NOT_SUPPORTED', `The format specifier ${specifier.text} is not supported locally`, {
        hint: /t/i.test(conversion) ? "Write %s, and date_format(x, '%Y-%m-%d') for it." : 'Write %s, %x, %e or %.2f.',
      });
  }
}

/** Java's toString: doubles and times look otherwise than in SQL. */
function javaText(value: TypedExpression): string {
  const { type, sql } = value;
  switch (type.kind) {
    case 'double':
      return `j_java_double_text(${sql})`;
    case 'real':
      return `j_java_real_text(CAST(${sql} AS DOUBLE))`;
    case 'timestamp':
      return localDateTimeText(sql);
    case 'json':
      return `CAST(${sql} AS VARCHAR)`;
    case 'decimal':
      return javaDecimalText(value);
    case 'varchar':
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'date':
    case 'uuid':
      return varcharText(value);
    default:
      throw new TracelakeError('NOT_SUPPORTED', `format of ${typeText(type)} is not supported locally`);
  }
}

/** LocalDateTime.toString: no fraction, or three digits, or six; seconds only where there are any. */
function localDateTimeText(sql: string): string {
  const whole = `regexp_replace(replace(t_timestamp_text(CAST(${sql} AS TIMESTAMP), 6), ' ', 'T'), '[.]000000$', '')`;
  const milliseconds = `regexp_replace(${whole}, '([.][0-9]{3})000$', '\\1')`;
  return `regexp_replace(${milliseconds}, '^(.{16}):00$', '\\1')`;
}

function integer({ flags, width }: Specifier, sql: string): string {
  if (flags.includes('(')) {
    refuseOtherFlags(flags, '(-');
    return `CASE WHEN ${sql} < 0 THEN '(' || abs(CAST(${sql} AS HUGEINT)) || ')' ELSE CAST(${sql} AS VARCHAR) END`;
  }
  if (flags.includes(',')) {
    refuseOtherFlags(flags, ',-');
    return `format('{:,}', ${sql})`;
  }
  refuseOtherFlags(flags, '-+ 0');
  return `printf('%${flags}${width ?? ''}d', CAST(${sql} AS BIGINT))`;
}

/** Two's complement in 64 bits. */
function unsigned(conversion: string, { flags, width }: Specifier, sql: string): string {
  refuseOtherFlags(flags, '-#0');
  return `printf('%${flags}${width ?? ''}${conversion.toLowerCase()}', CAST(${sql} AS BIGINT))`;
}

/** Java rounds the shortest digits half up: 1.005 is 1.01. */
function fixed(specifier: Specifier, value: TypedExpression): string {
  const finite = finiteFixed(specifier, value);
  if (!isFloating(value.type)) return finite;
  const plus = specifier.flags.includes('+') ? '+' : '';
  return `CASE WHEN isfinite(${value.sql}) THEN ${finite} WHEN isnan(${value.sql}) THEN 'NaN' WHEN ${value.sql} > 0 THEN '${plus}Infinity' ELSE '-Infinity' END`;
}

function finiteFixed({ flags, width, precision = DEFAULT_DIGITS }: Specifier, value: TypedExpression): string {
  refuseOtherFlags(flags, '-+,0');
  // Of reals Java sees the double.
  const digits = `CAST(${value.type.kind === 'real' ? `CAST(${value.sql} AS DOUBLE)` : value.sql} AS VARCHAR)`;
  const plain = `j_fixed_text(${digits}, ${precision})`;
  const negative = isFloating(value.type)
    ? `starts_with(CAST(${value.sql} AS VARCHAR), '-')`
    : `starts_with(${plain}, '-')`;
  const sign = `CASE WHEN ${negative} THEN '-' ELSE '${flags.includes('+') ? '+' : ''}' END`;
  let magnitude = `ltrim(${plain}, '-')`;
  if (flags.includes(',')) {
    magnitude = `j_grouped_digits(${magnitude})`;
  }
  if (flags.includes('0') && width !== undefined) {
    const room = `CAST(greatest(${width} - length(${sign}), length(${magnitude})) AS INTEGER)`;
    return `${sign} || lpad(${magnitude}, ${room}, '0')`;
  }
  return `${sign} || ${magnitude}`;
}

function scientific({ flags, precision = DEFAULT_DIGITS }: Specifier, sql: string): string {
  refuseOtherFlags(flags, '-');
  return `j_scientific_text(CAST(${sql} AS DOUBLE), ${precision})`;
}

function refuseOtherFlags(flags: string, supported: string): void {
  if ([...flags].every((flag) => supported.includes(flag))) return;
  throw new TracelakeError('NOT_SUPPORTED', `The format flags '${flags}' are not supported locally here`);
}

/** By UTF-16 units, as Java counts. */
function padded(sql: string, { flags, width }: Specifier): string {
  if (width === undefined) return `(${sql})`;
  const pad = flags.includes('-') ? 'rpad' : 'lpad';
  return `(CASE WHEN t_java_length(${sql}) >= ${width} THEN ${sql} ELSE ${pad}(${sql}, CAST(${width} - t_java_length(${sql}) + length(${sql}) AS INTEGER), ' ') END)`;
}

function invalid(format: string, values: readonly TypedExpression[]): TracelakeError {
  const types = values.map(({ type }) => typeText(type)).join(', ');
  return new TracelakeError('INVALID_FUNCTION_ARGUMENT', `Invalid format string: ${format} (arguments: ${types})`);
}

function refuse(format: string, values: readonly TypedExpression[]): never {
  throw invalid(format, values);
}
