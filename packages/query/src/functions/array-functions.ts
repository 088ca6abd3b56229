// Arrays: access, search, sets, slices, sequences.
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import { raise } from '../duckdb/raise.ts';
import { isOrderable } from '../translate/comparison.ts';
import { extremeContainer, isComparedInTurn } from '../translate/extreme-container.ts';
import { elementsWithoutNulls, greatestOf } from '../translate/order-key.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { anonymousRow, array, VARCHAR } from '../types/type-constructors.ts';
import { holdsFloating, isFloating } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { containerPosition, containsContainer, isContainer, withoutContainer } from './array-membership.ts';
import { sortedBy } from './array-sorting.ts';
import { castExpression } from './cast.ts';
import { constantNumber } from './constant-argument.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';
import { REPEAT } from './repeat-function.ts';

type ArrayType = Extract<TrinoType, { readonly kind: 'array' }>;

export function elementType(argument: TypedExpression): TrinoType {
  return argument.type.kind === 'array' ? argument.type.element : { kind: 'unknown' };
}

/** A constant place from the start needs no test for 0, which would repeat the array's text. */
function elementAt({ arguments: [list, index] }: FunctionCall): string {
  const plain = typeof index.constant === 'bigint' && index.constant !== 0n;
  return `${plain ? 'list_extract' : 't_element_at'}(${list.sql}, ${index.sql})`;
}

/** The elements as texts, for joining. */
function texts(list: TypedExpression): string {
  const element = elementType(list);
  if (element.kind === 'varchar') return list.sql;
  try {
    return castExpression(list, array(VARCHAR), false).sql;
  } catch (cause) {
    if (!isTracelakeError(cause) || cause.code !== 'TYPE_MISMATCH') throw cause;
    throw new TracelakeError('OPERATOR_NOT_FOUND', `Cannot cast ${typeText(element)} to varchar`, { cause });
  }
}

function join({ arguments: [list, delimiter, nullText] }: FunctionCall): string {
  const joined =
    nullText === undefined ? texts(list) : `list_transform(${texts(list)}, lambda e: coalesce(e, ${nullText.sql}))`;
  const sql = joinedTexts(joined, delimiter);
  return nullText === undefined ? sql : `CASE WHEN ${nullText.sql} IS NULL THEN NULL ELSE ${sql} END`;
}

/** NULLs left out. DuckDB's own function wants a constant delimiter. */
export function joinedTexts(list: string, delimiter: TypedExpression): string {
  // Of NULLs alone DuckDB makes NULL.
  if (typeof delimiter.constant === 'string')
    return `CASE WHEN ${list} IS NOT NULL THEN coalesce(array_to_string(${list}, ${delimiter.sql}), '') END`;
  const present = `list_filter(${list}, lambda e: e IS NOT NULL)`;
  // Not by list_reduce: it takes the delimiter of other rows.
  const pieces = `list_transform(${present}, lambda e, i: CASE WHEN i = 1 THEN e ELSE ${delimiter.sql} || e END)`;
  return `CASE WHEN ${delimiter.sql} IS NOT NULL AND ${list} IS NOT NULL THEN coalesce(array_to_string(${pieces}, ''), '') END`;
}

/** The array to be ordered. Throws FUNCTION_NOT_FOUND for elements that have no order. */
function orderable({ name, arguments: [list] }: FunctionCall): string {
  const element = elementType(list);
  if (isOrderable(element)) return elementsWithoutNulls(list.sql, element);
  throw new TracelakeError('FUNCTION_NOT_FOUND', `${name} wants elements that have an order`);
}

/** NULL if any element is; NaN only where there is nothing else. */
function extreme(pick: 'list_max' | 'list_min') {
  return (call: FunctionCall): string => {
    const [list] = call.arguments;
    const element = elementType(list);
    const found = (): string => {
      if (isOrderable(element) && isComparedInTurn(element, list.mayBeNaN))
        return extremeContainer(list.sql, element, pick === 'list_max' ? 'greatest' : 'least');
      if (!list.mayBeNaN || !holdsFloating(element)) return `${pick}(${orderable(call)})`;
      if (!isFloating(element))
        return pick === 'list_max' ? greatestOf(orderable(call), element) : `${pick}(${orderable(call)})`;
      return `coalesce(${pick}(list_filter(${list.sql}, lambda e: NOT isnan(e))), ${pick}(${list.sql}))`;
    };
    return `CASE WHEN list_count(${list.sql}) = len(${list.sql}) THEN ${found()} END`;
  };
}

