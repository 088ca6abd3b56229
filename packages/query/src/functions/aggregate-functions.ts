// Aggregates. FILTER and OVER ($S) belong to the inner DuckDB aggregate: CAST(sum(x) FILTER (…) AS BIGINT).
import { TracelakeError } from '@tracelake/schema';
import { raise } from '../duckdb/raise.ts';
import { isOrderable } from '../translate/comparison.ts';
import { greatnessKey, withoutNulls } from '../translate/order-key.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { array, decimal } from '../types/type-constructors.ts';
import { holdsFloating, isFloating } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { constantNumber, constantText } from './constant-argument.ts';
import { aggregate, type FunctionCall, type FunctionDefinition, overload } from './function-definition.ts';
import { reduceAggregate } from './lambda-functions.ts';
import { APPROX_PERCENTILE } from './percentile-function.ts';
import { withoutNegativeZero } from './signed-zero.ts';
import { instant, isZoned } from './zoned-time.ts';

type Decimal = Extract<TrinoType, { readonly kind: 'decimal' }>;

const PASSED = { distinct: 'passed' } as const;
const IDEMPOTENT = { distinct: 'ignored' } as const;

const intervalOf = (name: string): string => `to_milliseconds(CAST(round(${name}($Depoch($1))$S * 1000) AS BIGINT))`;

const monthsOf = (name: string): string =>
  `to_months(CAST(round(${name}($DCAST(date_part('year', $1) * 12 + date_part('month', $1) AS BIGINT))$S) AS INTEGER))`;

/** DuckDB lets a sum grow beyond 38 digits. */
function sumOfDecimals({ arguments: [x], clauses }: FunctionCall): string {
  const { scale } = x.type as Decimal;
  const sum = `sum(${clauses.distinct}${x.sql})${clauses.suffix()}`;
  const greatest = `CAST(${'9'.repeat(38 - scale)}${scale > 0 ? `.${'9'.repeat(scale)}` : ''} AS DECIMAL(38,${scale}))`;
  return `CASE WHEN ${sum} > ${greatest} OR ${sum} < -${greatest} THEN ${raise('NUMERIC_VALUE_OUT_OF_RANGE', "'Decimal overflow'", `DECIMAL(38,${scale})`)} ELSE ${sum} END`;
}

/** Of narrower decimals no sum comes near to 128 bits. */
const WORD_PRECISION = 18;

/** Exact: the sum's digits divided by the count, half up at the argument's scale. */
function averageDecimal(call: FunctionCall): string {
  const [x] = call.arguments;
  const { precision, scale } = x.type as Decimal;
  const { distinct, suffix } = call.clauses;
  const digits = `CAST(replace(CAST(sum(${distinct}${x.sql})${suffix()} AS VARCHAR), '.', '') AS HUGEINT)`;
  const count = `CAST(count(${distinct}${x.sql})${suffix()} AS HUGEINT)`;
  const quotient =
    precision <= WORD_PRECISION
      ? `t_divide_unscaled(${digits}, ${count}, NULL)`
      : `t_divide_wide(${digits}, ${count}, 0, CAST(1 AS HUGEINT), CAST(1${'0'.repeat(37)} AS HUGEINT), NULL)`;
  const average =
    scale === 0
      ? quotient
      : `CAST(${quotient} AS DECIMAL(38,0)) * CAST(0.${'0'.repeat(scale - 1)}1 AS DECIMAL(${scale},${scale}))`;
  return `CASE WHEN ${count} > 0 THEN CAST(${average} AS DECIMAL(${precision},${scale})) END`;
}

