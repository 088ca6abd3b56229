// From a name's overloads and the arguments of a call to one printed, typed expression.
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import { nullsFirst, raise } from '../duckdb/raise.ts';
import { concatenate } from '../translate/concatenation.ts';
import { nullFirst } from '../translate/null-first.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { canonicalMaps, comparisonKey } from '../types/canonical-form.ts';
import { coerce } from '../types/coercion.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import { quoteIdentifier, quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { DOUBLE, timestamp } from '../types/type-constructors.ts';
import { holdsFloating } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { holdsRunTimeZone } from '../types/zones.ts';
import { checkArgumentCount } from './argument-count.ts';
import { isFixedNull, nullOf } from './fixed-null.ts';
import { type FunctionArgument, type FunctionContext, isLambda, type LambdaArgument } from './function-call.ts';
import type { CallClauses, FunctionCall, FunctionDefinition, FunctionOverload } from './function-definition.ts';
import { type ArgumentShape, matchSignature, parseSignature, type SignatureMatch } from './signature.ts';

export const NO_CLAUSES: CallClauses = { distinct: '', orderBy: '', ignoreNulls: '', suffix: () => '' };

interface ChosenOverload {
  readonly overload: FunctionOverload;
  readonly match: SignatureMatch;
}

/** Throws FUNCTION_NOT_FOUND where no overload takes the arguments. */
export function printCall(
  name: string,
  definition: FunctionDefinition,
  given: readonly FunctionArgument[],
  context: FunctionContext,
  clauses: CallClauses,
): TypedExpression {
  checkArgumentCount(name, given);
  refuseBareNull(name, given);
  const bareNull =
    name === 'concat' &&
    given.length === 2 &&
    given.some((argument) => !isLambda(argument) && argument.type.kind === 'unknown');
  const [first, second] = given;
  if (bareNull && !isLambda(first) && !isLambda(second)) return concatenate(first, second);
  const chosen = chooseOverload(name, definition, given);
  const call = canonicalCall(coercedCall(name, given, chosen.match, context, clauses));
  const { overload } = chosen;
  const resultType = (): TrinoType | undefined => overload.result?.(call) ?? chosen.match.resultType;
  const isStrict = definition.kind === 'scalar' && overload.takesNull !== true;
  const printed =
    definition.kind === 'scalar' ? printScalar(overload, call, isStrict, resultType) : printOverload(overload, call);
  const arguments_ = call.arguments.filter((argument) => argument !== undefined);
  if (isStrict && isFixedNull(given)) return nullOf(typeof printed === 'string' ? resultType()! : printed.type);
  const orNull = (result: TypedExpression) => (isStrict ? nullFirst(result, arguments_) : result);
  // DuckDB loses the type where a NULL is written.
  const ofNull = arguments_.some(({ constant }) => constant === null);
  if (typeof printed !== 'string') {
    const isContainer = printed.type.kind === 'array' || printed.type.kind === 'map';
    const typed =
      ofNull && isContainer ? { ...printed, sql: `CAST(${printed.sql} AS ${duckdbType(printed.type)})` } : printed;
    return orNull(typed);
  }
  const type = resultType()!;
  const strict = overload.nullIfAnyNull ? nullIfAnyNull(printed, call) : printed;
  return orNull({
    sql: operand(ofNull || type.kind === 'decimal' ? `CAST(${strict} AS ${duckdbType(type)})` : strict),
    type,
    mayBeNaN: holdsFloating(type) && (overload.makesNaN === true || arguments_.some((argument) => argument.mayBeNaN)),
  });
}

/** Functions that compare elements or keys for equality. */
const COMPARING = new Set(
  `array_distinct array_except array_histogram array_intersect array_position array_remove array_union arrays_overlap
  contains contains_sequence element_at histogram map map_agg map_concat map_from_entries map_union map_zip_with
  multimap_agg multimap_from_entries transform_keys`.split(/\s+/),
);

/** Equal maps look equal to DuckDB in one form only; equal instants of different zones in none that could be shown. */
function canonicalCall(call: FunctionCall): FunctionCall {
  const { name, arguments: given, clauses } = call;
  const counts = name === 'approx_distinct' || (name === 'count' && clauses.distinct !== '');
  if (!counts && !COMPARING.has(name) && clauses.distinct === '') return call;
  const canonical = given.map((argument) => {
    if (argument === undefined) return argument;
    if (counts) return { ...argument, sql: comparisonKey(argument) };
    if (holdsRunTimeZone(argument.type)) throw differentZones(name);
    return {
      ...argument,
      sql: argument.type.kind === 'map' && clauses.distinct === '' ? argument.sql : canonicalMaps(argument),
    };
  });
  return { ...call, arguments: canonical };
}