function zip({ arguments: lists }: FunctionCall): string {
  const length = `greatest(${lists.map(({ sql }) => `len(${sql})`).join(', ')})`;
  const fields = lists.map(({ sql }, i) => `${quoteLiteral(`f${i}`)}: list_extract(${sql}, n)`);
  return `list_transform(range(1, ${length} + 1), lambda n: {${fields.join(', ')}})`;
}

function zipType({ arguments: lists }: FunctionCall): TrinoType {
  return array(anonymousRow(lists.map(elementType)));
}

const MAX_COMBINATION = 5;

/** Loops inside loops over the places, as many as the combinations are long; the last place goes slowest, as in Trino. */
function combinations({ arguments: [list, size] }: FunctionCall): string {
  if (size.constant === undefined) {
    const sizes = Array.from({ length: MAX_COMBINATION + 1 }, (_, n) => `WHEN ${n} THEN ${combinationsOf(list, n)}`);
    const failure = raise(
      'INVALID_FUNCTION_ARGUMENT',
      `'combination size must not exceed ${MAX_COMBINATION}: ' || ${size.sql}`,
    );
    return `CASE WHEN ${size.sql} IS NOT NULL THEN CASE ${size.sql} ${sizes.join(' ')} WHEN ${failure} THEN NULL END END`;
  }
  const n = constantNumber(size, 'the size of combinations');
  if (n < 0 || n > MAX_COMBINATION) {
    throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `combination size must not exceed ${MAX_COMBINATION}: ${n}`);
  }
  return combinationsOf(list, n);
}

function combinationsOf(list: TypedExpression, n: number): string {
  if (n === 0) return `CASE WHEN ${list.sql} IS NOT NULL THEN [CAST([] AS ${duckdbType(list.type)})] END`;
  const places = Array.from({ length: n }, (_, i) => `n${i}`);
  const chosen = `[${places.map((place) => `list_extract(${list.sql}, ${place})`).join(', ')}]`;
  return places.reduce((inner, place, i) => {
    const end = i === n - 1 ? `len(${list.sql}) + 1` : places[i + 1];
    const loop = `list_transform(range(1, ${end}), lambda ${place}: ${inner})`;
    return i === 0 ? loop : `flatten(${loop})`;
  }, chosen);
}

/** Every value from the first: DuckDB's series steps from each to the next, so that a 31st would stay a 28th. */
function monthSeries(start: string, stop: string, size: string): string {
  const values = `list_transform(range(0, abs(date_diff('month', ${start}, ${stop}) // ${size}) + 2), lambda n: ${start} + to_months(CAST(n * ${size} AS INTEGER)))`;
  return `list_filter(${values}, lambda v: CASE WHEN ${size} > 0 THEN v <= ${stop} ELSE v >= ${stop} END)`;
}

/** With what Trino refuses. */
function timeSeries({ arguments: [from, to, step] }: FunctionCall): string {
  if (from.type.kind === 'timestamp' && to.type.kind === 'timestamp' && from.type.precision < to.type.precision) {
    throw new TracelakeError('NOT_SUPPORTED', 'A sequence to a finer timestamp is not supported locally');
  }
  const byMonths = step.type.kind === 'interval year to month';
  const refusal = (message: string): string =>
    `[CAST(CAST(${raise('INVALID_FUNCTION_ARGUMENT', message)} AS VARCHAR) AS TIMESTAMP)]`;
  const [start, stop] = [from, to].map(({ sql }) => `CAST(${sql} AS TIMESTAMP)`);
  const size = byMonths ? `t_interval_months(${step.sql})` : `t_interval_millis(${step.sql})`;
  const count = byMonths
    ? `date_diff('month', ${start}, ${stop}) / ${size}`
    : `epoch(${stop} - ${start}) * 1000 / ${size}`;
  const partOfDay = from.type.kind === 'date' && !byMonths ? ` OR ${size} % 86400000 <> 0` : '';
  return `CASE WHEN ${from.sql} IS NULL OR ${to.sql} IS NULL OR ${step.sql} IS NULL THEN NULL
    WHEN ${size} = 0 OR (${size} > 0 AND ${start} > ${stop}) OR (${size} < 0 AND ${start} < ${stop})${partOfDay}
    THEN ${refusal("'The step of sequence does not lead from start to stop'")}
    WHEN ${count} >= ${MAX_SEQUENCE} THEN ${refusal(`'result of sequence function must not have more than ${MAX_SEQUENCE} entries'`)}
    ELSE ${byMonths ? monthSeries(start, stop, size) : `generate_series(${start}, ${stop}, ${step.sql})`} END`;
}

