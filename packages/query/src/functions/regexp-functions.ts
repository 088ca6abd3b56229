// Functions over regular expressions.
import { TracelakeError } from '@tracelake/schema';
import { raise } from '../duckdb/raise.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { array, VARCHAR, varchar } from '../types/type-constructors.ts';
import { constantNumber, constantText } from './constant-argument.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';
import {
  groupCount,
  hasOptionalGroup,
  re2Pattern,
  re2Replacement,
  refuseEmptyMatches,
  searchedText,
} from './regexp-pattern.ts';

/** `$` at the end also stands before a final newline. */
function like({ arguments: [text, pattern] }: FunctionCall): string {
  const { constant } = pattern;
  const anchored = typeof constant === 'string' && /(^|[^\\])\$$/.test(constant) && !/\(\?[a-z]*m/.test(constant);
  const re2 = re2Pattern(anchored ? { ...pattern, constant: constant.replace(/\$$/, '\\n?$') } : pattern);
  return `regexp_matches(${searchedText(text, pattern)}, ${re2})`;
}

/** The group's number, checked against the pattern. */
function group({ arguments: [, pattern, index] }: FunctionCall): { number: number; mayBeNull: boolean } {
  if (index === undefined) return { number: 0, mayBeNull: false };
  const text = constantText(pattern, 'a regular expression with a group number');
  const number = constantNumber(index, 'the group number');
  const groups = groupCount(text);
  if (number < 0 || number > groups) {
    throw new TracelakeError(
      'INVALID_FUNCTION_ARGUMENT',
      `Pattern has ${groups} groups. Cannot access group ${number}`,
    );
  }
  return { number, mayBeNull: number > 0 && hasOptionalGroup(text) };
}

function extract(call: FunctionCall): string {
  const { number, mayBeNull } = group(call);
  const found = `t_regexp_extract(${searchedText(call.arguments[0], call.arguments[1])}, ${re2Pattern(call.arguments[1])}, ${number})`;
  return mayBeNull ? `nullif(${found}, '')` : found;
}

function extractAll(call: FunctionCall): string {
  refuseEmptyMatches(call.arguments[1]);
  const { number, mayBeNull } = group(call);
  const found = `regexp_extract_all(${searchedText(call.arguments[0], call.arguments[1])}, ${re2Pattern(call.arguments[1])}, ${number})`;
  return mayBeNull ? `list_transform(${found}, lambda g: nullif(g, ''))` : found;
}

function replace({ arguments: [text, pattern, replacement] }: FunctionCall): string {
  // The empty pattern alone is alike in both.
  if (pattern.constant !== '') refuseEmptyMatches(pattern);
  if (replacement === undefined)
    return `regexp_replace(${searchedText(text, pattern)}, ${re2Pattern(pattern)}, '', 'g')`;
  const plain = constantText(replacement, 'the replacement');
  const grouped = /[$\\]/.test(plain);
  const re2 = grouped ? re2Replacement(plain, constantText(pattern, 'a pattern whose groups are used')) : plain;
  return `regexp_replace(${searchedText(text, pattern)}, ${re2Pattern(pattern)}, ${quoteLiteral(re2)}, 'g')`;
}

/** Between the parts that the pattern splits off stand the function's results. */
function replaceWithFunction(call: FunctionCall): string {
  const [text, pattern] = call.arguments;
  const groups = groupCount(constantText(pattern, 'the regular expression'));
  if (groups === 0) {
    throw new TracelakeError('NOT_SUPPORTED', 'regexp_replace with a function needs a group in the pattern', {
      hint: 'Put the pattern in parentheses.',
    });
  }
  refuseEmptyMatches(pattern);
  const re2 = re2Pattern(pattern);
  const [part, n] = [call.context.freshName(), call.context.freshName()];
  const matches = (number: number): string => `regexp_extract_all(${searchedText(text, pattern)}, ${re2}, ${number})`;
  const captured = Array.from({ length: groups }, (_, i) => `list_extract(${matches(i + 1)}, ${n})`);
  const { body } = call.lambda(2).bind([array(VARCHAR)], [`[${captured.join(', ')}]`]);
  const result = `CASE WHEN ${n} <= len(${matches(0)}) THEN ${body.sql} ELSE '' END`;
  return `array_to_string(list_transform(string_split_regex(${searchedText(text, pattern)}, ${re2}), lambda ${part}, ${n}: ${part} || ${result}), '')`;
}

/** The longest text that replacing can give, as Trino infers it. */
function replacedType({ arguments: values }: FunctionCall): TrinoType {
  const lengths = values.map(({ type }) => (type.kind === 'varchar' ? type.length : undefined));
  const [text, , replacement] = lengths;
  if (text === undefined || replacement === undefined || lengths[1] === undefined) return VARCHAR;
  return varchar(text + Math.max(Math.floor((text * replacement) / 2), replacement) * (text + 1));
}

const START_TOO_SMALL = raise('INVALID_FUNCTION_ARGUMENT', "'start position cannot be smaller than 1'");

function position({ arguments: [text, pattern, start] }: FunctionCall): string {
  refuseEmptyMatches(pattern);
  const searched = searchedText(text, pattern);
  const from = start === undefined ? searched : `substring(${searched}, ${start.sql})`;
  const first = start === undefined ? '1' : start.sql;
  const before = `string_split_regex(${from}, ${re2Pattern(pattern)})[1]`;
  return `CASE WHEN ${text.sql} IS NULL OR ${pattern.sql} IS NULL OR ${first} IS NULL THEN NULL
    WHEN ${first} < 1 THEN CAST(${START_TOO_SMALL} AS INTEGER) WHEN ${first} > length(${text.sql}) THEN -1
    WHEN regexp_matches(${from}, ${re2Pattern(pattern)}) THEN CAST(length(${before}) + ${first} AS INTEGER) ELSE -1 END`;
}

export const REGEXP_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('regexp_like', overload('(varchar,varchar)->boolean', like)),
  scalar('regexp_extract', overload('(V?,varchar)->V?', extract), overload('(V?,varchar,bigint)->V?', extract)),
  scalar(
    'regexp_extract_all',
    overload('(V?,varchar)->array(V?)', extractAll),
    overload('(V?,varchar,bigint)->array(V?)', extractAll),
  ),
  scalar(
    'regexp_count',
    overload('(varchar,varchar)->bigint', ({ arguments: [text, pattern] }) => {
      refuseEmptyMatches(pattern);
      return `CAST(len(regexp_extract_all(${searchedText(text, pattern)}, ${re2Pattern(pattern)})) AS BIGINT)`;
    }),
  ),
  scalar(
    'regexp_split',
    overload(
      '(V?,varchar)->array(V?)',
      ({ arguments: [text, pattern] }) => {
        refuseEmptyMatches(pattern);
        return `string_split_regex(${searchedText(text, pattern)}, ${re2Pattern(pattern)})`;
      },
      { nullIfAnyNull: true },
    ),
  ),
  scalar(
    'regexp_position',
    overload('(varchar,varchar)->integer', position),
    overload('(varchar,varchar,integer)->integer', position),
  ),
  scalar(
    'regexp_replace',
    overload('(V?,varchar)->V?', replace),
    overload('(varchar,varchar,varchar)', replace, { result: replacedType }),
    overload('(varchar,varchar,function(T))->varchar', replaceWithFunction),
  ),
];