/** NaN only where there is nothing else. */
function extreme({ name, arguments: [x], clauses }: FunctionCall): string {
  requireOrderable(name, x);
  const kept = isFloating(x.type) ? x.sql : withoutNegativeZero(x);
  const value = withoutNulls(kept, x.type);
  // Of equal instants the first, whatever its zone.
  if (isZoned(x.type) && x.type.zone === null) {
    return `${name === 'max' ? 'arg_max' : 'arg_min'}(${x.sql}, ${instant(x)})${clauses.suffix()}`;
  }
  if (!holdsFloating(x.type) || !x.mayBeNaN) return `${name}(${value})${clauses.suffix()}`;
  if (!isFloating(x.type)) {
    return name === 'min'
      ? `min(${value})${clauses.suffix()}`
      : `arg_max(${kept}, ${greatnessKey(x.sql, x)})${clauses.suffix()}`;
  }
  const numbers = `${name}(CASE WHEN NOT isnan(${x.sql}) THEN ${x.sql} END)${clauses.suffix()}`;
  return `coalesce(${numbers}, ${name}(${x.sql})${clauses.suffix()})`;
}

function requireOrderable(name: string, { type }: TypedExpression): void {
  if (isOrderable(type)) return;
  const message = `Unexpected parameters (${typeText(type)}) for function ${name}. Expected: a type that can be ordered`;
  throw new TracelakeError('FUNCTION_NOT_FOUND', message);
}

/** DuckDB leaves out rows whose value is NULL; a struct is never NULL. */
const extremesBy =
  (name: 'max_by' | 'min_by') =>
  ({ arguments: [x, by, n], clauses }: FunctionCall): string => {
    requireOrderable(name, by);
    constantNumber(n, 'the number of values');
    const [pick, key] =
      name === 'max_by' ? ['arg_max', greatnessKey(by.sql, by)] : ['arg_min', withoutNulls(by.sql, by.type)];
    return `list_transform(${pick}(${clauses.distinct}{'v': ${withoutNegativeZero(x)}}, ${key}, ${n.sql})${clauses.suffix()}, lambda e: e.v)`;
  };

/** The n greatest or smallest. In DuckDB NaN is the greatest, in Trino it comes last. */
function extremes({ name, arguments: [x, n], clauses }: FunctionCall): string {
  requireOrderable(name, x);
  constantNumber(n, `the second argument of ${name}`);
  const value = withoutNulls(x.sql, x.type);
  const key = greatnessKey(x.sql, x);
  const kept = withoutNegativeZero(x);
  if (!isFloating(x.type) && (name === 'min' || key === value)) {
    return `${name}(${clauses.distinct}${withoutNulls(kept, x.type)}, ${n.sql})${clauses.suffix()}`;
  }
  if (name === 'min' || key === value) return `${name}(${clauses.distinct}${value}, ${n.sql})${clauses.suffix()}`;
  return `list_transform(arg_max({'v': ${kept}}, ${key}, ${n.sql})${clauses.suffix()}, lambda e: e.v)`;
}

/** DuckDB takes NaN for the greatest, Trino takes it only where there is nothing else. */
function greatestBy({ name, arguments: [x, by], clauses }: FunctionCall): string {
  requireOrderable(name, by);
  if (!isFloating(by.type) || !by.mayBeNaN)
    return `arg_max_null(${beside(x, by)}, ${greatnessKey(by.sql, by)})${clauses.suffix()}`;
  const value = `{'v': ${withoutNegativeZero(x)}}`;
  const numbers = `arg_max_null(${value}, CASE WHEN NOT isnan(${by.sql}) THEN ${by.sql} END)${clauses.suffix()}`;
  return `struct_extract(coalesce(${numbers}, arg_max_null(${value}, ${by.sql})${clauses.suffix()}), 'v')`;
}

function smallestBy({ name, arguments: [x, by], clauses }: FunctionCall): string {
  requireOrderable(name, by);
  return `arg_min_null(${beside(x, by)}, ${withoutNulls(by.sql, by.type)})${clauses.suffix()}`;
}

/** Beside a number a number keeps its sign. */
function beside(x: TypedExpression, by: TypedExpression): string {
  const isPlain = isFloating(x.type) && !['row', 'array'].includes(by.type.kind);
  return isPlain ? x.sql : withoutNegativeZero(x);
}

