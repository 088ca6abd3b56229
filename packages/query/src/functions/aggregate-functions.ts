// Aggregates. FILTER and OVER ($S) belong to the inner DuckDB aggregate: CAST(sum(x) FILTER (…) AS BIGINT).
import { TracelakeError } from '@tracelake/schema';
import { raise } from '../duckdb/raise.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { commonType } from '../types/common-type.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { array, decimal, VARCHAR } from '../types/type-constructors.ts';
import { isFloating } from '../types/type-predicates.ts';
import { constantNumber, constantText } from './constant-argument.ts';
import { aggregate, type FunctionCall, type FunctionDefinition, overload } from './function-definition.ts';

type Decimal = Extract<TrinoType, { readonly kind: 'decimal' }>;

const PASSED = { distinct: 'passed' } as const;
const IDEMPOTENT = { distinct: 'ignored' } as const;

const intervalOf = (name: string): string => `to_milliseconds(CAST(round(${name}($Depoch($1))$S * 1000) AS BIGINT))`;

/** DuckDB lets a sum grow beyond 38 digits. */
function sumOfDecimals({ arguments: [x], clauses }: FunctionCall): string {
  const { scale } = x.type as Decimal;
  const sum = `sum(${clauses.distinct}${x.sql})${clauses.suffix()}`;
  const greatest = `CAST(${'9'.repeat(38 - scale)}${scale > 0 ? `.${'9'.repeat(scale)}` : ''} AS DECIMAL(38,${scale}))`;
  return `CASE WHEN ${sum} > ${greatest} OR ${sum} < -${greatest} THEN ${raise('NUMERIC_VALUE_OUT_OF_RANGE', "'Decimal overflow'", `DECIMAL(38,${scale})`)} ELSE ${sum} END`;
}

/** Exact: the sum's digits divided by the count, half up at the argument's scale. */
function averageDecimal(call: FunctionCall): string {
  const [x] = call.arguments;
  const { precision, scale } = x.type as Decimal;
  const { distinct, suffix } = call.clauses;
  const digits = `CAST(replace(CAST(sum(${distinct}${x.sql})${suffix()} AS VARCHAR), '.', '') AS HUGEINT)`;
  const count = `CAST(count(${distinct}${x.sql})${suffix()} AS HUGEINT)`;
  const quotient = `t_divide_unscaled(${digits}, ${count})`;
  const average =
    scale === 0
      ? quotient
      : `CAST(${quotient} AS DECIMAL(38,0)) * CAST(0.${'0'.repeat(scale - 1)}1 AS DECIMAL(${scale},${scale}))`;
  return `CASE WHEN ${count} > 0 THEN CAST(${average} AS DECIMAL(${precision},${scale})) END`;
}

/** NaN only where there is nothing else. */
function extreme({ name, arguments: [x], clauses }: FunctionCall): string {
  if (!isFloating(x.type) || !x.mayBeNaN) return `${name}(${x.sql})${clauses.suffix()}`;
  const numbers = `${name}(CASE WHEN NOT isnan(${x.sql}) THEN ${x.sql} END)${clauses.suffix()}`;
  return `coalesce(${numbers}, ${name}(${x.sql})${clauses.suffix()})`;
}

/** DuckDB leaves out rows whose value is NULL; a struct is never NULL. */
const extremesBy =
  (name: string) =>
  ({ arguments: [x, by, n], clauses }: FunctionCall): string => {
    refuseNaN(name, by);
    constantNumber(n, 'the number of values');
    return `list_transform(${name}(${clauses.distinct}{'v': ${x.sql}}, ${by.sql}, ${n.sql})${clauses.suffix()}, lambda e: e.v)`;
  };

/** The n greatest or smallest. In DuckDB NaN is the greatest, in Trino it comes last. */
function extremes({ name, arguments: [x, n], clauses }: FunctionCall): string {
  refuseNaN(name, x);
  constantNumber(n, `the second argument of ${name}`);
  return `${name}(${clauses.distinct}${x.sql}, ${n.sql})${clauses.suffix()}`;
}

function refuseNaN(name: string, x: TypedExpression): void {
  if (!isFloating(x.type) || !x.mayBeNaN) return;
  throw new TracelakeError('NOT_SUPPORTED', `${name} of values among which NaN may be is not supported locally`);
}

