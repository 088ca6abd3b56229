// Takes off the grammar's nodes that only wrap another: brackets, and rules of one alternative.
import {
  ExpressionContext,
  ParenthesizedExpressionContext,
  type ParserRuleContext,
  PredicatedContext,
  ValueExpressionDefaultContext,
} from '../parser/trino-grammar.ts';

export function innermost(node: ParserRuleContext): ParserRuleContext {
  let current = node;
  for (;;) {
    if (current instanceof ExpressionContext) current = current.booleanExpression();
    else if (current instanceof PredicatedContext && current.predicate() === null) current = current.valueExpression();
    else if (current instanceof ValueExpressionDefaultContext) current = current.primaryExpression();
    else if (current instanceof ParenthesizedExpressionContext) current = current.expression();
    else return current;
  }
}