function mostFrequent({ arguments: [buckets, x], clauses }: FunctionCall): string {
  const tooFew = raise('INVALID_FUNCTION_ARGUMENT', "'approx_most_frequent bucket count must be greater than one'");
  const count =
    typeof buckets.constant === 'bigint' && buckets.constant > 1n
      ? buckets.sql
      : `CASE WHEN ${buckets.sql} > 1 THEN ${buckets.sql} ELSE ${tooFew} END`;
  return `t_most_frequent(histogram(${x.sql})${clauses.suffix()}, ${count})`;
}

function anyValue({ arguments: [x], clauses }: FunctionCall): string {
  return `any_value(${isFloating(x.type) ? x.sql : withoutNegativeZero(x)})${clauses.suffix()}`;
}

function histogram({ arguments: [x], clauses }: FunctionCall): string {
  const type = `MAP(${duckdbType(x.type)}, BIGINT)`;
  if (!isFloating(x.type) || !x.mayBeNaN)
    return `CAST(histogram(${clauses.distinct}${x.sql})${clauses.suffix()} AS ${type})`;
  // DuckDB counts a bare NaN under another key.
  const counts = `histogram(${clauses.distinct}{'v': ${x.sql}})${clauses.suffix(`${x.sql} IS NOT NULL`)}`;
  return `CAST(map_from_entries(list_transform(map_entries(${counts}), lambda e: {'k': e.key.v, 'v': e.value})) AS ${type})`;
}

function pairList({ arguments: [key, value], clauses }: FunctionCall): string {
  return `list(${clauses.distinct}{'k': ${key.sql}, 'v': ${value.sql}}${clauses.orderBy})${clauses.suffix(`${key.sql} IS NOT NULL`)}`;
}

/** DuckDB's frames cannot hold FILTER inside a macro twice: this repeats the aggregate. */
const skewness = (x: string): string => {
  const count = `count($D${x})$S`;
  return `(skewness($D${x})$S * (${count} - 2) / sqrt(CAST(${count} * (${count} - 1) AS DOUBLE)))`;
};

/**
 * @param least rows that it takes. Of what is not finite DuckDB fails, or says 0; that it is asked first costs a half more, 5,000,000 rows
 *   52 ms for 35.
 */
function statistic(names: string, name: string, least: 1 | 2): FunctionDefinition {
  const notFinite = 'count(CASE WHEN NOT isfinite($1) THEN 1 END)$S > 0';
  const enough = `count($D$1)$S >= ${least}`;
  const finite = `${name}($DCASE WHEN isfinite($1) THEN $1 END)$S`;
  const sql = `CASE WHEN ${notFinite} THEN CASE WHEN ${enough} THEN CAST('NaN' AS DOUBLE) END ELSE ${finite} END`;
  return aggregate(names, PASSED, overload('(double)->double', sql, { makesNaN: true }));
}

/** Skewness and the like: of less than `least` rows NULL, else NaN of what is not finite and of what `name` has no answer to. */
function moment(name: string, print: (x: string) => string, least: 3 | 4): FunctionDefinition {
  const notFinite = 'count(CASE WHEN NOT isfinite($1) THEN 1 END)$S > 0';
  const finite = print('CASE WHEN isfinite($1) THEN $1 END');
  const sql = `CASE WHEN count($D$1)$S >= ${least} THEN CASE WHEN ${notFinite} THEN CAST('NaN' AS DOUBLE) ELSE coalesce(${finite}, CAST('NaN' AS DOUBLE)) END END`;
  return aggregate(name, PASSED, overload('(double)->double', sql, { makesNaN: true }));
}

function pairStatistic(name: string, call: string): FunctionDefinition {
  return aggregate(
    name,
    {},
    overload('(real,real)->real', `CAST(${call} AS FLOAT)`, { makesNaN: true }),
    overload('(double,double)->double', call, { makesNaN: true }),
  );
}

