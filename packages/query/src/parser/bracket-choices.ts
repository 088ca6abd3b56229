// What a look at the brackets decides at once, between ways to read the same words. The runtime would follow every way through all that
// the brackets hold, and again for those inside: 60 of them took 130,000 of its steps, a select item of 30 CASEs 50,000.
import type { Token } from 'antlr4ng';
import { TrinoSqlLexer, TrinoSqlParser } from './trino-grammar.ts';

/** The alternatives of the grammar, by their number. */
const ROW = 11;
const CALL_OF_ALL = 14;
const ROW_CALL = 12;
const CALL = 15;
const SUBQUERY = 19;
const SIMPLE_CASE = 21;
const SEARCHED_CASE = 22;
const PARENTHESIZED = 42;
const SINGLE_ITEM = 1;
const ALL_OF_TABLE = 2;
const ALL = 3;
const EXPRESSION_ITEM = 2;
const PREDICATE = 1;
const TABLE = 1;

const PRIMARY_EXPRESSION = decisionOf(TrinoSqlParser.RULE_primaryExpression, 48);
const SELECT_ITEM = decisionOf(TrinoSqlParser.RULE_selectItem, 3);
/** A name, or any other expression: the first of the choices of two in it. */
const ITEM_EXPRESSION = decisionOf(TrinoSqlParser.RULE_selectItem, 2);
/** A table's name and a view's are one and the same: the runtime would look for a difference up to the end of the text. */
const TABLE_OR_VIEW = decisionOf(TrinoSqlParser.RULE_tableOrViewName, 2);
/** Whether a predicate follows the value. */
const HAS_PREDICATE = decisionOf(TrinoSqlParser.RULE_booleanExpression, 2);
const DECISIONS: ReadonlySet<number> = new Set([
  PRIMARY_EXPRESSION,
  SELECT_ITEM,
  ITEM_EXPRESSION,
  TABLE_OR_VIEW,
  HAS_PREDICATE,
]);

const BEGINS_PREDICATE: ReadonlySet<number> = new Set([
  TrinoSqlLexer.EQ,
  TrinoSqlLexer.NEQ,
  TrinoSqlLexer.LT,
  TrinoSqlLexer.LTE,
  TrinoSqlLexer.GT,
  TrinoSqlLexer.GTE,
  TrinoSqlLexer.KW_IN,
  TrinoSqlLexer.KW_BETWEEN,
  TrinoSqlLexer.KW_LIKE,
  TrinoSqlLexer.KW_IS,
]);
/** By type: the runtime makes a token's text anew each time. */
const BRACKET = typeOf('(');
const COMMA = typeOf(',');
const POINT = typeOf('.');
const ARROW = typeOf('->');
const OPENING: ReadonlySet<number> = new Set([BRACKET, typeOf('[')]);
const CLOSING: ReadonlySet<number> = new Set([typeOf(')'), typeOf(']')]);
const BEGINS_QUERY: ReadonlySet<number> = new Set([TrinoSqlLexer.KW_SELECT, TrinoSqlLexer.KW_WITH]);
const MAY_BEGIN_QUERY: ReadonlySet<number> = new Set([TrinoSqlLexer.KW_VALUES, TrinoSqlLexer.KW_TABLE]);
const CONTINUES_QUERY: ReadonlySet<number> = new Set([
  TrinoSqlLexer.KW_UNION,
  TrinoSqlLexer.KW_INTERSECT,
  TrinoSqlLexer.KW_EXCEPT,
  TrinoSqlLexer.KW_ORDER,
  TrinoSqlLexer.KW_OFFSET,
  TrinoSqlLexer.KW_LIMIT,
  TrinoSqlLexer.KW_FETCH,
]);

/** The decision of a rule by how many alternatives it has: its number changes with the grammar. */
function decisionOf(rule: number, alternatives: number): number {
  const found = TrinoSqlParser._ATN.decisionToState.findIndex(
    (state) => state?.ruleIndex === rule && state.transitions.length === alternatives,
  );
  if (found < 0) throw new Error(`The grammar's rule ${rule} has no choice of ${alternatives}`);
  return found;
}

function typeOf(literal: string): number {
  return TrinoSqlLexer.literalNames.indexOf(`'${literal}'`);
}

