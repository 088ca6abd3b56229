// Expressions over every overload of the function table: each argument varied over its type's corners, the others usual.
import { functionDefinition, LOCAL_FUNCTIONS } from '../../../packages/query/src/functions/function-table.ts';
import { arraysOf, LITERALS, mapsOf, VARIABLE_TYPES } from './literals.ts';

/** Answers of theirs differ from run to run. */
const UNREPEATABLE = new Set(['random', 'now', 'uuid', 'shuffle']);
/** Trino's are sketches; ours are exact. What can be compared is written by hand. */
const APPROXIMATE = new Set(['approx_distinct', 'approx_percentile', 'approx_most_frequent']);

type Bindings = Readonly<Record<string, string>>;

const VARIABLE = /^[TUKVERSWNI]$|^V\?$/;

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  ANY: ['integer', 'varchar'],
  NUMBER: ['integer', 'decimal', 'double', 'bigint'],
  TS: ['timestamp', 'zoned', 'date'],
  TSD: ['date', 'timestamp', 'zoned'],
  TZ: ['zoned', 'timestamp'],
  time: ['time(6)'],
  IV: ['interval day to second', 'interval year to month'],
};

type Expressions = (name: string, samples: readonly (readonly string[])[]) => string[];

export function functionExpressions(): string[] {
  return everyOverload((name, samples) =>
    functionDefinition(name)!.kind === 'aggregate' ? aggregated(name, samples) : called(name, samples),
  );
}

/** The same calls of scalar functions over rows, a row with a failing or missing argument beside others: TRY holds the row that fails. */
export function columnExpressions(): string[] {
  return everyOverload((name, samples) => {
    if (functionDefinition(name)!.kind !== 'scalar' || samples.length === 0) return [];
    const columns = samples.map((_, i) => `x${i}`);
    const rows = combined(samples).map((values, n) => `(${[n, ...values].join(', ')})`);
    const from = `(VALUES ${rows.join(', ')}) t (n, ${columns.join(', ')})`;
    return [`(SELECT array_agg(TRY(${name}(${columns.join(', ')})) ORDER BY n) FROM ${from})`];
  });
}

function everyOverload(expressionsOf: Expressions): string[] {
  const names = LOCAL_FUNCTIONS.filter((name) => functionDefinition(name)!.names[0] === name);
  const expressions = names
    .filter((name) => !UNREPEATABLE.has(name))
    .flatMap((name) => ofOverloads(name, expressionsOf));
  return [...new Set(expressions)];
}

function ofOverloads(name: string, expressionsOf: Expressions): string[] {
  const { kind, overloads } = functionDefinition(name)!;
  if (APPROXIMATE.has(name) || kind === 'window') return [];
  return overloads.flatMap(({ signature }) => {
    if (signature.includes('function(')) return [];
    const parameters = parametersOf(signature);
    return bindingsOf(parameters).flatMap((bindings) =>
      expressionsOf(
        name,
        parameters.map((parameter) => samplesOf(parameter, bindings)),
      ),
    );
  });
}

function called(name: string, samples: readonly (readonly string[])[]): string[] {
  return combined(samples).map((values) => `${name}(${values.join(', ')})`);
}

/** Usual values once, then one argument at a time varied, then all at once a few times. */
function combined(samples: readonly (readonly string[])[]): string[][] {
  const usual = samples.map(([first]) => first);
  const varied = samples.flatMap((values, i) => values.slice(1).map((value) => usual.toSpliced(i, 1, value)));
  const together = Array.from({ length: samples.length > 1 ? 3 : 0 }, (_, n) =>
    samples.map((values) => values[n % values.length]),
  );
  return [...new Map([usual, ...varied, ...together].map((values) => [values.join(), values])).values()];
}

/** Over all values, over none, over NULL alone, and over one: as a subquery, so that it is an expression like others. */
function aggregated(name: string, samples: readonly (readonly string[])[]): string[] {
  if (samples.length === 0) return [];
  const names = samples.map((_, i) => `x${i}`);
  const longest = Math.max(...samples.map((values) => values.length));
  const at = (n: number): string => `(${samples.map((values) => values[n % values.length]).join(', ')})`;
  const all = Array.from({ length: longest }, (_, n) => at(n));
  const nulls = `(${samples.map((values) => values.at(-1)).join(', ')})`;
  const over = (rows: readonly string[], rest = ''): string =>
    `(SELECT ${name}(${names.join(', ')})${rest} FROM (VALUES ${rows.join(', ')}) t(${names.join(', ')}))`;
  return [over(all), over([...all.slice(0, 2), nulls]), over([at(0)]), over([nulls])];
}

function parametersOf(signature: string): string[] {
  const [, inside] = /^\((.*?)\)(?:->[^>]+)?$/.exec(signature)!;
  const parameters = splitTopLevel(inside.replace(/\.\.\.$/, ''));
  return inside.endsWith('...') ? [...parameters, parameters.at(-1)!] : parameters;
}

function splitTopLevel(text: string): string[] {
  if (text === '') return [];
  return text.split(/,(?![^(]*\))/);
}

/** Every variable bound to each of a few types in turn, all variables of a signature to different ones. */
function bindingsOf(parameters: readonly string[]): Bindings[] {
  const words = [...new Set(parameters.flatMap((parameter) => parameter.match(/\w+\??/g) ?? []))];
  const families = words.filter((word) => FAMILIES[word] !== undefined);
  const variables = words.filter((word) => VARIABLE.test(word));
  if (families.length > 0) return FAMILIES[families[0]].map((type) => ({ [families[0]]: type }));
  if (variables.includes('N')) return ['integer', 'decimal', 'double', 'bigint', 'real'].map((N) => ({ N }));
  if (variables.includes('I')) return ['integer', 'bigint', 'smallint'].map((I) => ({ I }));
  if (variables.includes('V?')) return [{ 'V?': 'varchar' }];
  if (variables.length === 0) return [{}];
  return VARIABLE_TYPES.slice(0, variables.length > 1 ? 2 : 3).map((_, shift) =>
    Object.fromEntries(variables.map((name, i) => [name, VARIABLE_TYPES[(i + shift) % VARIABLE_TYPES.length]])),
  );
}

function samplesOf(parameter: string, bindings: Bindings): readonly string[] {
  const [, outer, inner] = /^(array|map)\((.*)\)$/.exec(parameter) ?? [];
  if (outer === 'array') {
    const [, element] = /^array\((.*)\)$/.exec(inner) ?? [];
    if (element === undefined) return arraysOf(typeOf(inner, bindings));
    const type = typeOf(element, bindings);
    const [a, b, c] = arraysOf(type);
    return [`ARRAY[${a}, ${b}]`, `ARRAY[${a}, NULL, ${c}]`, `CAST(ARRAY[] AS array(array(${type})))`];
  }
  if (outer === 'map') {
    const [key, value] = splitTopLevel(inner).map((part) => typeOf(part, bindings));
    return mapsOf(key, value);
  }
  const type = typeOf(parameter, bindings);
  const values = LITERALS[type];
  if (values === undefined) throw new Error(`No samples of ${type}`);
  return values;
}

function typeOf(word: string, bindings: Bindings): string {
  return bindings[word] ?? word;
}