/** NULL where a pair or the answer is not finite, as of equal x; DuckDB fails, or says NaN. */
function finiteStatistic(name: string): FunctionDefinition {
  const infinite = 'CASE WHEN $1 IS NOT NULL AND $2 IS NOT NULL AND NOT (isfinite($1) AND isfinite($2)) THEN 1 END';
  const pair = 'CASE WHEN isfinite($1) AND isfinite($2) THEN $1 END, $2';
  const call = `${name}(${pair})$S`;
  const varies = name === 'corr' ? '' : ` AND regr_sxx(${pair})$S <> 0`;
  return pairStatistic(
    name,
    `CASE WHEN count(${infinite})$S = 0${varies} THEN CASE WHEN isfinite(${call}) THEN ${call} END END`,
  );
}

function listagg({ arguments: [x, separator], clauses }: FunctionCall): string {
  const by = separator === undefined ? '' : constantText(separator, 'the separator of listagg');
  return `string_agg(${clauses.distinct}${x.sql}, ${quoteLiteral(by)}${clauses.orderBy})${clauses.suffix()}`;
}

/** Both DISTINCT and order reach `list`; a NULL list is an empty group. */
function multimapType({ arguments: [key, value] }: FunctionCall): TrinoType {
  return { kind: 'map', key: key.type, value: array(value.type) };
}

const MIN_STANDARD_ERROR = 0.0040625;
const MAX_STANDARD_ERROR = 0.26;

function checkedAccuracy(call: FunctionCall): string {
  const [x] = call.arguments;
  // Ours is exact, so that an error which is not constant makes no difference.
  const constant = call.arguments[1]?.constant;
  const error = Number(constant);
  if (constant !== undefined && constant !== null && (error < MIN_STANDARD_ERROR || error > MAX_STANDARD_ERROR)) {
    throw new TracelakeError(
      'INVALID_FUNCTION_ARGUMENT',
      `Standard error must be in [${MIN_STANDARD_ERROR}, ${MAX_STANDARD_ERROR}]: ${error}`,
    );
  }
  return `count(DISTINCT ${x.sql})${call.clauses.suffix()}`;
}