function differentZones(name: string): TracelakeError {
  return new TracelakeError('NOT_SUPPORTED', `${name} of timestamps in different zones is not supported locally`, {
    hint: "Use at_timezone(x, 'UTC').",
  });
}

/** In parentheses where it could be torn apart by what stands around it. */
export function operand(sql: string): string {
  return /^CASE\b/.test(sql) ? `(${sql})` : sql;
}

const isFirst = (place: number): boolean => place === 0;

/** Arguments that pick the overload: a NULL without a type picks none. Texts, bytes and arrays have functions of these names. */
const CHOOSING_ARGUMENTS: Readonly<Record<string, (place: number, count: number) => boolean>> = {
  avg: isFirst,
  // Of more it is plain that none is an array.
  concat_ws: (place, count) => place === 1 && count === 2,
  date_add: (place) => place === 2,
  date_trunc: (place) => place === 1,
  json_extract_scalar: isFirst,
  reverse: isFirst,
  substr: isFirst,
  substring: isFirst,
  sum: isFirst,
};

function refuseBareNull(name: string, given: readonly FunctionArgument[]): void {
  if (name === 'concat' && given.every((argument) => !isLambda(argument) && argument.type.kind === 'unknown')) {
    throw ambiguousNull(name);
  }
  const isChoosing = CHOOSING_ARGUMENTS[name];
  if (isChoosing === undefined) return;
  const choosing = given.filter((_, place) => isChoosing(place, given.length));
  if (choosing.every((argument) => isLambda(argument) || argument.type.kind !== 'unknown')) return;
  throw ambiguousNull(name);
}

function ambiguousNull(name: string): TracelakeError {
  return new TracelakeError('AMBIGUOUS_FUNCTION_CALL', `A NULL without a type leaves open which ${name} is meant`, {
    hint: `Write CAST(NULL AS …) with a type that ${name} takes.`,
  });
}

/** Calls of one argument, which Trino refuses in words of their own. */
function chooseOverload(
  name: string,
  definition: FunctionDefinition,
  given: readonly FunctionArgument[],
): ChosenOverload {
  const shapes = given.map(shapeOf);
  let best: ChosenOverload | undefined;
  for (const overload of definition.overloads) {
    const match = matchSignature(parseSignature(overload.signature), shapes);
    if (match && (best === undefined || match.cost < best.match.cost)) best = { overload, match };
  }
  if (best !== undefined) return best;
  refuseLambdaParameters(definition, shapes);
  const expected = definition.overloads.map(({ signature }) => `${name}${signature.replace(/->.*/, '')}`);
  const hint = textHint(name, definition, given);
  throw new TracelakeError(
    'FUNCTION_NOT_FOUND',
    `Unexpected parameters (${given.map(shownType).join(', ')}) for function ${name}. Expected: ${expected.join(', ')}`,
    hint === undefined ? {} : { hint },
  );
}

/** Where the function takes numbers or times and was given one text: attributes of mixed types are texts. */
function textHint(
  name: string,
  definition: FunctionDefinition,
  given: readonly FunctionArgument[],
): string | undefined {
  const shapes = given.map(shapeOf);
  for (const [place, argument] of given.entries()) {
    if (isLambda(argument) || argument.type.kind !== 'varchar') continue;
    const fits = (type: TrinoType): boolean => {
      const changed = shapes.map((shape, i) => (i === place ? type : shape));
      return definition.overloads.some(({ signature }) => matchSignature(parseSignature(signature), changed));
    };
    const written = argument.name === undefined ? '…' : quoteIdentifier(argument.name);
    if (fits(DOUBLE)) return `If the texts are numbers: ${name}(TRY_CAST(${written} AS double)).`;
    if (fits(timestamp(6)))
      return `A text is no time: write TIMESTAMP 'YYYY-MM-DD hh:mm:ss', or TRY_CAST(${written} AS timestamp).`;
  }
  return undefined;
}

