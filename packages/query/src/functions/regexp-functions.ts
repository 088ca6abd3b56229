// Functions over regular expressions: by RE2 where it takes the pattern as Trino does, else by JavaScript, a few µs a row.
import { TracelakeError } from '@tracelake/schema';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { array, VARCHAR, varchar } from '../types/type-constructors.ts';
import { typeText } from '../types/type-text.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';
import {
  groupCount,
  hasOptionalGroup,
  matchesEmpty,
  re2Pattern,
  re2Replacement,
  searchedText,
  structure,
} from './regexp-pattern.ts';

/** Both texts and what else is given, for a function in JavaScript. */
function inScript(name: string, { arguments: [text, pattern] }: FunctionCall, ...more: readonly string[]): string {
  return `j_regexp_${name}(${[text.sql, pattern.sql, ...more].join(', ')})`;
}

/** The array of texts that a function in JavaScript gives as JSON. */
function textArray(sql: string): string {
  return `CAST(CAST(t_checked_text(${sql}) AS JSON) AS VARCHAR[])`;
}

/** The pattern for RE2 where all matches are wanted. */
function re2ForAll(pattern: TypedExpression): string | undefined {
  return matchesEmpty(pattern) ? undefined : re2Pattern(pattern);
}

/** `$` at the end also stands before a final newline. */
function like(call: FunctionCall): string {
  const [text, pattern] = call.arguments;
  const { constant } = pattern;
  const anchored = typeof constant === 'string' && /(^|[^\\])\$$/.test(constant);
  const inside = anchored && /\$(?!$)/.test(constant.replace(/\\./gs, ''));
  const re2 = inside ? undefined : re2Pattern(pattern);
  if (re2 === undefined) return `CAST(t_checked_text(${inScript('like', call)}) AS BOOLEAN)`;
  const printed = anchored ? `${re2.slice(0, -2)}\\n?$'` : re2;
  return `regexp_matches(${searchedText(text, pattern)}, ${printed})`;
}

/** A `$` may stand before a final newline, which RE2 does not know: fine where only a match is asked for, not where it ends. */
function hasDollar({ constant }: TypedExpression): boolean {
  return typeof constant === 'string' && structure(constant).includes('$');
}

function hasStart({ constant }: TypedExpression): boolean {
  return typeof constant === 'string' && (structure(constant).includes('^') || constant.includes('\\A'));
}

interface Group {
  /** DuckDB text. */
  readonly sql: string;
  readonly number: number | undefined;
}

/** A constant number is checked against a constant pattern. */
function groupOf({ arguments: [, pattern, index] }: FunctionCall): Group {
  if (index === undefined) return { sql: 'CAST(0 AS BIGINT)', number: 0 };
  const number = typeof index.constant === 'bigint' ? Number(index.constant) : undefined;
  if (number !== undefined && re2Pattern(pattern) !== undefined && typeof pattern.constant === 'string') {
    const groups = groupCount(pattern.constant);
    if (number < 0 || number > groups) {
      const message =
        number < 0 ? 'Group cannot be negative' : `Pattern has ${groups} groups. Cannot access group ${number}`;
      throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', message);
    }
  }
  return { sql: `CAST(${index.sql} AS BIGINT)`, number };
}

/** RE2 gives '' for a group that took no part, and for one that held nothing: where both may be, it cannot tell. */
function mayBeEither({ constant }: TypedExpression, group: number): boolean {
  return group > 0 && typeof constant === 'string' && hasOptionalGroup(constant);
}

function extract(call: FunctionCall): string {
  const [text, pattern] = call.arguments;
  const group = groupOf(call);
  const re2 = group.number === undefined || hasDollar(pattern) ? undefined : re2Pattern(pattern);
  if (re2 === undefined || mayBeEither(pattern, group.number!)) {
    return `substring(t_checked_text(${inScript('extract', call, group.sql)}), 2)`;
  }
  return `t_regexp_extract(${searchedText(text, pattern)}, ${re2}, ${group.number})`;
}

function extractAll(call: FunctionCall): string {
  const [text, pattern] = call.arguments;
  const group = groupOf(call);
  const re2 = group.number === undefined || hasDollar(pattern) ? undefined : re2ForAll(pattern);
  if (re2 === undefined || mayBeEither(pattern, group.number!))
    return textArray(inScript('extract_all', call, group.sql));
  return `regexp_extract_all(${searchedText(text, pattern)}, ${re2}, ${group.number})`;
}

