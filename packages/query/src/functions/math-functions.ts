// Numbers: rounding, powers and logarithms, trigonometry, bits, bases, vectors.
import { TracelakeError } from '@tracelake/schema';
import { raise } from '../duckdb/raise.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { asDecimal } from '../types/common-type.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { decimal, MAX_DECIMAL_PRECISION } from '../types/type-constructors.ts';
import { constantNumber } from './constant-argument.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';

type Decimal = Extract<TrinoType, { readonly kind: 'decimal' }>;

const NAN = "CAST('NaN' AS DOUBLE)";
/** DuckDB fails where Trino gives NaN and -Infinity. */
const logarithm = (name: string): string =>
  `CASE WHEN $1 < 0 THEN ${NAN} WHEN $1 = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE ${name}($1) END`;

function decimalOf(call: FunctionCall): Decimal {
  return call.arguments[0].type as Decimal;
}

/** ceil, floor, round: the digits before the point, and one more for the carry. */
function integral(call: FunctionCall): TrinoType {
  const { precision, scale } = decimalOf(call);
  return decimal(precision - scale + Math.min(scale, 1), 0);
}

function digits(call: FunctionCall): number {
  return constantNumber(call.arguments[1], `the second argument of ${call.name}`);
}

function powerOfTen(exponent: number): string {
  return `1${'0'.repeat(exponent)}`;
}

const MAX_TENS = 18;

/** `print` for the digits that are written; else a choice between all that make a difference, from `least` to `most`, each printed. */
function byDigits(call: FunctionCall, least: number, most: number, print: (n: number) => string): string {
  const n = call.arguments[1];
  if (n.constant !== undefined && n.constant !== null) return print(digits(call));
  const choices = Array.from({ length: most - least + 1 }, (_, i) => `WHEN ${least + i} THEN ${print(least + i)}`);
  return `CASE WHEN ${n.sql} IS NOT NULL THEN CASE greatest(${least}, least(${most}, ${n.sql})) ${choices.join(' ')} END END`;
}

/** Half away from zero, also to tens and hundreds. */
function roundInteger(call: FunctionCall): string {
  const [x, n] = call.arguments;
  if (n.constant !== undefined && n.constant !== null) return roundedInteger(call, digits(call));
  const tooFar = raise(
    'NUMERIC_VALUE_OUT_OF_RANGE',
    `'numerical overflow: round to 10^' || -${n.sql}`,
    duckdbType(x.type),
  );
  const rounded = byDigits(call, -MAX_TENS, 0, (digits) => roundedInteger(call, digits));
  return `CASE WHEN ${n.sql} IS NULL THEN NULL WHEN ${n.sql} < -${MAX_TENS} THEN ${tooFar} ELSE ${rounded} END`;
}

function roundedInteger({ arguments: [x] }: FunctionCall, n: number): string {
  if (n >= 0) return x.sql;
  if (-n > MAX_TENS) throw new TracelakeError('NUMERIC_VALUE_OUT_OF_RANGE', `numerical overflow: round to 10^${-n}`);
  return `CAST(${roundedAbove(x.sql, `abs(CAST(${x.sql} AS HUGEINT))`, n)} AS ${duckdbType(x.type)})`;
}

/** To tens, hundreds, … as HUGEINT; DuckDB's own round of a decimal gives 0 where no digit is left. */
function roundedAbove(sql: string, magnitude: string, n: number): string {
  const unit = `${powerOfTen(-n)}::HUGEINT`;
  const half = `5${'0'.repeat(-n - 1)}`;
  return `(CAST(sign(${sql}) AS HUGEINT) * ((${magnitude} + ${half}) // ${unit} * ${unit}))`;
}

function roundDecimal(call: FunctionCall): string {
  const { precision, scale } = decimalOf(call);
  const type = duckdbType(decimal(precision + 1, scale));
  const print = (n: number): string =>
    precision < MAX_DECIMAL_PRECISION
      ? `CAST(${roundedDecimal(call, n)} AS ${type})`
      : orOverflow(call.arguments[0].sql, `TRY_CAST(${roundedDecimal(call, n)} AS ${type})`, type);
  return byDigits(call, scale - precision, scale, print);
}

/** There is no digit for the carry. */
function orOverflow(x: string, rounded: string, type: string): string {
  const overflow = raise('NUMERIC_VALUE_OUT_OF_RANGE', `'decimal overflow: ' || ${x}`, type);
  return `coalesce(${rounded}, CASE WHEN ${x} IS NOT NULL THEN ${overflow} END)`;
}

