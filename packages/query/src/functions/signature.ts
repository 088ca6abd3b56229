// Signatures of the function table: `(V?,bigint)->V?`. Reads them, matches them with arguments at a cost, and fills in the result.
import { canCoerce, commonType } from '../types/common-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import * as types from '../types/type-constructors.ts';
import { isInteger, isInterval, isNumeric, isTemporal, NUMERIC_KINDS, sameType } from '../types/type-predicates.ts';
import { parseTypeText } from '../types/type-text-parser.ts';

/**
 * A parameter's or result's type:
 * - `variable`: `T U K V E R S W` take any type, all uses their common super type; `N` any number, `I` any integer type, likewise;
 *   `V?` varchar that keeps its length.
 * - `family`: `ANY` type, any `NUMBER`, `TS` timestamp with or without zone, `TSD` also date, `TZ` with zone, `IV` interval, `decimal`, `timestamp` and `time` of any precision.
 *   The argument keeps its own type.
 */
type TypePattern =
  | { readonly kind: 'exact'; readonly type: TrinoType }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'family'; readonly name: string }
  | { readonly kind: 'array'; readonly element: TypePattern }
  | { readonly kind: 'map'; readonly key: TypePattern; readonly value: TypePattern }
  | { readonly kind: 'function'; readonly parameterCount: number };

export interface Signature {
  readonly parameters: readonly TypePattern[];
  /** Whether the last parameter may be given any number of times, but once at least. */
  readonly variadic: boolean;
  readonly result: TypePattern | undefined;
}

/** What stands in an argument's place for matching: its type, or the number of a lambda's parameters. */
export type ArgumentShape = TrinoType | { readonly kind: 'lambda'; readonly parameterCount: number };

export interface SignatureMatch {
  readonly cost: number;
  /** What each argument is coerced to; `undefined`: it stays as it is. */
  readonly parameterTypes: readonly (TrinoType | undefined)[];
  readonly resultType: TrinoType | undefined;
}

type Bindings = Map<string, TrinoType>;

const VARIABLES = new Set(['T', 'U', 'K', 'V', 'E', 'R', 'S', 'W', 'N', 'I', 'V?']);
const FAMILIES = new Set(['ANY', 'NUMBER', 'TS', 'TSD', 'TZ', 'IV', 'decimal', 'timestamp', 'time']);
/** Families that a NULL without a type is of, too. */
const TAKES_NULL = new Set(['NUMBER', 'TS', 'TSD', 'TZ', 'timestamp']);
const NO_MATCH = -1;

const parsed = new Map<string, Signature>();

export function parseSignature(text: string): Signature {
  let signature = parsed.get(text);
  if (signature === undefined) {
    signature = readSignature(text);
    parsed.set(text, signature);
  }
  return signature;
}

/** `undefined` where the arguments do not fit. */
export function matchSignature(signature: Signature, shapes: readonly ArgumentShape[]): SignatureMatch | undefined {
  const patterns = patternsFor(signature, shapes.length);
  if (patterns === undefined) return undefined;
  const bindings: Bindings = new Map();
  let cost = 0;
  for (const [i, pattern] of patterns.entries()) {
    const step = matchCost(pattern, shapes[i], bindings);
    if (step === NO_MATCH) return undefined;
    cost += step;
  }
  return {
    cost,
    parameterTypes: patterns.map((pattern, i) => parameterType(pattern, shapes[i], bindings)),
    resultType: signature.result && instantiate(signature.result, bindings),
  };
}

function patternsFor(signature: Signature, count: number): readonly TypePattern[] | undefined {
  const { parameters, variadic } = signature;
  if (!variadic) return parameters.length === count ? parameters : undefined;
  if (count < parameters.length) return undefined;
  return [...parameters, ...new Array<TypePattern>(count - parameters.length).fill(parameters.at(-1)!)];
}

// --- reading

function readSignature(text: string): Signature {
  const [, inside, result] = /^\((.*?)\)(?:->([^>]+))?$/.exec(text) ?? [];
  const variadic = inside.endsWith('...');
  const parameters = splitTopLevel(variadic ? inside.slice(0, -3) : inside);
  return {
    parameters: parameters.map(readPattern),
    variadic,
    result: result === undefined ? undefined : readPattern(result),
  };
}

function readPattern(text: string): TypePattern {
  if (VARIABLES.has(text)) return { kind: 'variable', name: text };
  if (FAMILIES.has(text)) return { kind: 'family', name: text };
  const [, outer, inner] = /^(array|map|function)\((.*)\)/.exec(text) ?? [];
  const parts = inner === undefined ? [] : splitTopLevel(inner);
  switch (outer) {
    case 'array':
      return { kind: 'array', element: readPattern(parts[0]) };
    case 'map':
      return { kind: 'map', key: readPattern(parts[0]), value: readPattern(parts[1]) };
    case 'function':
      return { kind: 'function', parameterCount: parts.length };
    default:
      return { kind: 'exact', type: parseTypeText(text) };
  }
}