export class BracketChoices {
  /** Without blanks and comments. */
  private readonly tokens: readonly Token[];
  /** From a token's place in the text to its place in `tokens`. */
  private readonly placeOf = new Map<number, number>();
  private readonly closing = new Map<number, number>();

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
    const open: number[] = [];
    for (const [place, token] of tokens.entries()) {
      this.placeOf.set(token.tokenIndex, place);
      if (OPENING.has(token.type)) open.push(place);
      const opened = CLOSING.has(token.type) ? open.pop() : undefined;
      if (opened !== undefined) this.closing.set(opened, place);
    }
  }

  /** The alternative's number; `undefined` where it needs more than a look. */
  choose(decision: number, next: Token | null): number | undefined {
    if (!DECISIONS.has(decision)) return undefined;
    if (decision === TABLE_OR_VIEW) return TABLE;
    if (decision === HAS_PREDICATE) return next !== null && BEGINS_PREDICATE.has(next.type) ? PREDICATE : undefined;
    const place = next === null ? undefined : this.placeOf.get(next.tokenIndex);
    if (place === undefined) return undefined;
    if (decision === SELECT_ITEM) return this.selectItem(place);
    const isCall = this.tokens[place].type === TrinoSqlLexer.IDENTIFIER && this.tokens[place + 1]?.type === BRACKET;
    if (decision === ITEM_EXPRESSION)
      return isCall || this.tokens[place].type === BRACKET ? EXPRESSION_ITEM : undefined;
    if (isCall) return this.call(place + 2);
    if (this.tokens[place].type === TrinoSqlLexer.KW_ROW && this.tokens[place + 1]?.type === BRACKET) return ROW_CALL;
    if (this.tokens[place].type === TrinoSqlLexer.KW_CASE) {
      return this.tokens[place + 1]?.type === TrinoSqlLexer.KW_WHEN ? SEARCHED_CASE : SIMPLE_CASE;
    }
    return this.tokens[place].type === BRACKET ? this.bracketed(place) : undefined;
  }

  /** `f(*)` and `f(t.*)`, or arguments. */
  private call(place: number): number {
    const isAll = (at: number): boolean => this.tokens[at]?.type === TrinoSqlLexer.ASTERISK;
    return isAll(place) || (this.tokens[place + 1]?.type === POINT && isAll(place + 2)) ? CALL_OF_ALL : CALL;
  }

  private bracketed(place: number): number | undefined {
    const close = this.closing.get(place);
    if (close === undefined || close === place + 1 || this.tokens[close + 1]?.type === ARROW) return undefined;
    const isQuery = this.holdsQuery(place);
    if (isQuery !== false) return isQuery ? SUBQUERY : undefined;
    return this.findAtLevel(place + 1, close, (token) => token.type === COMMA) ? ROW : PARENTHESIZED;
  }

  /** ((SELECT 1) + 1) and ((SELECT 1) UNION SELECT 2) begin alike: the first bracket is a query, and what follows goes on with it. */
  private holdsQuery(place: number): boolean | undefined {
    let inner = place + 1;
    while (this.tokens[inner].type === BRACKET) inner++;
    const { type } = this.tokens[inner];
    if (!BEGINS_QUERY.has(type)) return MAY_BEGIN_QUERY.has(type) ? undefined : false;
    for (let open = inner - 2; open >= place; open--) {
      const first = this.closing.get(open + 1)!;
      const isAll = first + 1 === this.closing.get(open);
      if (!isAll && !CONTINUES_QUERY.has(this.tokens[first + 1].type)) return false;
    }
    return true;
  }

  private selectItem(place: number): number {
    if (this.tokens[place].type === TrinoSqlLexer.ASTERISK) return ALL;
    const end = this.itemEnd(place);
    const isAllOf = (token: Token, at: number): boolean =>
      token.type === POINT && this.tokens[at + 1]?.type === TrinoSqlLexer.ASTERISK;
    return this.findAtLevel(place, end, isAllOf) ? ALL_OF_TABLE : SINGLE_ITEM;
  }

  private itemEnd(place: number): number {
    let at = place;
    for (; at < this.tokens.length; at = this.after(at)) {
      const { type } = this.tokens[at];
      if (type === COMMA || CLOSING.has(type) || type === TrinoSqlLexer.KW_FROM) break;
    }
    return at;
  }

  private findAtLevel(from: number, to: number, test: (token: Token, at: number) => boolean): boolean {
    for (let at = from; at < to; at = this.after(at)) if (test(this.tokens[at], at)) return true;
    return false;
  }

  /** What stands behind a token, or behind all that its bracket holds. */
  private after(place: number): number {
    return (this.closing.get(place) ?? place) + 1;
  }
}
