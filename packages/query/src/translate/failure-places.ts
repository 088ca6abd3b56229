// Where in the user's text something failed while DuckDB bound or ran its own: found only then, by translating once more and looking at what
// each expression became. What succeeds pays nothing.
import { macrosAt, macrosRaising } from '../duckdb/prelude.ts';
import { raisedTexts } from '../duckdb/raise.ts';
import { positionOf, type SourcePosition } from '../parser/source-error.ts';
import {
  ArithmeticUnaryContext,
  type ParserRuleContext,
  QuerySpecificationContext,
  SelectItemContext,
  type SelectListContext,
  SubqueryExpressionContext,
} from '../parser/trino-grammar.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { expressionPlace } from './expression-place.ts';
import type { RelationCatalogue } from './relation-source.ts';
import { translate } from './translate.ts';
import { innermost } from './unwrap.ts';

/** An expression and what it became; its parts were written before it. */
export interface WrittenExpression {
  readonly node: ParserRuleContext;
  readonly sql: string;
  readonly type: TrinoType;
  /** Index of the first of its parts. */
  readonly firstPart: number;
}

export interface EngineFailure {
  /** The engine's words. */
  readonly message: string;
  /** Bytes from the beginning of `engineSql`, or of its macros behind it. */
  readonly position?: number | undefined;
  /** The column of the result that it is about, from 0. */
  readonly resultColumn?: number | undefined;
}

export interface FailedText {
  readonly sql: string;
  readonly catalogue: RelationCatalogue;
  /** What `sql` was translated to. */
  readonly duckdbSql: string;
  /** What the engine was given: `duckdbSql` with something more at one place of it. */
  readonly engineSql: string;
}