function roundedDecimal({ arguments: [x] }: FunctionCall, n: number): string {
  if (n >= 0) return `round(${x.sql}, ${n})`;
  const { precision, scale } = x.type as Decimal;
  if (-n > precision - scale) return `(${x.sql} * 0)`;
  return roundedAbove(x.sql, `CAST(trunc(abs(${x.sql})) AS HUGEINT)`, n);
}

/** Trino scales, rounds to a 64-bit integer, and unscales: round(1.005e0, 2) is 1.0. What does not fit one has no digits to round. */
function roundDouble({ arguments: [x, n] }: FunctionCall): string {
  const factor =
    n === undefined
      ? '1e0'
      : typeof n.constant === 'bigint'
        ? `1e${n.constant}`
        : `power(1e1, CAST(${n.sql} AS DOUBLE))`;
  const scaled = `(${x.sql} * ${factor})`;
  // Of -0.0 it is 0.0, unlike of -0.4.
  const rounded = n === undefined ? `round(${x.sql} + 0)` : `round(${scaled} + 0) / ${factor}`;
  const fits = `abs(${n === undefined ? x.sql : scaled}) < 9223372036854775807e0`;
  const unknown = n !== undefined && typeof n.constant !== 'bigint' ? `WHEN ${n.sql} IS NULL THEN NULL ` : '';
  return `CASE ${unknown}WHEN ${fits} THEN ${rounded} ELSE CAST(${x.sql} AS DOUBLE) END`;
}

function truncateDecimal(call: FunctionCall): string {
  const { precision, scale } = decimalOf(call);
  const type = duckdbType(decimalOf(call));
  return byDigits(call, scale - precision, scale, (n) => `CAST(${truncatedDecimal(call, n)} AS ${type})`);
}

/** What is behind the last digit kept is taken away: a quotient would go through a double. */
function truncatedDecimal(call: FunctionCall, n: number): string {
  const x = call.arguments[0].sql;
  const { precision, scale } = decimalOf(call);
  if (n >= scale) return x;
  if (-n >= precision - scale) return `(${x} * 0)`;
  const unit = n > 0 ? `0.${'0'.repeat(n - 1)}1` : powerOfTen(-n);
  return `(${x} - ${x} % CAST(${unit} AS ${duckdbType(decimalOf(call))}))`;
}

/** Of an integer: as a decimal without a scale. */
function truncateInteger(call: FunctionCall): string {
  const [x, ...rest] = call.arguments;
  const type = asDecimal(x.type);
  const widened = { ...x, sql: `CAST(${x.sql} AS ${duckdbType(type)})`, type };
  return rest.length === 0 ? widened.sql : truncateDecimal({ ...call, arguments: [widened, ...rest] });
}

function integerAsDecimal({ arguments: [x] }: FunctionCall): TrinoType {
  return asDecimal(x.type);
}

/** As in Java, whose shifts look at six bits only: one by -1 is one by 63. */
function shiftedBy({ sql }: TypedExpression): string {
  return `(${sql} & 63)`;
}

function bitWidth(call: FunctionCall): number {
  return { tinyint: 8, smallint: 16, integer: 32, bigint: 64 }[call.arguments[0].type.kind as 'bigint'];
}

/** Trino's shifts wrap, DuckDB's overflow: through HUGEINT and back. */
function shiftLeft(call: FunctionCall): string {
  const bits = bitWidth(call);
  const [x, by] = call.arguments;
  const range = `CAST(${2n ** BigInt(bits)} AS HUGEINT)`;
  const shifted = `t_wrap((CAST(${x.sql} AS HUGEINT) * CAST(power(2, ${shiftedBy(by)}) AS HUGEINT)) % ${range}, ${range})`;
  return `CASE WHEN ${x.sql} IS NULL THEN NULL WHEN ${by.sql} >= ${bits} THEN CAST(0 AS ${duckdbType(x.type)}) ELSE CAST(${shifted} AS ${duckdbType(x.type)}) END`;
}

/** Zeros come in from the left. */
function shiftRight(call: FunctionCall): string {
  const bits = bitWidth(call);
  const [x, by] = call.arguments;
  const type = duckdbType(x.type);
  // A bigint is shifted by the last six bits of a negative distance; of shorter integers Trino fails where those are 0, for their unsigned value does not fit.
  const isUnmoved = `${bits === 64 ? shiftedBy(by) : by.sql} = 0`;
  const unsigned = `(CAST(${x.sql} AS HUGEINT) + CASE WHEN ${x.sql} < 0 THEN CAST(${2n ** BigInt(bits)} AS HUGEINT) ELSE CAST(0 AS HUGEINT) END)`;
  return `CASE WHEN ${x.sql} IS NULL THEN NULL WHEN ${by.sql} >= ${bits} THEN CAST(0 AS ${type}) WHEN ${isUnmoved} THEN ${x.sql} ELSE CAST(${unsigned} // CAST(power(2, ${shiftedBy(by)}) AS HUGEINT) AS ${type}) END`;
}

