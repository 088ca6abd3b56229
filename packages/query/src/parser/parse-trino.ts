// Trino SQL text to a tree, by the Trino grammar of dt-sql-parser; what it refuses is a SYNTAX_ERROR with its place.
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import {
  type ANTLRErrorListener,
  CharStreams,
  CommonTokenStream,
  PredictionMode,
  type RecognitionException,
  type Recognizer,
  Token,
} from 'antlr4ng';
import { BoundedSimulator } from './bounded-simulator.ts';
import { checkNesting } from './nesting-limit.ts';
import { errorAt, type SourcePosition, sourceError } from './source-error.ts';
import { SourceText } from './source-text.ts';
import { syntaxAdvice } from './syntax-advice.ts';
import { type StatementContext, TrinoSqlLexer, TrinoSqlParser } from './trino-grammar.ts';

/** Athena's limit of a query's text. */
export const MAX_TEXT_BYTES = 262_144;
/** A list of 10,000 values. 30 µs each: the server's thread is busy meanwhile. */
export const MAX_TOKENS = 20_000;

export interface ParsedStatement {
  readonly statement: StatementContext;
  readonly source: SourceText;
  /** The `;` at the end, which Trino's protocol refuses. */
  readonly semicolon: Token | undefined;
}

/** Throws SYNTAX_ERROR, query_too_large or query_too_deep; never runs out of stack. */
export function parseTrino(sql: string): ParsedStatement {
  const bytes = new TextEncoder().encode(sql).length;
  if (bytes > MAX_TEXT_BYTES) {
    throw new TracelakeError('query_too_large', `The query has ${bytes} bytes; the limit is ${MAX_TEXT_BYTES}`, {
      details: { bytes, limit: MAX_TEXT_BYTES },
    });
  }
  const tokens = lex(sql);
  const visible = tokens.getTokens().filter((token) => token.channel === Token.DEFAULT_CHANNEL);
  for (const [i, token] of visible.entries()) advisedAt(visible, i, () => refuseToken(token));
  checkNesting(visible);
  if (visible.length > MAX_TOKENS) {
    throw sourceError(visible[MAX_TOKENS], 'query_too_large', `The query has more than ${MAX_TOKENS} words and signs`, {
      details: { tokens: visible.length, limit: MAX_TOKENS },
    });
  }
  const tree = advised(visible, () => parse(tokens, visible));
  return {
    statement: tree.statement(),
    source: new SourceText(sql),
    semicolon: tree.SEMICOLON()?.symbol,
  };
}

/** Builds the lexer's and parser's tables, 160–480 ms of the first query: call it before there is one. */
export function warmUpParser(): void {
  parseTrino(
    `WITH t AS (SELECT "a.b", count(*) FILTER (WHERE x > 1) AS n FROM spans WHERE time > now() - INTERVAL '1' HOUR GROUP BY 1)
     SELECT CAST(n AS double) / 2, CASE WHEN n IN (1, 2) THEN 'a' ELSE attributes['b'] END FROM t
     CROSS JOIN UNNEST(ARRAY[1]) AS u (e) ORDER BY n DESC LIMIT 10`,
  );
}

function lex(sql: string): CommonTokenStream {
  const lexer = new TrinoSqlLexer(CharStreams.fromString(sql));
  lexer.removeErrorListeners();
  lexer.addErrorListener(THROWING_LISTENER);
  const tokens = new CommonTokenStream(lexer);
  tokens.fill();
  return tokens;
}

/** SLL is right for nearly every text and much faster; where it finds an error, LL decides. */
function parse(tokens: CommonTokenStream, visible: readonly Token[]) {
  const parser = new TrinoSqlParser(tokens);
  parser.removeErrorListeners();
  parser.addErrorListener(THROWING_LISTENER);
  parser.interpreter = BoundedSimulator.of(parser, visible);
  parser.interpreter.predictionMode = PredictionMode.SLL;
  try {
    return wholeStatement(parser, tokens);
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    tokens.seek(0);
    parser.reset();
    parser.interpreter.predictionMode = PredictionMode.LL;
    try {
      return wholeStatement(parser, tokens);
    } catch (decided) {
      throw isSyntaxError(decided) ? decided : error;
    }
  }
}

