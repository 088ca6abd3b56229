// Names in expressions: columns, fields of rows, lambda parameters.
import { type Identifier, identifierOf, identifiersOf } from '../parser/identifier.ts';
import { sourceError } from '../parser/source-error.ts';
import {
  type ColumnRefContext,
  ColumnReferenceContext,
  DereferenceContext,
  type ParserRuleContext,
} from '../parser/trino-grammar.ts';
import { fieldsOf, resolveName } from './name-resolution.ts';
import type { Scope } from './scope.ts';
import type { TypedExpression } from './typed-expression.ts';
import { innermost } from './unwrap.ts';
import type { Walk } from './walk.ts';

export function columnReference(node: ColumnReferenceContext | ColumnRefContext, scope: Scope): TypedExpression {
  return resolveName(partsOf(node), scope, node);
}

/** `a.b.c` with anything in front of the first point. */
export function dereference(node: DereferenceContext, scope: Scope, walk: Walk): TypedExpression {
  const { base, names } = chain(node);
  if (base instanceof ColumnReferenceContext) return resolveName([...partsOf(base), ...names], scope, node);
  const field = fieldsOf(walk.expression(base, scope), names, node);
  return namePath(base) === undefined ? { ...field, name: undefined } : field;
}

/** The parts of a name, if the node is nothing but one. */
export function namePath(node: ParserRuleContext): Identifier[] | undefined {
  const inner = innermost(node);
  if (inner instanceof ColumnReferenceContext) return partsOf(inner);
  if (!(inner instanceof DereferenceContext)) return undefined;
  const { base, names } = chain(inner);
  return base instanceof ColumnReferenceContext ? [...partsOf(base), ...names] : undefined;
}

function chain(node: DereferenceContext): { base: ParserRuleContext; names: Identifier[] } {
  const names: Identifier[] = [];
  let base: ParserRuleContext = node;
  while (base instanceof DereferenceContext) {
    names.push(identifierOf(base._fieldName!));
    base = base._base!;
  }
  return { base, names: names.reverse() };
}

function partsOf(node: ColumnReferenceContext | ColumnRefContext): Identifier[] {
  const name = node instanceof ColumnReferenceContext ? node.columnName().qualifiedName() : node.qualifiedName();
  if (name === null) throw sourceError(node, 'SYNTAX_ERROR', 'an expression is missing');
  return identifiersOf(name);
}