/** Throws INVALID_PARAMETER_USAGE where only the number of a lambda's parameters is wrong. */
function refuseLambdaParameters(definition: FunctionDefinition, shapes: readonly ArgumentShape[]): void {
  for (const { signature } of definition.overloads) {
    const { parameters } = parseSignature(signature);
    const fitting = shapes.map((shape, i) => {
      const wanted = parameters[i];
      return shape.kind === 'lambda' && wanted?.kind === 'function' ? { ...shape, ...wanted, kind: shape.kind } : shape;
    });
    const wrong = fitting.findIndex(
      (shape, i) => shape !== shapes[i] && shape.kind === 'lambda' && !sameCount(shape, shapes[i]),
    );
    if (wrong < 0 || matchSignature(parseSignature(signature), fitting) === undefined) continue;
    const [wanted, given] = [fitting[wrong], shapes[wrong]].map((shape) =>
      shape.kind === 'lambda' ? shape.parameterCount : 0,
    );
    throw new TracelakeError(
      'INVALID_PARAMETER_USAGE',
      `Expected a lambda that takes ${wanted} argument(s) but got ${given}`,
      { hint: `Name ${wanted} parameter(s) in front of the arrow.` },
    );
  }
}

function sameCount(a: ArgumentShape, b: ArgumentShape): boolean {
  return a.kind === 'lambda' && b.kind === 'lambda' && a.parameterCount === b.parameterCount;
}

function shapeOf(argument: FunctionArgument): ArgumentShape {
  return isLambda(argument) ? { kind: 'lambda', parameterCount: argument.parameters.length } : argument.type;
}

function shownType(argument: FunctionArgument): string {
  return isLambda(argument) ? '<function>' : typeText(argument.type);
}

function coercedCall(
  name: string,
  given: readonly FunctionArgument[],
  match: SignatureMatch,
  context: FunctionContext,
  clauses: CallClauses,
): FunctionCall {
  const coerced = given.map((argument, i) => {
    if (isLambda(argument)) return undefined as unknown as TypedExpression;
    const type = match.parameterTypes[i];
    return type === undefined || type.kind === 'unknown' ? argument : coerce(argument, type);
  });
  return {
    name,
    arguments: coerced,
    lambda: (index) => given[index] as LambdaArgument,
    context,
    clauses,
  };
}

function printOverload({ print }: FunctionOverload, call: FunctionCall): string | TypedExpression {
  return typeof print === 'string' ? renderTemplate(print, call) : print(call);
}

/** Errors of values, not of the text. */
const ERRORS_OF_VALUES: ReadonlySet<string> = new Set(['INVALID_FUNCTION_ARGUMENT', 'NUMERIC_VALUE_OUT_OF_RANGE']);

/**
 * A bad argument fails with the first row that comes to it, as in Trino: TRY holds it, and a branch not taken never meets it. NULL in
 * another argument wins over it.
 */
function printScalar(
  { print }: FunctionOverload,
  call: FunctionCall,
  isStrict: boolean,
  resultType: () => TrinoType | undefined,
): string | TypedExpression {
  const open = isStrict ? call.arguments.flatMap((argument, i) => (argument && mayBeNull(argument) ? [i] : [])) : [];
  if (typeof print === 'string') {
    const places = open.map((i) => `$${i + 1}`);
    return renderTemplate(call.arguments.length > 1 ? nullsFirst(print, places) : print, call);
  }
  try {
    return print(call);
  } catch (error) {
    if (!isTracelakeError(error) || !ERRORS_OF_VALUES.has(error.code)) throw error;
    const type = resultType();
    if (type === undefined) throw error;
    const failure = raise(error.code, quoteLiteral(call.context.located(error.message)), 'VARCHAR');
    const values = open.map((i) => call.arguments[i].sql);
    const sql = `CAST(${nullsFirst(failure, values)} AS ${duckdbType(type)})`;
    return { sql, type, mayBeNaN: false };
  }
}

function mayBeNull({ constant }: TypedExpression): boolean {
  return constant === undefined || constant === null;
}

function renderTemplate(template: string, call: FunctionCall): string {
  const { distinct, orderBy, ignoreNulls, suffix } = call.clauses;
  return template.replace(/ ?\$([1-9DOIS])/g, (found, key: string) => {
    const blank = found[0] === ' ' ? ' ' : '';
    switch (key) {
      case 'D':
        return blank + distinct;
      case 'O':
        return orderBy;
      case 'I':
        return ignoreNulls;
      case 'S':
        return suffix();
      default:
        return blank + call.arguments[Number(key) - 1].sql;
    }
  });
}

function nullIfAnyNull(sql: string, call: FunctionCall): string {
  const tests = call.arguments.filter(mayBeNull);
  if (tests.length === 0) return sql;
  return `CASE WHEN ${tests.map((argument) => `${argument.sql} IS NULL`).join(' OR ')} THEN NULL ELSE ${sql} END`;
}