/** DuckDB takes NaN for the greatest, Trino takes it only where there is nothing else. */
function greatestBy({ arguments: [x, by], clauses }: FunctionCall): string {
  if (!isFloating(by.type) || !by.mayBeNaN) return `arg_max_null(${x.sql}, ${by.sql})${clauses.suffix()}`;
  const numbers = `arg_max_null({'v': ${x.sql}}, CASE WHEN NOT isnan(${by.sql}) THEN ${by.sql} END)${clauses.suffix()}`;
  return `struct_extract(coalesce(${numbers}, arg_max_null({'v': ${x.sql}}, ${by.sql})${clauses.suffix()}), 'v')`;
}

/** Exact where Trino's T-digest is near; integers get a value that occurs, as Trino's do. */
function percentile(name: 'quantile_cont' | 'quantile_disc', wrap: (sql: string) => string = (sql) => sql) {
  return ({ arguments: [x, fraction], clauses }: FunctionCall): string => {
    const fractions = fraction.type.kind === 'array' ? `CAST(${fraction.sql} AS DOUBLE[])` : fraction.sql;
    return wrap(`${name}(${x.sql}, ${fractions})${clauses.suffix()}`);
  };
}

/**
 * The first value at which the running weight reaches its share, found among copies of each value: as many as its weight where weights are
 * whole and not huge, else in proportion, an average one 16. (A running sum over the list is quadratic: 5,000 rows took 2.6 s, this 8 ms.)
 */
function weightedPercentile({ arguments: [x, weight, fraction], clauses }: FunctionCall): string {
  const list = `list({'x': ${x.sql}, 'w': CAST(${weight.sql} AS DOUBLE)})${clauses.suffix(`${x.sql} IS NOT NULL`)}`;
  const weights = 'list_transform(l, lambda y: y.w)';
  const most = `(16 * len(l) + 1000000)`;
  const areWhole = `list_bool_and(list_transform(l, lambda y: y.w = floor(y.w)))`;
  const copies = `CASE WHEN ${areWhole} AND list_sum(${weights}) <= ${most} THEN 1 ELSE ${most} / list_sum(${weights}) END`;
  const copied = `list_transform(l, lambda e: list_resize([e.x], CAST(round(e.w * s) AS BIGINT), e.x))`;
  const found = `list_aggregate(flatten(list_transform([${copies}], lambda s: flatten(${copied}))), 'quantile_disc', ${fraction.sql})`;
  return `list_transform([${list}], lambda l: ${found})[1]`;
}

function pairList({ arguments: [key, value], clauses }: FunctionCall): string {
  return `list({'k': ${key.sql}, 'v': ${value.sql}}${clauses.orderBy})${clauses.suffix(`${key.sql} IS NOT NULL`)}`;
}

/** DuckDB's frames cannot hold FILTER inside a macro twice: these repeat the aggregate. */
const SKEWNESS = '(skewness($1)$S * (count($1)$S - 2) / sqrt(CAST(count($1)$S * (count($1)$S - 1) AS DOUBLE)))';

function statistic(names: string, name: string): FunctionDefinition {
  return aggregate(names, PASSED, overload('(double)->double', `${name}($D$1)$S`, { makesNaN: true }));
}

function pairStatistic(name: string): FunctionDefinition {
  // Of equal x DuckDB says NaN.
  const plain = `${name}($1, $2)$S`;
  const call = name.startsWith('regr') ? `CASE WHEN regr_sxx($1, $2)$S <> 0 THEN ${plain} END` : plain;
  return aggregate(
    name,
    {},
    overload('(real,real)->real', `CAST(${call} AS FLOAT)`, { makesNaN: true }),
    overload('(double,double)->double', call, { makesNaN: true }),
  );
}