/** By the type of the first bound, which the result's elements keep. */
const sameAsFirst = { result: ({ arguments: [first] }: FunctionCall): ArrayType => array(first.type) };

const MAX_SEQUENCE = 10_000;
const TOO_LONG = raise(
  'INVALID_FUNCTION_ARGUMENT',
  `'result of sequence function must not have more than ${MAX_SEQUENCE} entries'`,
);

/** NaN equals nothing in Trino, itself in DuckDB: what is sought in an array or map may be one. */
function unlessNaN(sql: string, ofNaN: string): (call: FunctionCall) => string {
  const filled = (template: string, call: FunctionCall): string =>
    template.replace(/\$([12])/g, (_, place: string) => call.arguments[Number(place) - 1].sql);
  return (call) => {
    const [container, sought] = call.arguments;
    if (!isFloating(sought.type) || !(sought.mayBeNaN || container.mayBeNaN)) return filled(sql, call);
    return `CASE WHEN isnan(${sought.sql}) THEN ${filled(ofNaN, call)} ELSE ${filled(sql, call)} END`;
  };
}

/** Of elements that can hold NULLs another text than of plain ones. */
function byElement(ofContainers: (call: FunctionCall) => string, plain: (call: FunctionCall) => string) {
  return (call: FunctionCall): string => (isContainer(elementType(call.arguments[0])) ? ofContainers : plain)(call);
}

const OF_FIRST = 'CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL ELSE';