/** At commas outside parentheses. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return text === '' ? parts : [...parts, text.slice(start)];
}

// --- matching

function matchCost(pattern: TypePattern, shape: ArgumentShape, bindings: Bindings): number {
  if (pattern.kind === 'function' || shape.kind === 'lambda') {
    const fits =
      pattern.kind === 'function' && shape.kind === 'lambda' && shape.parameterCount === pattern.parameterCount;
    return fits ? 0 : NO_MATCH;
  }
  switch (pattern.kind) {
    case 'exact':
      return exactCost(shape, pattern.type);
    case 'variable':
      return variableCost(pattern.name, shape, bindings);
    case 'family':
      return familyCost(pattern.name, shape);
    case 'array':
      if (shape.kind === 'unknown') return 1;
      return shape.kind === 'array' ? matchCost(pattern.element, shape.element, bindings) : NO_MATCH;
    case 'map': {
      if (shape.kind === 'unknown') return 1;
      if (shape.kind !== 'map') return NO_MATCH;
      const key = matchCost(pattern.key, shape.key, bindings);
      const value = matchCost(pattern.value, shape.value, bindings);
      return key === NO_MATCH || value === NO_MATCH ? NO_MATCH : key + value;
    }
  }
}

/** Numbers cost the steps they widen by: integer < bigint < decimal < real < double. */
function exactCost(from: TrinoType, to: TrinoType): number {
  if (from.kind === 'unknown') return 1;
  if (!canCoerce(from, to)) return NO_MATCH;
  const kinds: readonly string[] = NUMERIC_KINDS;
  if (isNumeric(from)) return kinds.indexOf(to.kind) - kinds.indexOf(from.kind);
  return from.kind === to.kind ? 0 : 2;
}

function variableCost(name: string, shape: TrinoType, bindings: Bindings): number {
  if (name === 'N' && !isNumeric(shape) && shape.kind !== 'unknown') return NO_MATCH;
  if (name === 'I' && !isInteger(shape) && shape.kind !== 'unknown') return NO_MATCH;
  if (name === 'V?' && shape.kind !== 'varchar' && shape.kind !== 'unknown') return NO_MATCH;
  const bound = bindings.get(name);
  if (bound === undefined) {
    bindings.set(name, shape);
    return shape.kind === 'unknown' && name !== 'T' && name !== 'E' ? 1 : 0;
  }
  const common = commonType(bound, shape);
  if (common === null) return NO_MATCH;
  bindings.set(name, common);
  return (sameType(common, bound) ? 0 : 1) + (sameType(common, shape) ? 0 : 1);
}

function familyCost(name: string, type: TrinoType): number {
  if (type.kind === 'unknown' && TAKES_NULL.has(name)) return 1;
  switch (name) {
    case 'ANY':
      return 0;
    case 'NUMBER':
      return isNumeric(type) ? 0 : NO_MATCH;
    case 'IV':
      return isInterval(type) ? 0 : NO_MATCH;
    case 'decimal':
      return type.kind === 'decimal' ? 0 : NO_MATCH;
    case 'time':
      return type.kind === 'time' ? 0 : NO_MATCH;
    case 'TSD':
      return isTemporal(type) ? 0 : NO_MATCH;
    case 'TS':
      if (type.kind === 'timestamp' || type.kind === 'timestamp with time zone') return 0;
      return type.kind === 'date' ? 2 : NO_MATCH;
    case 'TZ':
      if (type.kind === 'timestamp with time zone') return 0;
      return type.kind === 'timestamp' ? 1 : type.kind === 'date' ? 2 : NO_MATCH;
    default:
      return type.kind === 'timestamp' ? 0 : type.kind === 'date' ? 2 : NO_MATCH;
  }
}

// --- types after a match

const DATE_PRECISION = 0;
const DEFAULT_PRECISION = 3;

function parameterType(pattern: TypePattern, shape: ArgumentShape, bindings: Bindings): TrinoType | undefined {
  if (shape.kind === 'lambda') return undefined;
  if (pattern.kind === 'family') return familyType(pattern.name, shape);
  if (pattern.kind === 'exact' && pattern.type.kind === 'varchar' && shape.kind === 'varchar') return shape;
  return instantiate(pattern, bindings);
}

/** A date becomes a timestamp where one is wanted, a timestamp takes the session's zone where a zone is wanted. */
function familyType(name: string, type: TrinoType): TrinoType | undefined {
  if (type.kind === 'unknown') return nullType(name);
  if (type.kind === 'date' && (name === 'TS' || name === 'timestamp')) return types.timestamp(DATE_PRECISION);
  if (name === 'TZ' && type.kind === 'timestamp') return types.timestampWithTimeZone(type.precision);
  if (name === 'TZ' && type.kind === 'date') return types.timestampWithTimeZone(DATE_PRECISION);
  return undefined;
}

/** What a NULL without a type is taken for. */
function nullType(name: string): TrinoType | undefined {
  switch (name) {
    case 'TSD':
      return types.DATE;
    case 'TS':
    case 'timestamp':
      return types.timestamp(DEFAULT_PRECISION);
    case 'TZ':
      return types.timestampWithTimeZone(DEFAULT_PRECISION);
    default:
      return undefined;
  }
}

function instantiate(pattern: TypePattern, bindings: Bindings): TrinoType {
  switch (pattern.kind) {
    case 'exact':
      return pattern.type;
    case 'variable': {
      const bound = bindings.get(pattern.name) ?? types.UNKNOWN;
      if (bound.kind !== 'unknown') return bound;
      if (pattern.name === 'V?') return types.varchar(0);
      return pattern.name === 'N' || pattern.name === 'I' ? types.TINYINT : bound;
    }
    case 'array':
      return types.array(instantiate(pattern.element, bindings));
    case 'map':
      return types.map(instantiate(pattern.key, bindings), instantiate(pattern.value, bindings));
    case 'family':
    case 'function':
      return types.UNKNOWN;
  }
}
