// DuckDB's error messages as Trino's codes. What our own text raises carries its code; the rest is told by its words, in order.
import { type ErrorCode, isErrorCode, TracelakeError } from '@tracelake/schema';
import { errorAt, type SourcePosition } from '../parser/source-error.ts';
import { readEngineMessage } from './engine-message.ts';
import { OUTSIDE_RANGE, trinoWords } from './engine-words.ts';
import { RAISE_PREFIX } from './raise.ts';
import { runTimeHint } from './run-time-hints.ts';

/** Its advice, a setting, is none for who cannot set any. */
const ENGINE_DEPTH = /expression depth limit/i;

interface MessageRule {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
}

/** The first that fits decides: "Conversion Error" alone says less than what stands behind it. */
const RULES: readonly MessageRule[] = [
  { pattern: ENGINE_DEPTH, code: 'query_too_deep' },
  { pattern: /grouping set count/i, code: 'NOT_SUPPORTED' },
  { pattern: /^Permission Error/i, code: 'PERMISSION_DENIED' },
  { pattern: /bad.?alloc/i, code: 'query_memory' },
  // The reader of Parquet: its own words, or those of the libraries below it, which come as "Invalid Error".
  { pattern: /parquet|^Invalid Error|Out of buffer|decompress/i, code: 'corrupt_file' },
  { pattern: OUTSIDE_RANGE, code: 'NOT_SUPPORTED' },
  {
    pattern: /Casting value .* to type DECIMAL|Could not (?:cast|convert) .* to DECIMAL/i,
    code: 'INVALID_CAST_ARGUMENT',
  },
  { pattern: /QUANTILE can only take|PERCENTILEs? can only take/i, code: 'INVALID_FUNCTION_ARGUMENT' },
  { pattern: /(?:date|timestamp|time) field value out of range/i, code: 'INVALID_CAST_ARGUMENT' },
  {
    // As Trino has it: too great a double is no bigint, but a number out of the range of smaller integers.
    pattern: /value -?nan can't be cast|Type DOUBLE with value \S+ can't be cast .* type INT64/i,
    code: 'INVALID_CAST_ARGUMENT',
  },
  { pattern: /Could not parse string .* according to format/i, code: 'INVALID_FUNCTION_ARGUMENT' },
  { pattern: /Division by zero/i, code: 'DIVISION_BY_ZERO' },
  { pattern: /More than one row returned by a subquery/i, code: 'SUBQUERY_MULTIPLE_ROWS' },
  {
    pattern: /Map keys must be unique|Map keys can not be NULL|differing number of keys|key list.*value list/i,
    code: 'INVALID_FUNCTION_ARGUMENT',
  },
  { pattern: /must appear in the GROUP BY clause|must be part of an aggregate/i, code: 'EXPRESSION_NOT_AGGREGATE' },
  { pattern: /(?:WHERE|HAVING|GROUP BY) clause cannot contain (?:aggregates|window)/i, code: 'EXPRESSION_NOT_SCALAR' },
  { pattern: /aggregate function calls cannot be nested/i, code: 'NESTED_AGGREGATION' },
  { pattern: /Out of Memory Error|failed to allocate|could not allocate/i, code: 'query_memory' },
  { pattern: /INTERRUPT Error|Interrupted/i, code: 'query_canceled' },
  { pattern: /Unknown TimeZone/i, code: 'INVALID_FUNCTION_ARGUMENT' },
  {
    pattern: /Overflow|out of range|Out of Range Error|does not fit|value is out of range/i,
    code: 'NUMERIC_VALUE_OUT_OF_RANGE',
  },
  {
    pattern:
      /invalid perl operator|missing argument to repetition|no argument for repetition|missing \]|missing \)|invalid escape sequence|invalid character class|trailing \\/i,
    code: 'INVALID_FUNCTION_ARGUMENT',
  },
  {
    pattern: /Parser Error|Binder Error|Catalog Error|Not implemented|Syntax Error|Failed to bind column reference/i,
    code: 'NOT_SUPPORTED',
  },
  { pattern: /Malformed JSON|Invalid Input Error/i, code: 'INVALID_FUNCTION_ARGUMENT' },
  { pattern: /Conversion Error|Could not (?:convert|cast)/i, code: 'INVALID_CAST_ARGUMENT' },
];

/** What the operating system said of a file that is there. */
const UNREAD = /^IO Error: (?:Could not read from|Cannot open) file ".*": (?!No such file)([^\n]+)/;