export const ARRAY_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar(
    'cardinality',
    overload('(array(E))->bigint', 'CAST(len($1) AS BIGINT)'),
    overload('(map(K,V))->bigint', 'CAST(cardinality($1) AS BIGINT)'),
  ),
  scalar(
    'element_at',
    overload('(array(E),bigint)->E', elementAt),
    overload('(map(K,V),K)->V', unlessNaN('map_extract_value($1, $2)', 'NULL')),
  ),
  scalar(
    'contains',
    overload(
      '(array(E),E)->boolean',
      byElement(
        containsContainer,
        unlessNaN('t_contains($1, $2)', 'CASE WHEN list_count($1) = len($1) THEN false END'),
      ),
    ),
  ),
  scalar(
    'array_position',
    overload(
      '(array(E),E)->bigint',
      byElement(
        containerPosition,
        unlessNaN(
          `${OF_FIRST} CAST(coalesce(list_position($1, $2), 0) AS BIGINT) END`,
          'CASE WHEN $1 IS NOT NULL THEN 0 END',
        ),
      ),
    ),
  ),
  scalar('array_distinct', overload('(array(E))->array(E)', 't_distinct($1)')),
  scalar('array_union', overload('(array(E),array(E))->array(E)', `${OF_FIRST} t_distinct(list_concat($1, $2)) END`)),
  scalar('array_intersect', overload('(array(E),array(E))->array(E)', 't_array_intersect($1, $2)')),
  scalar(
    'array_except',
    overload(
      '(array(E),array(E))->array(E)',
      // Trino gives back the first as it is where there is nothing to take away.
      `${OF_FIRST} CASE WHEN len($2) = 0 THEN $1 ELSE t_distinct(list_filter($1, lambda e: list_position($2, e) IS NULL)) END END`,
    ),
  ),
  scalar(
    'array_remove',
    overload(
      '(array(E),E)->array(E)',
      byElement(withoutContainer, unlessNaN(`${OF_FIRST} list_filter($1, lambda e: e IS DISTINCT FROM $2) END`, '$1')),
    ),
  ),
  scalar('array_max', overload('(array(E))->E', extreme('list_max'))),
  scalar('array_min', overload('(array(E))->E', extreme('list_min'))),
  scalar(
    'array_sort',
    overload('(array(E))->array(E)', (call) => `list_sort(${orderable(call)}, 'ASC', 'NULLS LAST')`),
    overload('(array(E),function(E,E))', sortedBy),
  ),
  scalar(
    'array_join',
    overload('(array(E),varchar)->varchar', join),
    overload('(array(E),varchar,varchar)->varchar', join),
  ),
  scalar('combinations', overload('(array(E),integer)->array(array(E))', combinations)),
  scalar('slice', overload('(array(E),bigint,bigint)->array(E)', 't_slice($1, $2, $3)')),
  scalar('trim_array', overload('(array(E),bigint)->array(E)', 't_trim_array($1, $2)')),
  scalar('flatten', overload('(array(array(E)))->array(E)', 'flatten($1)')),
  scalar('arrays_overlap', overload('(array(E),array(E))->boolean', 't_arrays_overlap($1, $2)')),
  scalar(
    'shuffle',
    overload(
      '(array(E))->array(E)',
      "list_transform(list_sort(list_transform($1, lambda e: {'r': random(), 'v': e})), lambda e: e.v)",
    ),
  ),
  REPEAT,
  scalar(
    'ngrams',
    overload(
      '(array(E),integer)->array(array(E))',
      `CASE WHEN $2 <= 0 THEN [[list_extract($1, ${raise('INVALID_FUNCTION_ARGUMENT', "'N must be positive'")})]]
       WHEN len($1) < $2 THEN [$1] ELSE list_transform(range(1, len($1) - $2 + 2), lambda n: $1[n : n + $2 - 1]) END`,
      { nullIfAnyNull: true },
    ),
  ),
  scalar(
    'sequence',
    overload('(bigint,bigint)->array(bigint)', 't_sequence($1, $2)'),
    overload('(bigint,bigint,bigint)->array(bigint)', 't_sequence_step($1, $2, $3)'),
    overload(
      '(date,date)',
      `CASE WHEN abs($2 - $1) >= ${MAX_SEQUENCE} THEN [CAST(CAST(${TOO_LONG} AS VARCHAR) AS DATE)]
       ELSE CAST(generate_series($1, $2, CASE WHEN $1 <= $2 THEN to_days(1) ELSE to_days(-1) END) AS DATE[]) END`,
      sameAsFirst,
    ),
    overload('(date,date,IV)', (call) => `CAST(${timeSeries(call)} AS DATE[])`, sameAsFirst),
    overload(
      '(timestamp,timestamp,IV)',
      (call) => `CAST(${timeSeries(call)} AS ${duckdbType(call.arguments[0].type)}[])`,
      sameAsFirst,
    ),
  ),
  scalar(
    'contains_sequence',
    overload(
      '(array(E),array(E))->boolean',
      '(len($2) = 0 OR len(list_filter(range(1, len($1) - len($2) + 2), lambda n: $1[n : n + len($2) - 1] = $2)) > 0)',
      { nullIfAnyNull: true },
    ),
  ),
  scalar(
    'array_histogram',
    overload(
      '(array(E))->map(E,bigint)',
      "map_from_entries(list_transform(list_filter(t_distinct($1), lambda e: e IS NOT NULL), lambda e: {'k': e, 'v': len(list_filter($1, lambda o: o = e))}))",
    ),
  ),
  scalar(
    'zip',
    overload('(array(T),array(U))', zip, { result: zipType, nullIfAnyNull: true }),
    overload('(array(T),array(U),array(W))', zip, { result: zipType, nullIfAnyNull: true }),
    overload('(array(T),array(U),array(W),array(R))', zip, { result: zipType, nullIfAnyNull: true }),
    overload('(array(T),array(U),array(W),array(R),array(S))', zip, { result: zipType, nullIfAnyNull: true }),
  ),
];
