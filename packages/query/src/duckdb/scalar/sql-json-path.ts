// Paths of SQL/JSON (`lax $.a[*] ? (@.b > 1)`) as a tree, by Trino's grammar of them.

export class JsonPathSyntaxError extends Error {}

/** What Trino parses and then refuses. */
export class JsonPathUnsupportedError extends Error {}

export type JsonPathMethod = 'type' | 'size' | 'double' | 'ceiling' | 'floor' | 'abs' | 'keyvalue';
export type JsonComparison = '==' | '<>' | '<' | '>' | '<=' | '>=';

/** The text of a literal, by its kind. */
export interface JsonPathLiteral {
  readonly node: 'literal';
  readonly kind: 'integer' | 'decimal' | 'double' | 'text' | 'true' | 'false' | 'null';
  readonly text: string;
}

export interface JsonSubscript {
  readonly from: JsonPathNode;
  readonly to: JsonPathNode | undefined;
}

export type JsonPathNode =
  | JsonPathLiteral
  | { readonly node: 'context' | 'current' | 'last' }
  | { readonly node: 'variable'; readonly name: string }
  | { readonly node: 'sign'; readonly negative: boolean; readonly base: JsonPathNode }
  | {
      readonly node: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '/' | '%';
      readonly left: JsonPathNode;
      readonly right: JsonPathNode;
    }
  /** `name` undefined: all members. */
  | { readonly node: 'member'; readonly base: JsonPathNode; readonly name: string | undefined }
  | { readonly node: 'descendant'; readonly base: JsonPathNode; readonly name: string }
  /** `subscripts` undefined: all elements. */
  | {
      readonly node: 'elements';
      readonly base: JsonPathNode;
      readonly subscripts: readonly JsonSubscript[] | undefined;
    }
  | { readonly node: 'filter'; readonly base: JsonPathNode; readonly condition: JsonPathCondition }
  | { readonly node: 'method'; readonly base: JsonPathNode; readonly method: JsonPathMethod };

export type JsonPathCondition =
  | { readonly test: 'and' | 'or'; readonly left: JsonPathCondition; readonly right: JsonPathCondition }
  | { readonly test: 'not' | 'unknown'; readonly of: JsonPathCondition }
  | { readonly test: 'exists'; readonly path: JsonPathNode }
  | { readonly test: 'starts with'; readonly path: JsonPathNode; readonly prefix: JsonPathNode }
  | {
      readonly test: 'compare';
      readonly operator: JsonComparison;
      readonly left: JsonPathNode;
      readonly right: JsonPathNode;
    };

export interface SqlJsonPath {
  readonly lax: boolean;
  readonly root: JsonPathNode;
  /** Names of the variables that the path uses. */
  readonly variables: ReadonlySet<string>;
}

const TOKEN =
  /\s*(?:(?<text>"(?:[^"]|"")*")|(?<double>(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d+)|(?<decimal>\d+\.\d*|\.\d+)|(?<integer>\d+)|(?<variable>\$[A-Za-z_]\w*)|(?<word>[A-Za-z_]\w*)|(?<sign>==|<>|!=|<=|>=|&&|\|\||\.\.|[$@.*/%+\-[\](),?!<>]))/y;

/** The parser and the evaluation go down one call a part. */
const MAX_TOKENS = 500;
const MAX_BIGINT = 2n ** 63n - 1n;

type TokenKind = 'text' | 'double' | 'decimal' | 'integer' | 'variable' | 'word' | 'sign';

interface PathToken {
  readonly kind: TokenKind;
  readonly text: string;
}

/** Throws JsonPathSyntaxError, JsonPathUnsupportedError. */
export function parseSqlJsonPath(text: string): SqlJsonPath {
  const parser = new PathParser(tokens(text));
  const mode = parser.take();
  if (mode?.kind !== 'word' || (mode.text !== 'lax' && mode.text !== 'strict')) {
    throw new JsonPathSyntaxError("missing 'lax' or 'strict'");
  }
  const root = parser.expression();
  parser.end();
  return { lax: mode.text === 'lax', root, variables: parser.variables };
}