/** The sign comes in from the left. */
function shiftRightArithmetic(call: FunctionCall): string {
  const bits = bitWidth(call);
  const [x, by] = call.arguments;
  const type = duckdbType(x.type);
  return `CAST(CASE WHEN ${x.sql} IS NULL THEN NULL WHEN ${by.sql} >= ${bits} THEN CASE WHEN ${x.sql} < 0 THEN -1 ELSE 0 END
    WHEN ${x.sql} < 0 THEN -((-(${x.sql} + 1)) >> ${shiftedBy(by)}) - 1 ELSE ${x.sql} >> ${shiftedBy(by)} END AS ${type})`;
}

const BITS_RANGE = raise('INVALID_FUNCTION_ARGUMENT', "'Bits specified in bit_count must be between 2 and 64'");
const BITS_TOO_FEW = raise('INVALID_FUNCTION_ARGUMENT', "'Number must be representable with the bits specified'");

/** In two's complement of so many bits, which must hold the number. */
function bitCount({ arguments: [x, bits] }: FunctionCall): string {
  const counted = `CAST(bit_count(${x.sql}) AS BIGINT)`;
  if (bits.constant === 64n) return counted;
  const half = `CAST(power(2, ${bits.sql} - 1) AS HUGEINT)`;
  return `CASE WHEN ${x.sql} IS NULL OR ${bits.sql} IS NULL THEN NULL WHEN ${bits.sql} NOT BETWEEN 2 AND 64 THEN ${BITS_RANGE}
    WHEN ${x.sql} < -${half} OR ${x.sql} >= ${half} THEN ${BITS_TOO_FEW} WHEN ${x.sql} < 0 THEN ${counted} - (64 - ${bits.sql}) ELSE ${counted} END`;
}

const MIN_BIGINT = '(-9223372036854775807 - 1)';

const WRONG_RADIX = raise('INVALID_FUNCTION_ARGUMENT', "'Radix must be between 2 and 36'", 'VARCHAR');
const NO_BOUND = raise('INVALID_FUNCTION_ARGUMENT', "'bound must be positive'");
const NO_RANGE = raise('INVALID_FUNCTION_ARGUMENT', "'start value must be less than stop value'");

function randomBelow({ arguments: [bound] }: FunctionCall): string {
  return `CAST(CASE WHEN ${bound.sql} <= 0 THEN ${NO_BOUND} ELSE CAST(floor(random() * ${bound.sql}) AS BIGINT) END AS ${duckdbType(bound.type)})`;
}

function randomBetween({ arguments: [start, stop] }: FunctionCall): string {
  const value = `${start.sql} + CAST(floor(random() * (${stop.sql} - ${start.sql})) AS BIGINT)`;
  return `CAST(CASE WHEN ${start.sql} >= ${stop.sql} THEN ${NO_RANGE} ELSE ${value} END AS ${duckdbType(start.type)})`;
}

const ZERO_VECTOR = raise('INVALID_FUNCTION_ARGUMENT', "'Vector magnitude cannot be zero'", 'DOUBLE');
const VECTORS = 't_vector($1), t_vector($2)';
const SQUARES = ['$1', '$2'].map((vector) => `list_dot_product(t_vector(${vector}), t_vector(${vector}))`);
/** DuckDB's own keeps within -1 and 1, which of infinity makes -1. */
const COSINE_SIMILARITY = `(CASE WHEN len($1) <> len($2) THEN list_cosine_similarity(${VECTORS})
  WHEN list_count($1) < len($1) OR list_count($2) < len($2) THEN NULL
  WHEN coalesce(${SQUARES[0]}, 0) = 0 OR coalesce(${SQUARES[1]}, 0) = 0 THEN ${ZERO_VECTOR}
  WHEN NOT isfinite(list_dot_product(${VECTORS}) + ${SQUARES[0]} + ${SQUARES[1]}) THEN list_dot_product(${VECTORS}) / (sqrt(${SQUARES[0]}) * sqrt(${SQUARES[1]})) ELSE list_cosine_similarity(${VECTORS}) END)`;

/** Of maps as sparse vectors: a NULL among the values makes NULL, a vector of zeros NaN. */
const length = (map: string): string =>
  `sqrt(coalesce(list_sum(list_transform(map_values(${map}), lambda v: v * v)), 0))`;