function count(call: FunctionCall): string {
  const [text, pattern] = call.arguments;
  const re2 = hasDollar(pattern) ? undefined : re2ForAll(pattern);
  if (re2 === undefined) return `CAST(t_checked_text(${inScript('count', call)}) AS BIGINT)`;
  return `CAST(len(regexp_extract_all(${searchedText(text, pattern)}, ${re2})) AS BIGINT)`;
}

function split(call: FunctionCall): string {
  const [text, pattern] = call.arguments;
  // DuckDB cuts off each part before it looks for the next: an anchor would stand at every part.
  const re2 = hasDollar(pattern) || hasStart(pattern) ? undefined : re2ForAll(pattern);
  if (re2 === undefined) return textArray(inScript('split', call));
  return `string_split_regex(${searchedText(text, pattern)}, ${re2})`;
}

function replace(call: FunctionCall): string {
  const [text, pattern, replacement] = call.arguments;
  const given = replacement?.constant ?? (replacement === undefined ? '' : undefined);
  // The empty pattern alone is alike in both.
  const re2 = hasDollar(pattern) ? undefined : pattern.constant === '' ? "''" : re2ForAll(pattern);
  const printed = re2 === undefined || typeof given !== 'string' ? undefined : plainReplacement(given, pattern);
  if (re2 === undefined || printed === undefined) {
    return `substring(t_checked_text(${inScript('replace', call, replacement?.sql ?? "''")}), 2)`;
  }
  return `regexp_replace(${searchedText(text, pattern)}, ${re2}, ${quoteLiteral(printed)}, 'g')`;
}

function plainReplacement(given: string, { constant }: TypedExpression): string | undefined {
  if (!/[$\\]/.test(given)) return given;
  return typeof constant === 'string' ? re2Replacement(given, constant) : undefined;
}

/** Between the pieces that no match took stand the function's results. */
function replaceWithFunction(call: FunctionCall): string {
  const piece = call.context.freshName();
  const { body } = call.lambda(2).bind([array(VARCHAR)], [`${piece}.g`]);
  if (body.type.kind !== 'varchar') {
    throw new TracelakeError(
      'FUNCTION_NOT_FOUND',
      `The function of regexp_replace must give a varchar, not ${typeText(body.type)}`,
    );
  }
  const pieces = `CAST(CAST(t_checked_text(${inScript('pieces', call)}) AS JSON) AS STRUCT(b VARCHAR, g VARCHAR[])[])`;
  const result = `CASE WHEN ${piece}.g IS NULL THEN ${piece}.b ELSE ${piece}.b || ${body.sql} END`;
  return `t_joined_texts(list_transform(${pieces}, lambda ${piece}: ${result}))`;
}

/** The longest text that replacing can give, as Trino infers it. */
function replacedType({ arguments: values }: FunctionCall): TrinoType {
  const lengths = values.map(({ type }) => (type.kind === 'varchar' ? type.length : undefined));
  const [text, , replacement] = lengths;
  if (text === undefined || replacement === undefined || lengths[1] === undefined) return VARCHAR;
  return varchar(text + Math.max(Math.floor((text * replacement) / 2), replacement) * (text + 1));
}

function position(call: FunctionCall): string {
  const [, , start, occurrence] = call.arguments;
  const more = [start, occurrence].map((given) => `CAST(${given?.sql ?? '1'} AS BIGINT)`);
  return `CAST(t_checked_text(${inScript('position', call, ...more)}) AS INTEGER)`;
}

export const REGEXP_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('regexp_like', overload('(varchar,varchar)->boolean', like)),
  scalar('regexp_extract', overload('(V?,varchar)->V?', extract), overload('(V?,varchar,bigint)->V?', extract)),
  scalar(
    'regexp_extract_all',
    overload('(V?,varchar)->array(V?)', extractAll),
    overload('(V?,varchar,bigint)->array(V?)', extractAll),
  ),
  scalar('regexp_count', overload('(varchar,varchar)->bigint', count)),
  scalar('regexp_split', overload('(V?,varchar)->array(V?)', split, { nullIfAnyNull: true })),
  scalar(
    'regexp_position',
    overload('(varchar,varchar)->integer', position),
    overload('(varchar,varchar,integer)->integer', position),
    overload('(varchar,varchar,integer,integer)->integer', position),
  ),
  scalar(
    'regexp_replace',
    overload('(V?,varchar)->V?', replace),
    overload('(varchar,varchar,varchar)', replace, { result: replacedType }),
    overload('(varchar,varchar,function(T))->varchar', replaceWithFunction),
  ),
];
