// What a look at the brackets decides at once, between ways to read the same words. The runtime would follow every way through all that
// the brackets hold, and again for those inside: 60 of them took 130,000 of its steps, a select item of 30 CASEs 50,000.
import type { Token } from 'antlr4ng';
import { TrinoSqlLexer, TrinoSqlParser } from './trino-grammar.ts';

/** The alternatives of the grammar, by their number. */
const ROW = 11;
const SUBQUERY = 19;
const SIMPLE_CASE = 21;
const SEARCHED_CASE = 22;
const PARENTHESIZED = 42;
const SINGLE_ITEM = 1;
const ALL_OF_TABLE = 2;
const ALL = 3;

const PRIMARY_EXPRESSION = decisionOf(TrinoSqlParser.RULE_primaryExpression, 48);
const SELECT_ITEM = decisionOf(TrinoSqlParser.RULE_selectItem, 3);

const OPENING = new Set(['(', '[']);
const CLOSING = new Set([')', ']']);
const BEGINS_QUERY: ReadonlySet<number> = new Set([TrinoSqlLexer.KW_SELECT, TrinoSqlLexer.KW_WITH]);
const MAY_BEGIN_QUERY: ReadonlySet<number> = new Set([
  ...BEGINS_QUERY,
  TrinoSqlLexer.KW_VALUES,
  TrinoSqlLexer.KW_TABLE,
]);

/** The decision of a rule by how many alternatives it has: its number changes with the grammar. */
function decisionOf(rule: number, alternatives: number): number {
  const found = TrinoSqlParser._ATN.decisionToState.findIndex(
    (state) => state?.ruleIndex === rule && state.transitions.length === alternatives,
  );
  if (found < 0) throw new Error(`The grammar's rule ${rule} has no choice of ${alternatives}`);
  return found;
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
      if (OPENING.has(token.text ?? '')) open.push(place);
      const opened = CLOSING.has(token.text ?? '') ? open.pop() : undefined;
      if (opened !== undefined) this.closing.set(opened, place);
    }
  }

  /** The alternative's number; `undefined` where it needs more than a look. */
  choose(decision: number, next: Token | null): number | undefined {
    if (decision !== PRIMARY_EXPRESSION && decision !== SELECT_ITEM) return undefined;
    const place = next === null ? undefined : this.placeOf.get(next.tokenIndex);
    if (place === undefined) return undefined;
    if (decision === SELECT_ITEM) return this.selectItem(place);
    if (this.tokens[place].type === TrinoSqlLexer.KW_CASE) {
      return this.tokens[place + 1]?.type === TrinoSqlLexer.KW_WHEN ? SEARCHED_CASE : SIMPLE_CASE;
    }
    return this.tokens[place].text === '(' ? this.bracketed(place) : undefined;
  }

  private bracketed(place: number): number | undefined {
    const close = this.closing.get(place);
    if (close === undefined || close === place + 1 || this.tokens[close + 1]?.text === '->') return undefined;
    if (BEGINS_QUERY.has(this.tokens[place + 1].type)) return SUBQUERY;
    let inner = place + 1;
    while (this.tokens[inner].text === '(') inner++;
    // ((SELECT 1) + 1) and ((SELECT 1) UNION SELECT 2) begin alike.
    if (MAY_BEGIN_QUERY.has(this.tokens[inner].type)) return undefined;
    return this.findAtLevel(place + 1, close, (token) => token.text === ',') ? ROW : PARENTHESIZED;
  }

  private selectItem(place: number): number {
    if (this.tokens[place].type === TrinoSqlLexer.ASTERISK) return ALL;
    const end = this.itemEnd(place);
    const isAllOf = (token: Token, at: number): boolean =>
      token.text === '.' && this.tokens[at + 1]?.type === TrinoSqlLexer.ASTERISK;
    return this.findAtLevel(place, end, isAllOf) ? ALL_OF_TABLE : SINGLE_ITEM;
  }

  private itemEnd(place: number): number {
    let at = place;
    for (; at < this.tokens.length; at = this.after(at)) {
      const { type, text = '' } = this.tokens[at];
      if (text === ',' || CLOSING.has(text ?? '') || type === TrinoSqlLexer.KW_FROM) break;
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
