// Distributions and intervals of statistics.
import { raise } from '../duckdb/raise.ts';
import { type FunctionDefinition, overload, scalar } from './function-definition.ts';

/** `value`, unless one of the conditions holds, each with its message. */
function unless(conditions: readonly (readonly [condition: string, message: string])[], value: string): string {
  const failures = conditions.map(
    ([condition, message]) => `WHEN ${condition} THEN ${raise('INVALID_FUNCTION_ARGUMENT', `'${message}'`, 'DOUBLE')}`,
  );
  return `CASE ${failures.join(' ')} ELSE ${value} END`;
}

/** Trino's own answer is not exact there. */
const FAR_OUT = raise('NOT_SUPPORTED', "'inverse_normal_cdf so near to 0 or 1 is not supported locally'", 'DOUBLE');

const PROBABILITY = ['NOT ($1 > 0 AND $2 > 0) OR isnan($1) OR isnan($2)', 'a, b must be > 0'] as const;

/** The interval of Wilson's score, in the order of operations that Trino has. */
function wilson(sign: '-' | '+'): string {
  const n = 'CAST($2 AS DOUBLE)';
  const p = `(CAST($1 AS DOUBLE) / ${n})`;
  const bound = `(${p} + $3 * $3 / (2 * ${n}) ${sign} $3 * sqrt(${p} * (1 - ${p}) / ${n} + $3 * $3 / (4 * ${n} * ${n}))) / (1 + $3 * $3 / ${n})`;
  return unless(
    [
      ['$1 < 0', 'number of successes must not be negative'],
      ['$2 <= 0', 'number of trials must be positive'],
      ['$1 > $2', 'number of successes must not be larger than number of trials'],
      ['NOT $3 >= 0 OR isnan($3)', 'z-score must not be negative'],
    ],
    bound,
  );
}

export const STATISTICS_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar(
    'normal_cdf',
    overload(
      '(double,double,double)->double',
      unless([['NOT $2 > 0 OR isnan($2)', 'standardDeviation must be > 0']], 'j_normal_cdf($1, $2, $3)'),
    ),
  ),
  scalar(
    'inverse_normal_cdf',
    overload(
      '(double,double,double)->double',
      unless(
        [
          ['NOT ($3 > 0 AND $3 < 1)', 'p must be 0 > p > 1'],
          ['NOT $2 > 0 OR isnan($2)', 'sd must be > 0'],
        ],
        `CASE WHEN $3 < 1e-10 OR $3 > 1 - 1e-10 THEN ${FAR_OUT} ELSE j_inverse_normal_cdf($1, $2, $3) END`,
      ),
    ),
  ),
  scalar(
    'beta_cdf',
    overload(
      '(double,double,double)->double',
      unless([['NOT ($3 >= 0 AND $3 <= 1)', 'value must be 0 >= v >= 1'], PROBABILITY], 'j_beta_cdf($1, $2, $3)'),
    ),
  ),
  scalar('wilson_interval_lower', overload('(bigint,bigint,double)->double', wilson('-'))),
  scalar('wilson_interval_upper', overload('(bigint,bigint,double)->double', wilson('+'))),
];