const MAP_PRODUCT = 'list_sum(list_transform(map_entries($1), lambda e: e.value * element_at($2, e.key)[1]))';
const hasNull = (map: string): string => `len(list_filter(map_values(${map}), lambda v: v IS NULL)) > 0`;
const MAP_COSINE_SIMILARITY = `CASE WHEN $1 IS NULL OR $2 IS NULL OR ${hasNull('$1')} OR ${hasNull('$2')} THEN NULL
  ELSE coalesce(${MAP_PRODUCT}, 0) / (${length('$1')} * ${length('$2')}) END`;

const unary = (name: string, makesNaN = false): FunctionDefinition =>
  scalar(name, overload('(double)->double', `${name}($1)`, { makesNaN }));

const SHIFTABLE = ['tinyint', 'smallint', 'integer', 'bigint'];

function shift(name: string, print: (call: FunctionCall) => string): FunctionDefinition {
  return scalar(name, ...SHIFTABLE.map((type) => overload(`(${type},integer)->${type}`, print)));
}

/** Trino reads what lies in its memory in the place of a NULL: 0, or the value before it. */
const NULL_BIN = raise('NOT_SUPPORTED', "'NULL among the bins of width_bucket is not supported locally'");

export const MATH_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('abs', overload('(N)->N', 'abs($1)')),
  scalar(
    'sign',
    overload('(I)->I', ({ arguments: [x] }) => `CAST(sign(${x.sql}) AS ${duckdbType(x.type)})`),
    overload('(decimal)->decimal(1,0)', 'sign($1)'),
    overload('(real)->real', 'CASE WHEN isnan($1) OR $1 = 0 THEN $1 ELSE CAST(sign($1) AS FLOAT) END'),
    overload('(double)->double', 'CASE WHEN isnan($1) OR $1 = 0 THEN $1 ELSE CAST(sign($1) AS DOUBLE) END'),
  ),
  scalar(
    'ceil ceiling',
    overload('(I)->I', '$1'),
    overload('(decimal)', 'ceil($1)', { result: integral }),
    overload('(real)->real', 'ceil($1)'),
    overload('(double)->double', 'ceil($1)'),
  ),
  scalar(
    'floor',
    overload('(I)->I', '$1'),
    overload('(decimal)', 'floor($1)', { result: integral }),
    overload('(real)->real', 'floor($1)'),
    overload('(double)->double', 'floor($1)'),
  ),
  scalar(
    'round',
    overload('(I)->I', '$1'),
    overload('(I,integer)->I', roundInteger),
    overload('(decimal)', 'round($1)', { result: integral }),
    overload('(decimal,integer)', roundDecimal, {
      result: (call) => decimal(decimalOf(call).precision + 1, decimalOf(call).scale),
    }),
    overload('(real)->real', (call) => `CAST(${roundDouble(call)} AS FLOAT)`),
    overload('(real,integer)->real', (call) => `CAST(${roundDouble(call)} AS FLOAT)`),
    overload('(double)->double', roundDouble),
    overload('(double,integer)->double', roundDouble),
  ),
  scalar(
    'truncate',
    overload('(decimal)', 'trunc($1)', {
      result: (call) => decimal(Math.max(decimalOf(call).precision - decimalOf(call).scale, 1), 0),
    }),
    overload('(decimal,integer)', truncateDecimal, { result: decimalOf }),
    overload('(I)', truncateInteger, { result: integerAsDecimal }),
    overload('(I,integer)', truncateInteger, { result: integerAsDecimal }),
    overload('(real)->real', 'CAST(trunc($1) AS FLOAT)'),
    overload('(double)->double', 'trunc($1)'),
  ),
  scalar(
    'mod',
    overload('(NUMBER,NUMBER)', ({ arguments: [a, b], context }) => context.remainder(a, b)),
  ),
  ...['atan', 'exp', 'degrees', 'radians', 'sinh', 'cosh', 'tanh'].map((name) => unary(name)),
  ...['sin', 'cos', 'tan'].map((name) =>
    scalar(
      name,
      overload('(double)->double', `CASE WHEN isinf($1) THEN ${NAN} ELSE ${name}($1) END`, { makesNaN: true }),
    ),
  ),
  ...['asin', 'acos'].map((name) =>
    scalar(
      name,
      overload('(double)->double', `CASE WHEN abs($1) > 1 THEN ${NAN} ELSE ${name}($1) END`, { makesNaN: true }),
    ),
  ),
  scalar('cbrt', overload('(double)->double', 't_cbrt($1, cbrt($1))')),
  scalar('sqrt', overload('(double)->double', `CASE WHEN $1 < 0 THEN ${NAN} ELSE sqrt($1) END`, { makesNaN: true })),
  ...['ln', 'log10'].map((name) => scalar(name, overload('(double)->double', logarithm(name), { makesNaN: true }))),
  // As Trino has it: for 3 its last digit is another than that of a logarithm to the base of 2.
  scalar('log2', overload('(double)->double', '(t_ln($1) / ln(2))', { makesNaN: true })),
  scalar('log', overload('(double,double)->double', '(t_ln($2) / t_ln($1))', { makesNaN: true })),
  scalar('atan2', overload('(double,double)->double', 'atan2($1, $2)')),
  // Java: 1 to the power of infinity or NaN is NaN; C: 1.
  scalar(
    'power pow',
    overload(
      '(double,double)->double',
      `CASE WHEN $1 IS NULL THEN NULL WHEN isnan($2) OR (abs($1) = 1 AND isinf($2)) THEN ${NAN} ELSE pow($1, $2) END`,
      { makesNaN: true },
    ),
  ),
  scalar('pi', overload('()->double', 'pi()')),
  scalar('e', overload('()->double', 'exp(1e0)')),
  scalar('nan', overload('()->double', NAN, { makesNaN: true })),
  scalar('infinity', overload('()->double', "CAST('Infinity' AS DOUBLE)")),
  scalar('is_nan', overload('(double)->boolean', 'isnan($1)')),
  scalar('is_finite', overload('(double)->boolean', 'isfinite($1)')),
  scalar('is_infinite', overload('(double)->boolean', 'isinf($1)')),
  scalar(
    'random rand',
    overload('()->double', 'random()'),
    overload('(I)->I', randomBelow),
    overload('(I,I)->I', randomBetween),
  ),
  scalar(
    'width_bucket',
    overload('(double,double,double,bigint)->bigint', 't_width_bucket($1, $2, $3, $4)'),
    overload(
      '(double,array(double))->bigint',
      `CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL
       WHEN isnan($1) OR len($2) = 0 THEN ${raise('INVALID_FUNCTION_ARGUMENT', "'There must be bins, and the operand must be a number'")}
       WHEN list_count($2) < len($2) THEN ${NULL_BIN} ELSE CAST(t_checked_text(j_bucket_among(t_vector($2), $1)) AS BIGINT) END`,
    ),
  ),
  scalar('bitwise_and', overload('(bigint,bigint)->bigint', '($1 & $2)')),
  scalar('bitwise_or', overload('(bigint,bigint)->bigint', '($1 | $2)')),
  scalar('bitwise_xor', overload('(bigint,bigint)->bigint', 'xor($1, $2)')),
  scalar('bitwise_not', overload('(bigint)->bigint', '(~ $1)')),
  shift('bitwise_left_shift', shiftLeft),
  shift('bitwise_right_shift', shiftRight),
  shift('bitwise_right_shift_arithmetic', shiftRightArithmetic),
  scalar('bit_count', overload('(bigint,bigint)->bigint', bitCount)),
  scalar('from_base', overload('(varchar,bigint)->bigint', 'CAST(t_checked_text(j_from_base($1, $2)) AS BIGINT)')),
  scalar(
    'to_base',
    overload(
      '(bigint,bigint)->varchar(64)',
      // The smallest bigint has no positive: all of its digits but the last, then the last.
      `CAST(CASE WHEN $1 IS NOT NULL AND $2 NOT BETWEEN 2 AND 36 THEN ${WRONG_RADIX} WHEN $1 = ${MIN_BIGINT} THEN '-' || lower(to_base(-($1 // $2), CAST($2 AS INTEGER)) || to_base(-($1 % $2), CAST($2 AS INTEGER)))
       ELSE CASE WHEN $1 < 0 THEN '-' ELSE '' END || lower(to_base(abs($1), CAST($2 AS INTEGER))) END AS VARCHAR)`,
    ),
  ),
  scalar(
    'cosine_similarity',
    overload('(array(double),array(double))->double', COSINE_SIMILARITY, { makesNaN: true }),
    overload('(map(varchar,double),map(varchar,double))->double', MAP_COSINE_SIMILARITY, { makesNaN: true }),
  ),
  scalar(
    'cosine_distance',
    overload('(array(double),array(double))->double', `(1 - ${COSINE_SIMILARITY})`, { makesNaN: true }),
  ),
  scalar('dot_product', overload('(array(double),array(double))->double', `list_dot_product(${VECTORS})`)),
  scalar('euclidean_distance', overload('(array(double),array(double))->double', `list_distance(${VECTORS})`)),
];