/** Gives the parser's refusal a word on what to write instead, where the token it gave up at is telling. */
function advised<T>(visible: readonly Token[], run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    const { line, column } = error.details as unknown as SourcePosition;
    const found = visible.findIndex((token) => token.line === line && token.column + 1 === column);
    if (isWindowOfListagg(visible, found)) {
      throw sourceError(visible[found - 1], 'NOT_SUPPORTED', 'listagg … OVER is not supported locally', {
        hint: "array_join(array_agg(x) OVER (… ORDER BY x), ', ') joins the texts up to each row.",
      });
    }
    const index = afterIs(visible, found);
    const { code, message, details } =
      index === found ? error : sourceError(visible[index], 'SYNTAX_ERROR', unexpected(visible[index]));
    const hint = index < 0 ? undefined : syntaxAdvice(visible, index);
    throw new TracelakeError(code, message, hint === undefined ? { details } : { details, hint });
  }
}

function advisedAt(visible: readonly Token[], index: number, run: () => void): void {
  try {
    run();
  } catch (error) {
    const hint = syntaxAdvice(visible, index);
    if (!isSyntaxError(error) || hint === undefined) throw error;
    throw new TracelakeError(error.code, error.message, { details: error.details, hint });
  }
}

/** The grammar here has no OVER behind WITHIN GROUP (…). */
function isWindowOfListagg(visible: readonly Token[], index: number): boolean {
  if (visible[index]?.text !== '(' || visible[index - 1]?.text?.toUpperCase() !== 'OVER') return false;
  let depth = 0;
  let start = index - 2;
  for (; start >= 0; start--) {
    if (visible[start].text === ')') depth++;
    else if (visible[start].text === '(' && --depth === 0) break;
  }
  return visible[start - 1]?.text?.toUpperCase() === 'GROUP' && visible[start - 2]?.text?.toUpperCase() === 'WITHIN';
}

/** Of `x IS NOT TRUE` the parser gives up at IS, Trino's at TRUE. */
function afterIs(visible: readonly Token[], index: number): number {
  if (visible[index]?.text?.toUpperCase() !== 'IS') return index;
  const next = visible[index + 1]?.text?.toUpperCase() === 'NOT' ? index + 2 : index + 1;
  return next < visible.length ? next : index;
}

function isSyntaxError(error: unknown): error is TracelakeError {
  return isTracelakeError(error) && error.code === 'SYNTAX_ERROR';
}

function wholeStatement(parser: TrinoSqlParser, tokens: CommonTokenStream) {
  const tree = parser.singleStatement();
  const next = tokens.LT(1);
  if (next !== null && next.type !== Token.EOF) throw sourceError(next, 'SYNTAX_ERROR', unexpected(next));
  return tree;
}

function refuseToken(token: Token): void {
  if (token.type === TrinoSqlLexer.UNRECOGNIZED) {
    const what =
      token.text === "'" || token.text === '"' ? `the ${token.text} is never closed` : `unexpected ${token.text}`;
    throw sourceError(token, 'SYNTAX_ERROR', what);
  }
  if (token.type === TrinoSqlLexer.QUOTED_IDENTIFIER && token.text === '""') {
    throw sourceError(token, 'SYNTAX_ERROR', 'Zero-length delimited identifier not allowed');
  }
  if (token.type === TrinoSqlLexer.BACKQUOTED_IDENTIFIER) {
    throw sourceError(
      token,
      'SYNTAX_ERROR',
      'backquoted identifiers are not supported; use double quotes to quote identifiers',
    );
  }
  if (token.type === TrinoSqlLexer.DIGIT_IDENTIFIER) {
    throw sourceError(
      token,
      'SYNTAX_ERROR',
      'identifiers must not start with a digit; surround the identifier with double quotes',
    );
  }
}

function unexpected(token: Token): string {
  return token.type === Token.EOF ? "mismatched input '<EOF>'" : `mismatched input '${token.text}'`;
}

/** At most this many expected tokens are worth naming. */
const MAX_EXPECTED = 6;

const THROWING_LISTENER: ANTLRErrorListener = {
  syntaxError(
    _recognizer: Recognizer<never>,
    offending: Token | null,
    line: number,
    column: number,
    message: string,
    _exception: RecognitionException | null,
  ): void {
    const expected = /expecting (?:\{(.*)\}|(.*))$/s.exec(message);
    const names = (expected?.[1] ?? expected?.[2] ?? '').split(', ').filter(Boolean);
    const hint = names.length > 0 && names.length <= MAX_EXPECTED ? `. Expecting: ${names.join(', ')}` : '';
    const what = offending === null ? message : unexpected(offending);
    throw errorAt({ line, column: column + 1 }, 'SYNTAX_ERROR', what + hint);
  },
  reportAmbiguity(): void {},
  reportAttemptingFullContext(): void {},
  reportContextSensitivity(): void {},
};