function tokens(text: string): PathToken[] {
  const found: PathToken[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const { groups } = TOKEN.exec(text) ?? {};
    if (groups === undefined) throw new JsonPathSyntaxError(`unexpected '${text.slice(at).trim()}'`);
    const [kind, value] = Object.entries(groups).find(([, part]) => part !== undefined)!;
    found.push({ kind: kind as TokenKind, text: value! });
    if (found.length > MAX_TOKENS) throw new JsonPathUnsupportedError(`JSON paths of more than ${MAX_TOKENS} parts`);
  }
  return found;
}

const METHODS = new Set(['type', 'size', 'double', 'ceiling', 'floor', 'abs', 'keyvalue']);
const COMPARISONS = new Set(['==', '<>', '!=', '<', '>', '<=', '>=']);

const CONTINUES_PATH = new Set([...COMPARISONS, '+', '-', '*', '/', '%', '.', '..', '[', '?', 'starts', 'like_regex']);

class PathParser {
  readonly variables = new Set<string>();
  private readonly tokens: readonly PathToken[];
  private next = 0;

  constructor(given: readonly PathToken[]) {
    this.tokens = given;
  }

  take(): PathToken | undefined {
    return this.tokens[this.next++];
  }

  end(): void {
    if (this.next < this.tokens.length) this.fail();
  }

  expression(): JsonPathNode {
    let left = this.product();
    for (let sign = this.acceptAny('+', '-'); sign !== undefined; sign = this.acceptAny('+', '-')) {
      left = { node: 'arithmetic', operator: sign, left, right: this.product() };
    }
    return left;
  }

  private product(): JsonPathNode {
    let left = this.signed();
    for (let sign = this.acceptAny('*', '/', '%'); sign !== undefined; sign = this.acceptAny('*', '/', '%')) {
      left = { node: 'arithmetic', operator: sign, left, right: this.signed() };
    }
    return left;
  }

  private signed(): JsonPathNode {
    const sign = this.acceptAny('+', '-');
    return sign === undefined ? this.accessor() : { node: 'sign', negative: sign === '-', base: this.signed() };
  }

  private accessor(): JsonPathNode {
    let base = this.primary();
    for (;;) {
      if (this.accept('.')) base = this.member(base);
      else if (this.accept('..')) base = { node: 'descendant', base, name: this.name() };
      else if (this.accept('[')) base = { node: 'elements', base, subscripts: this.subscripts() };
      else if (this.accept('?')) {
        this.expect('(');
        base = { node: 'filter', base, condition: this.condition() };
        this.expect(')');
      } else return base;
    }
  }

  private member(base: JsonPathNode): JsonPathNode {
    if (this.accept('*')) return { node: 'member', base, name: undefined };
    const name = this.name();
    if (this.tokens[this.next - 1].kind !== 'word' || !this.accept('(')) return { node: 'member', base, name };
    if (name === 'datetime') throw new JsonPathUnsupportedError('datetime method in JSON path is not yet supported');
    if (!METHODS.has(name)) this.fail();
    this.expect(')');
    return { node: 'method', base, method: name as JsonPathMethod };
  }

  private name(): string {
    const token = this.take();
    if (token?.kind === 'word') return token.text;
    return token?.kind === 'text' ? unquoted(token.text) : this.fail();
  }

  private subscripts(): JsonSubscript[] | undefined {
    if (this.accept('*')) {
      this.expect(']');
      return undefined;
    }
    const found: JsonSubscript[] = [];
    do found.push({ from: this.expression(), to: this.acceptWord('to') ? this.expression() : undefined });
    while (this.accept(','));
    this.expect(']');
    return found;
  }