export const AGGREGATE_FUNCTIONS: readonly FunctionDefinition[] = [
  aggregate('count', PASSED, overload('()->bigint', 'count(*)$S'), overload('(T)->bigint', 'count($D$1)$S')),
  aggregate('count_if', PASSED, overload('(boolean)->bigint', 'count($DCASE WHEN $1 THEN 1 END)$S')),
  aggregate(
    'sum',
    PASSED,
    overload('(bigint)->bigint', 'CAST(sum($D$1)$S AS BIGINT)'),
    overload('(decimal)', sumOfDecimals, { result: (call) => decimal(38, (call.arguments[0].type as Decimal).scale) }),
    overload('(real)->real', 'CAST(sum($D$1)$S AS FLOAT)', { makesNaN: true }),
    overload('(double)->double', 'sum($D$1)$S'),
    overload('(interval day to second)->interval day to second', intervalOf('sum')),
    overload('(interval year to month)->interval year to month', monthsOf('sum')),
  ),
  aggregate(
    'avg',
    PASSED,
    overload('(bigint)->double', 'avg($DCAST($1 AS DOUBLE))$S'),
    overload('(decimal)', averageDecimal, { result: (call) => call.arguments[0].type }),
    overload('(real)->real', 'CAST(avg($D$1)$S AS FLOAT)'),
    overload('(double)->double', 'avg($D$1)$S'),
    overload('(interval day to second)->interval day to second', intervalOf('avg')),
    overload('(interval year to month)->interval year to month', monthsOf('avg')),
  ),
  aggregate('min', IDEMPOTENT, overload('(T)->T', extreme), overload('(T,bigint)->array(T)', extremes)),
  aggregate('max', IDEMPOTENT, overload('(T)->T', extreme), overload('(T,bigint)->array(T)', extremes)),
  aggregate(
    'max_by',
    IDEMPOTENT,
    overload('(T,U)->T', greatestBy),
    overload('(T,U,bigint)->array(T)', extremesBy('max_by')),
  ),
  aggregate(
    'min_by',
    IDEMPOTENT,
    overload('(T,U)->T', smallestBy),
    overload('(T,U,bigint)->array(T)', extremesBy('min_by')),
  ),
  aggregate('arbitrary any_value', { distinct: 'ignored' }, overload('(T)->T', anyValue)),
  aggregate('array_agg', { distinct: 'passed', orderBy: 'passed' }, overload('(T)->array(T)', 'list($D$1$O)$S')),
  aggregate(
    'listagg',
    { distinct: 'passed', orderBy: 'passed' },
    overload('(varchar)->varchar', listagg),
    overload('(varchar,varchar)->varchar', listagg),
  ),
  aggregate('bool_and every', IDEMPOTENT, overload('(boolean)->boolean', 'bool_and($1)$S')),
  aggregate('bool_or', IDEMPOTENT, overload('(boolean)->boolean', 'bool_or($1)$S')),
  aggregate(
    'approx_distinct',
    IDEMPOTENT,
    overload('(T)->bigint', checkedAccuracy),
    overload('(T,double)->bigint', checkedAccuracy),
  ),
  APPROX_PERCENTILE,
  aggregate(
    'approx_most_frequent',
    {},
    overload('(bigint,bigint,bigint)->map(bigint,bigint)', mostFrequent),
    overload('(bigint,varchar,bigint)->map(varchar,bigint)', mostFrequent),
  ),
  aggregate('histogram', PASSED, overload('(T)->map(T,bigint)', histogram)),
  aggregate(
    'map_agg',
    { distinct: 'passed', orderBy: 'passed' },
    overload('(K,V)->map(K,V)', (call) => `t_map_of_first(${pairList(call)})`),
  ),
  aggregate(
    'multimap_agg',
    { distinct: 'passed', orderBy: 'passed' },
    overload('(K,V)', (call) => `t_multimap(${pairList(call)})`, { result: multimapType }),
  ),
  aggregate(
    'map_union',
    { orderBy: 'refused' },
    overload(
      '(map(K,V))->map(K,V)',
      "CASE WHEN count($1)$S > 0 THEN t_map_of_first(list_transform(flatten(list(map_entries($1))$S), lambda e: {'k': e.key, 'v': e.value})) END",
    ),
  ),
  aggregate('reduce_agg', PASSED, overload('(T,ANY,function(S,T),function(S,S))', reduceAggregate)),
  statistic('stddev stddev_samp', 'stddev_samp', 2),
  statistic('stddev_pop', 'stddev_pop', 1),
  statistic('variance var_samp', 'var_samp', 2),
  statistic('var_pop', 'var_pop', 1),
  aggregate(
    'geometric_mean',
    PASSED,
    overload('(bigint)->double', 'exp(avg($Dt_ln($1))$S)', { makesNaN: true }),
    overload('(real)->real', 'CAST(exp(avg($Dt_ln($1))$S) AS FLOAT)', { makesNaN: true }),
    overload('(double)->double', 'exp(avg($Dt_ln($1))$S)', { makesNaN: true }),
  ),
  moment('skewness', skewness, 3),
  moment('kurtosis', (x) => `kurtosis($D${x})$S`, 4),
  ...['covar_pop', 'covar_samp'].map((name) => pairStatistic(name, `${name}($1, $2)$S`)),
  ...['corr', 'regr_slope', 'regr_intercept'].map(finiteStatistic),
  aggregate('bitwise_and_agg', IDEMPOTENT, overload('(bigint)->bigint', 'bit_and($1)$S')),
  aggregate('bitwise_or_agg', IDEMPOTENT, overload('(bigint)->bigint', 'bit_or($1)$S')),
  aggregate('bitwise_xor_agg', PASSED, overload('(bigint)->bigint', 'bit_xor($D$1)$S')),
];
