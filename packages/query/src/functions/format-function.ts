// format(): the constant format string of java.util.Formatter, compiled to one concatenation.
import { TracelakeError } from '@tracelake/schema';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { quoteLiteral } from '../types/quoting.ts';
import { VARCHAR } from '../types/type-constructors.ts';
import { isFloating, isInteger } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { varcharText } from './cast-to-varchar.ts';
import { constantText } from './constant-argument.ts';
import type { FunctionCall } from './function-definition.ts';

interface Specifier {
  /** `%-10s`, as written. */
  readonly text: string;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

const SPECIFIER = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

export function formatted({ arguments: [format, ...values] }: FunctionCall): TypedExpression {
  const text = constantText(format, 'the format');
  const parts: string[] = [];
  let end = 0;
  let next = 0;
  for (const found of text.matchAll(SPECIFIER)) {
    const [whole, index, flags, width, precision, conversion] = found;
    if (found.index > end) parts.push(quoteLiteral(text.slice(end, found.index)));
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
      parts.push(converted(conversion, specifier, value) ?? refuse(text, values));
    }
  }
  if (end < text.length) parts.push(quoteLiteral(text.slice(end)));
  return { sql: parts.length === 0 ? "''" : `(${parts.join(' || ')})`, type: VARCHAR, mayBeNaN: false };
}

/** `undefined` where Java refuses the value. */
function converted(conversion: string, specifier: Specifier, value: TypedExpression): string | undefined {
  switch (conversion) {
    case 's':
    case 'S':
      return text(specifier, conversion === 'S', value);
    case 'd':
      return isInteger(value.type) ? integer(specifier, value.sql) : undefined;
    case 'x':
    case 'X':
    case 'o':
      if (!isInteger(value.type)) return undefined;
      return orNull(
        `printf('%${specifier.flags}${specifier.width ?? ''}${conversion}', CAST(${value.sql} AS BIGINT))`,
        value.sql,
      );
    case 'c':
      return isInteger(value.type)
        ? padded(orNull(`chr(CAST(${value.sql} AS INTEGER))`, value.sql), specifier)
        : undefined;
    case 'f':
      return isFloating(value.type) || value.type.kind === 'decimal' ? fixed(specifier, value) : undefined;
    case 'e':
    case 'E':
      if (!isFloating(value.type)) return undefined;
      return orNull(
        `printf('%${specifier.flags}${specifier.width ?? ''}.${specifier.precision ?? 6}${conversion}', CAST(${value.sql} AS DOUBLE))`,
        value.sql,
      );
    case 'b':
    case 'B': {
      const shown =
        value.type.kind === 'boolean'
          ? `coalesce(CAST(${value.sql} AS VARCHAR), 'false')`
          : `CAST(${value.sql} IS NOT NULL AS VARCHAR)`;
      return padded(conversion === 'B' ? `upper(${shown})` : shown, specifier);
    }
    default:
      throw new TracelakeError('NOT_SUPPORTED', `The format specifier ${specifier.text} is not supported locally`);
  }
}

function text({ precision, ...specifier }: Specifier, upper: boolean, value: TypedExpression): string {
  let sql = `coalesce(${javaText(value)}, 'null')`;
  if (upper) sql = `upper(${sql})`;
  if (precision !== undefined) sql = `substring(${sql}, 1, ${precision})`;
  return padded(sql, { ...specifier, precision });
}

/** Java's toString: doubles and times look otherwise than in SQL. */
function javaText(value: TypedExpression): string {
  const { type, sql } = value;
  switch (type.kind) {
    case 'unknown':
      return 'CAST(NULL AS VARCHAR)';
    case 'double':
      return `j_java_double_text(${sql})`;
    case 'real':
      return `j_java_real_text(CAST(${sql} AS DOUBLE))`;
    case 'timestamp':
      return `regexp_replace(replace(t_timestamp_text(${sql}, 6), ' ', 'T'), '(:00)?[.]0+$|0+$', '')`;
    case 'varchar':
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'decimal':
    case 'date':
    case 'uuid':
    case 'json':
      return type.kind === 'json' ? `CAST(${sql} AS VARCHAR)` : varcharText(value);
    default:
      throw new TracelakeError('NOT_SUPPORTED', `format of ${typeText(type)} is not supported locally`);
  }
}

function integer({ flags, width }: Specifier, sql: string): string {
  if (flags.includes('(')) {
    if (flags !== '(') refuseFlags(flags);
    const grouped = `CASE WHEN ${sql} < 0 THEN '(' || abs(CAST(${sql} AS HUGEINT)) || ')' ELSE CAST(${sql} AS VARCHAR) END`;
    return padded(orNull(grouped, sql), { text: '', flags: '', width, precision: undefined });
  }
  if (flags.includes(',')) {
    if (flags !== ',') refuseFlags(flags);
    const grouped = orNull(`format('{:,}', ${sql})`, sql);
    return padded(grouped, { text: '', flags: '', width, precision: undefined });
  }
  return orNull(`printf('%${flags}${width ?? ''}d', CAST(${sql} AS BIGINT))`, sql);
}

function refuseFlags(flags: string): never {
  throw new TracelakeError('NOT_SUPPORTED', `The format flags ${flags} are not supported locally`);
}

/** Java rounds the shortest digits half up: 1.005 is 1.01. */
function fixed(specifier: Specifier, value: TypedExpression): string {
  const { flags, width, precision = 6 } = specifier;
  const type = `DECIMAL(38,${precision})`;
  const digits = isFloating(value.type) ? `CAST(${value.sql} AS VARCHAR)` : value.sql;
  let sql = `CAST(CAST(${digits} AS ${type}) AS VARCHAR)`;
  if (flags.includes(',')) {
    const whole = `regexp_extract(${sql}, '^-?[0-9]+')`;
    const fraction = precision === 0 ? '' : ` || substring(${sql}, strpos(${sql}, '.'))`;
    const sign = `CASE WHEN starts_with(${sql}, '-') THEN '-' ELSE '' END`;
    sql = `(${sign} || format('{:,}', abs(CAST(${whole} AS HUGEINT)))${fraction})`;
  }
  if (flags.includes('+')) sql = `(CASE WHEN starts_with(${sql}, '-') THEN ${sql} ELSE '+' || ${sql} END)`;
  if (flags.includes('0') && width !== undefined) {
    const sign = `regexp_extract(${sql}, '^[+-]?')`;
    return orNull(
      `${sign} || lpad(ltrim(${sql}, '+-'), greatest(${width} - length(${sign}), length(ltrim(${sql}, '+-')))::INTEGER, '0')`,
      value.sql,
    );
  }
  return padded(orNull(sql, value.sql), specifier);
}

function padded(sql: string, { flags, width }: Specifier): string {
  if (width === undefined) return sql;
  const pad = flags.includes('-') ? 'rpad' : 'lpad';
  return `(CASE WHEN length(${sql}) >= ${width} THEN ${sql} ELSE ${pad}(${sql}, ${width}, ' ') END)`;
}

function orNull(sql: string, value: string): string {
  return `(CASE WHEN ${value} IS NULL THEN 'null' ELSE ${sql} END)`;
}

function invalid(format: string, values: readonly TypedExpression[]): TracelakeError {
  const types = values.map(({ type }) => typeText(type)).join(', ');
  return new TracelakeError('INVALID_FUNCTION_ARGUMENT', `Invalid format string: ${format} (arguments: ${types})`);
}

function refuse(format: string, values: readonly TypedExpression[]): never {
  throw invalid(format, values);
}