  private primary(): JsonPathNode {
    const token = this.take();
    switch (token?.kind) {
      case 'text':
        return { node: 'literal', kind: 'text', text: unquoted(token.text) };
      case 'integer':
        if (BigInt(token.text) > MAX_BIGINT) throw new JsonPathSyntaxError(`Invalid numeric literal: ${token.text}`);
        return { node: 'literal', kind: token.kind, text: token.text };
      case 'double':
      case 'decimal':
        return { node: 'literal', kind: token.kind, text: token.text };
      case 'variable':
        return this.variable(token.text);
      case 'word':
        return this.wordPrimary(token.text);
    }
    if (token?.text === '$') return { node: 'context' };
    if (token?.text === '@') return { node: 'current' };
    if (token?.text !== '(') return this.fail();
    const inner = this.expression();
    this.expect(')');
    return inner;
  }

  private variable(text: string): JsonPathNode {
    const name = text.slice(1);
    this.variables.add(name);
    return { node: 'variable', name };
  }

  private wordPrimary(text: string): JsonPathNode {
    if (text === 'last') return { node: 'last' };
    if (text === 'true' || text === 'false' || text === 'null') return { node: 'literal', kind: text, text };
    return this.fail();
  }

  private condition(): JsonPathCondition {
    let left = this.conjunction();
    while (this.accept('||')) left = { test: 'or', left, right: this.conjunction() };
    return left;
  }

  private conjunction(): JsonPathCondition {
    let left = this.negation();
    while (this.accept('&&')) left = { test: 'and', left, right: this.negation() };
    return left;
  }

  private negation(): JsonPathCondition {
    return this.accept('!') ? { test: 'not', of: this.delimited() ?? this.fail() } : this.test();
  }

  /** `exists(…)` or a condition in brackets; `undefined` where there is none. */
  private delimited(): JsonPathCondition | undefined {
    if (this.acceptWord('exists')) {
      this.expect('(');
      const path = this.expression();
      this.expect(')');
      return { test: 'exists', path };
    }
    if (this.opensPath() || !this.accept('(')) return undefined;
    const inner = this.condition();
    this.expect(')');
    return inner;
  }

  /** Whether the brackets that open here hold a path and not a condition: what stands behind them goes on with a path. */
  private opensPath(): boolean {
    let depth = 0;
    for (let i = this.next; i < this.tokens.length; i++) {
      const { text, kind } = this.tokens[i];
      if (kind === 'sign' && text === '(') depth++;
      else if (kind === 'sign' && text === ')') depth--;
      if (depth === 0) return CONTINUES_PATH.has(this.tokens[i + 1]?.text ?? '');
    }
    return false;
  }

  private test(): JsonPathCondition {
    const inner = this.delimited();
    if (inner !== undefined) {
      if (!this.acceptWord('is')) return inner;
      if (!this.acceptWord('unknown')) this.fail();
      return { test: 'unknown', of: inner };
    }
    const left = this.expression();
    if (this.acceptWord('like_regex')) {
      throw new JsonPathUnsupportedError('like_regex predicate in JSON path is not yet supported');
    }
    if (this.acceptWord('starts')) {
      if (!this.acceptWord('with')) this.fail();
      return { test: 'starts with', path: left, prefix: this.primary() };
    }
    const operator = this.take();
    if (operator?.kind !== 'sign' || !COMPARISONS.has(operator.text)) return this.fail();
    const compared = operator.text === '!=' ? '<>' : (operator.text as JsonComparison);
    return { test: 'compare', operator: compared, left, right: this.expression() };
  }

  private accept(sign: string): boolean {
    const token = this.tokens[this.next];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.next++;
    return true;
  }

  private acceptAny<S extends string>(...signs: readonly S[]): S | undefined {
    return signs.find((sign) => this.accept(sign));
  }

  private acceptWord(word: string): boolean {
    const token = this.tokens[this.next];
    if (token?.kind !== 'word' || token.text !== word) return false;
    this.next++;
    return true;
  }

  private expect(sign: string): void {
    if (!this.accept(sign)) this.fail();
  }

  private fail(): never {
    const token = this.tokens[Math.min(this.next, this.tokens.length) - 1];
    throw new JsonPathSyntaxError(`invalid JSON path near '${token?.text ?? ''}'`);
  }
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll('""', '"');
}