/** Where the engine's own would speak of files or of SQL that the user never wrote. */
const OUR_WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  NOT_SUPPORTED: 'This query cannot be run locally',
  query_too_deep: 'The query is nested deeper than the 1,000 levels that the local engine takes',
  corrupt_file: 'A file of the lake is damaged',
  PERMISSION_DENIED: 'The query reaches beyond its files',
};

/** There is no place in the user's text to point at, and the engine's words quote SQL that the user never wrote. */
function notBound(message: string): string {
  const [, name] = /No function matches the given name and argument types '(\w+)\(/.exec(message) ?? [];
  const [, words] = /^(?:Binder|Not implemented) Error: ([A-Z][\w ,-]{8,120})(?=[.!'":]|$)/m.exec(message) ?? [];
  const cause =
    name === undefined ? (words ?? 'it cannot be bound').trim() : `nothing called ${name} takes these types`;
  return `The local engine says: ${cause}. Take parts of the query away until it runs: the last one taken away is what it lacks.`;
}

/** DuckDB quotes the failing text: `Could not convert string 'TRINO|CODE|message' to INT64`. */
const RAISED = new RegExp(
  `${RAISE_PREFIX}\\|(\\w+)\\|([\\s\\S]*?)(?:['"] to [A-Z]\\w*(?:\\([\\d,]+\\))?(?=\\s|$)|", expected format is|['"]? when casting|'!\\n\\nCandidate|['"]?\\n\\nLINE|$)`,
);

/**
 * @param thrown message of the error DuckDB threw
 * @returns an error with Trino's code. Codes the gate should have raised before the run (a binder's or parser's complaint about
 *   our own text) become NOT_SUPPORTED; the engine's words are in `details.engineMessage`, where they belong
 *   to in `details.enginePosition`.
 */
export function engineError(thrown: string): TracelakeError {
  const { message, position } = readEngineMessage(thrown);
  const details = { engineMessage: message, ...(position === undefined ? {} : { enginePosition: position }) };
  const raised = RAISED.exec(message);
  if (raised !== null && isErrorCode(raised[1])) return raisedError(raised[1], raised[2], details);
  const [, errno] = UNREAD.exec(message) ?? [];
  if (errno !== undefined) {
    const options = { details: { ...details, errno }, retryAfterSeconds: 5 };
    return new TracelakeError('storage_unavailable', `A file of the lake cannot be read (${errno})`, options);
  }
  const rule = RULES.find(({ pattern }) => pattern.test(message));
  // Words that no rule knows may name files of this machine.
  if (rule === undefined) return new TracelakeError('engine_failed', 'The engine failed', { details });
  const words = trinoWords(message);
  const shown = words ?? OUR_WORDS[rule.code] ?? firstLine(message).replace(/^[A-Za-z ]+ Error: /, '');
  const hint = rule.code === 'NOT_SUPPORTED' && words === undefined ? notBound(message) : undefined;
  return new TracelakeError(rule.code, shown, hint === undefined ? { details } : { details, hint });
}

/** Named in a hint. */
const MAX_PLACES = 5;
/** What such a hint ends with. */
export const PLACES = / It stands at one of these places: [\w:, ]+\.$/;

/** Of an argument that is written the message has the place: `line 1:8: …`. */
const PLACE = /^line (\d+):(\d+): /;

function raisedError(code: ErrorCode, message: string, details: Readonly<Record<string, unknown>>): TracelakeError {
  const place = PLACE.exec(message);
  const hint = runTimeHint(code, message.replace(PLACE, ''));
  const located = place === null ? details : { line: Number(place[1]), column: Number(place[2]), ...details };
  return new TracelakeError(code, message, hint === undefined ? { details: located } : { details: located, hint });
}

/**
 * The same with the place in the user's text. Of several the hint tells: any of them may be it.
 */
export function placedError(error: TracelakeError, places: readonly SourcePosition[]): TracelakeError {
  if (places.length === 0 || error.details['line'] !== undefined) return error;
  const { code, message, details, cause } = error;
  if (places.length > 1) {
    const hint = `${error.hint} It stands at one of these places: ${places.slice(0, MAX_PLACES).map(shown).join(', ')}.`;
    return new TracelakeError(code, message, { details: { ...details, places }, hint, cause });
  }
  return errorAt(places[0], code, message, { details, hint: error.hint, cause });
}

function shown({ line, column }: SourcePosition): string {
  return `line ${line}:${column}`;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0];
}
