// Where an expression lies for Trino: of two sides, at what stands between them.
import {
  ArithmeticBinaryContext,
  ConcatenationContext,
  type ParserRuleContext,
  PredicatedContext,
  type Token,
} from '../parser/trino-grammar.ts';
import { innermost } from './unwrap.ts';

export function expressionPlace(node: ParserRuleContext): ParserRuleContext | Token {
  const inner = innermost(node);
  if (inner instanceof PredicatedContext) return inner.predicate()!;
  if (inner instanceof ArithmeticBinaryContext) return inner._operator!;
  return inner instanceof ConcatenationContext ? inner.CONCAT().symbol : inner;
}