/** Of one row DuckDB says NaN, Trino NULL. */
const CORRELATION = 'CASE WHEN isnan(corr($1, $2)$S) THEN NULL ELSE corr($1, $2)$S END';

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
  if (commonType(x.type, VARCHAR) === null && x.type.kind === 'map') {
    throw new TracelakeError('NOT_SUPPORTED', 'approx_distinct of a map is not supported locally');
  }
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
  aggregate('count_if', {}, overload('(boolean)->bigint', 'count(CASE WHEN $1 THEN 1 END)$S')),
  aggregate(
    'sum',
    PASSED,
    overload('(bigint)->bigint', 'CAST(sum($D$1)$S AS BIGINT)'),
    overload('(decimal)', sumOfDecimals, { result: (call) => decimal(38, (call.arguments[0].type as Decimal).scale) }),
    overload('(real)->real', 'CAST(sum($D$1)$S AS FLOAT)', { makesNaN: true }),
    overload('(double)->double', 'sum($D$1)$S'),
    overload('(interval day to second)->interval day to second', intervalOf('sum')),
  ),
  aggregate(
    'avg',
    PASSED,
    overload('(bigint)->double', 'avg($DCAST($1 AS DOUBLE))$S'),
    overload('(decimal)', averageDecimal, { result: (call) => call.arguments[0].type }),
    overload('(real)->real', 'CAST(avg($D$1)$S AS FLOAT)'),
    overload('(double)->double', 'avg($D$1)$S'),
    overload('(interval day to second)->interval day to second', intervalOf('avg')),
  ),
  aggregate('min', IDEMPOTENT, overload('(T)->T', extreme), overload('(T,bigint)->array(T)', extremes)),
  aggregate('max', IDEMPOTENT, overload('(T)->T', extreme), overload('(T,bigint)->array(T)', extremes)),
  aggregate(
    'max_by',
    IDEMPOTENT,
    overload('(T,U)->T', greatestBy),
    overload('(T,U,bigint)->array(T)', extremesBy('arg_max')),
  ),
  aggregate(
    'min_by',
    IDEMPOTENT,
    overload('(T,U)->T', 'arg_min_null($1, $2)$S'),
    overload('(T,U,bigint)->array(T)', extremesBy('arg_min')),
  ),
  aggregate('arbitrary any_value', { distinct: 'ignored', orderBy: 'refused' }, overload('(T)->T', 'any_value($1)$S')),
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
  aggregate(
    'approx_percentile',
    {},
    overload(
      '(real,double)->real',
      percentile('quantile_cont', (sql) => `CAST(${sql} AS FLOAT)`),
    ),
    overload(
      '(real,array(double))->array(real)',
      percentile('quantile_cont', (sql) => `CAST(${sql} AS FLOAT[])`),
    ),
    overload('(bigint,double)->bigint', percentile('quantile_disc')),
    overload('(bigint,array(double))->array(bigint)', percentile('quantile_disc')),
    overload('(double,double)->double', percentile('quantile_cont')),
    overload('(double,array(double))->array(double)', percentile('quantile_cont')),
    overload('(bigint,double,double)->bigint', weightedPercentile),
    overload('(double,double,double)->double', weightedPercentile),
  ),
  aggregate(
    'approx_most_frequent',
    {},
    overload('(bigint,bigint,bigint)->map(bigint,bigint)', 't_most_frequent(histogram($2)$S, $1)'),
    overload('(bigint,varchar,bigint)->map(varchar,bigint)', 't_most_frequent(histogram($2)$S, $1)'),
  ),
  aggregate(
    'histogram',
    {},
    overload('(T)->map(T,bigint)', ({ name, arguments: [x], clauses }) => {
      // DuckDB counts NaN under another key.
      refuseNaN(name, x);
      return `CAST(histogram(${x.sql})${clauses.suffix()} AS MAP(${duckdbType(x.type)}, BIGINT))`;
    }),
  ),
  aggregate(
    'map_agg',
    { orderBy: 'passed' },
    overload('(K,V)->map(K,V)', (call) => `t_map_of_first(${pairList(call)})`),
  ),
  aggregate(
    'multimap_agg',
    { orderBy: 'passed' },
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
  statistic('stddev stddev_samp', 'stddev_samp'),
  statistic('stddev_pop', 'stddev_pop'),
  statistic('variance var_samp', 'var_samp'),
  statistic('var_pop', 'var_pop'),
  aggregate('geometric_mean', {}, overload('(double)->double', 'exp(avg(t_ln($1))$S)', { makesNaN: true })),
  aggregate('skewness', {}, overload('(double)->double', SKEWNESS, { makesNaN: true })),
  aggregate('kurtosis', {}, overload('(double)->double', 'kurtosis($1)$S', { makesNaN: true })),
  aggregate(
    'corr',
    {},
    overload('(real,real)->real', `CAST(${CORRELATION} AS FLOAT)`),
    overload('(double,double)->double', CORRELATION),
  ),
  ...['covar_pop', 'covar_samp', 'regr_slope', 'regr_intercept'].map(pairStatistic),
  aggregate('bitwise_and_agg', IDEMPOTENT, overload('(bigint)->bigint', 'bit_and($1)$S')),
  aggregate('bitwise_or_agg', IDEMPOTENT, overload('(bigint)->bigint', 'bit_or($1)$S')),
  aggregate('bitwise_xor_agg', {}, overload('(bigint)->bigint', 'bit_xor($1)$S')),
];