/** What has no position in the engine is told by its words. */
const BY_WORDS: readonly (readonly [message: RegExp, writes: (one: WrittenExpression, own: string) => boolean])[] = [
  [/Overflow in addition/, (_, own) => own.includes(' + ')],
  [/Overflow in subtraction/, (_, own) => own.includes(' - ')],
  [/Overflow in multiplication/, (_, own) => own.includes(' * ')],
  [/Overflow in negation|Overflow in negate/i, ({ node }) => node instanceof ArithmeticUnaryContext],
  [/Overflow on abs/, (_, own) => /\babs\(/.test(own)],
  [/More than one row returned by a subquery/, ({ node }) => node instanceof SubqueryExpressionContext],
  [/Map keys|key list.*value list|differing number of keys/i, (_, own) => /\bmap\w*\(|\bMAP\b|t_map/.test(own)],
  [/out of range for numeric function/, (_, own) => /\b(?:sin|cos|tan|asin|acos|sinh|cosh|exp|pow|gamma)\(/.test(own)],
];

/** `t_uncaught` fails so. */
const UNCAUGHT = /Unknown TimeZone '(TRINO\|[\s\S]*?)'!/;

/** By their bits. */
const INTEGERS: Readonly<Record<string, TrinoType['kind']>> = {
  8: 'tinyint',
  16: 'smallint',
  32: 'integer',
  64: 'bigint',
};

/** More than one: any of them may have failed. None: nothing is known. */
export function failurePlaces(text: FailedText, failure: EngineFailure): SourcePosition[] {
  const written: WrittenExpression[] = [];
  const { duckdbSql } = translate(text.sql, text.catalogue, written);
  // What its names mean has changed since.
  if (duckdbSql !== text.duckdbSql) return [];
  return distinctPlaces(failedExpressions(written, text, failure));
}

function failedExpressions(
  written: readonly WrittenExpression[],
  { duckdbSql, engineSql }: FailedText,
  { message, position, resultColumn }: EngineFailure,
): WrittenExpression[] {
  if (resultColumn !== undefined) return written.filter(({ node }) => resultIndex(node) === resultColumn);
  const [, thrown] = UNCAUGHT.exec(message) ?? [];
  if (thrown !== undefined) return raising(written, thrown, engineSql);
  if (position === undefined) {
    const writes = BY_WORDS.find(([pattern]) => pattern.test(message))?.[1];
    if (writes === undefined) return [];
    const [, width] = /^Out of Range Error: Overflow in \w+ of INT(8|16|32|64)\b/.exec(message) ?? [];
    const kind = width === undefined ? undefined : INTEGERS[width];
    return written.filter(
      (one, i) => (kind === undefined || one.type.kind === kind) && writes(one, ownText(written, i)),
    );
  }
  const place = charactersBefore(engineSql, position);
  if (place < engineSql.length) {
    const within = placeWithin(duckdbSql, engineSql, place);
    return within === undefined ? [] : innermostAt(written, duckdbSql, within);
  }
  const macros = macrosAt(engineSql, position);
  if (macros.length === 0) return [];
  const call = new RegExp(`\\b(?:${macros.join('|')})\\(`);
  return written.filter((one, i) => call.test(one.sql) && call.test(ownText(written, i)));
}

/** What TRY does not hold has no position: the expressions that write it, or call a macro that does. */
function raising(written: readonly WrittenExpression[], thrown: string, engineSql: string): WrittenExpression[] {
  const macros = macrosRaising(engineSql, thrown);
  const call = macros.length === 0 ? undefined : new RegExp(`\\b(?:${macros.join('|')})\\(`);
  const raises = (sql: string): boolean =>
    raisedTexts(sql).some((text) => thrown.startsWith(text)) || call?.test(sql) === true;
  return written.filter((one, i) => raises(one.sql) && raises(ownText(written, i)));
}

/** Past the end: the text's length. */
function charactersBefore(text: string, bytes: number): number {
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, bytes)).length;
}

/** `undefined` inside of what stands in `engineSql` only. */
function placeWithin(duckdbSql: string, engineSql: string, place: number): number | undefined {
  const inserted = engineSql.length - duckdbSql.length;
  let start = 0;
  while (start < duckdbSql.length && duckdbSql[start] === engineSql[start]) start++;
  if (place < start) return place;
  return place < start + inserted ? undefined : place - inserted;
}

/** The shortest text that lies over the place. */
function innermostAt(written: readonly WrittenExpression[], text: string, place: number): WrittenExpression[] {
  const over = written.filter(({ sql }) =>
    text.slice(Math.max(0, place - sql.length + 1), place + sql.length).includes(sql),
  );
  if (over.length === 0) return [];
  return [over.reduce((best, one) => (one.sql.length < best.sql.length ? one : best))];
}

/** What the expression adds to its parts. */
function ownText(written: readonly WrittenExpression[], index: number): string {
  const { sql, firstPart } = written[index];
  let own = sql;
  // A literal's text may be part of a name.
  for (let i = index - 1; i >= firstPart; i--) if (written[i].sql.length > 3) own = own.replaceAll(written[i].sql, '');
  return own;
}

/** The column of the whole result that the node makes; after a `*` nobody knows. */
function resultIndex(node: ParserRuleContext): number | undefined {
  const item = ancestors(node).find((one) => one instanceof SelectItemContext);
  const expression = item?.selectExpressionColumnName()?.expression();
  if (item === undefined || expression === undefined || innermost(expression) !== node) return undefined;
  if (ancestors(item).filter((one) => one instanceof QuerySpecificationContext).length > 1) return undefined;
  const items = (item.parent as SelectListContext).selectItem();
  const index = items.indexOf(item);
  const isCounted = items
    .slice(0, index)
    .every((before) => before.selectAllWithoutTable() === null && before.tableAllColumns() === null);
  return isCounted ? index : undefined;
}

function ancestors(node: ParserRuleContext): ParserRuleContext[] {
  const found: ParserRuleContext[] = [];
  for (let current = node.parent; current !== null; current = current.parent) found.push(current as ParserRuleContext);
  return found;
}

/** The same expression may stand at several places, and each is as true: the first. */
function distinctPlaces(expressions: readonly WrittenExpression[]): SourcePosition[] {
  const bySql = new Map<string, SourcePosition>();
  for (const { node, sql } of expressions) if (!bySql.has(sql)) bySql.set(sql, positionOf(expressionPlace(node)));
  return [...bySql.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}
