// Where WITH RECURSIVE may name itself, by Trino's rules: once, in the FROM of the step, on no side of a join that keeps rows without it.
import { identifierOf, lookupName } from '../parser/identifier.ts';
import { sourceError } from '../parser/source-error.ts';
import {
  JoinRelationContext,
  ParserRuleContext,
  QueryPrimaryDefaultContext,
  type QuerySpecificationContext,
  QueryStatementContext,
  type QueryTermContext,
  QueryTermDefaultContext,
  SubqueryContext,
  TableRefContext,
  ViewRefContext,
} from '../parser/trino-grammar.ts';

type TableReference = TableRefContext | ViewRefContext;

/** @param name in lower case */
export function referencesTo(name: string, node: ParserRuleContext): readonly TableReference[] {
  if (node instanceof TableRefContext || node instanceof ViewRefContext) return isTo(name, node) ? [node] : [];
  if (node instanceof QueryStatementContext && declares(name, node)) return [];
  return (node.children ?? []).flatMap((child) =>
    child instanceof ParserRuleContext ? referencesTo(name, child) : [],
  );
}

function isTo(name: string, node: TableReference): boolean {
  const parts = node.identifier().map(identifierOf);
  return parts.length === 1 && lookupName(parts[0]).toLowerCase() === name;
}

/** A WITH inside gives the name another meaning. */
function declares(name: string, node: QueryStatementContext): boolean {
  const inner = node.with()?.namedQuery() ?? [];
  return inner.some((named) => lookupName(identifierOf(named._name!)).toLowerCase() === name);
}

/** Throws INVALID_RECURSIVE_REFERENCE. */
export function checkReferences(name: string, base: QueryTermContext, step: QueryTermContext): void {
  const [inBase] = referencesTo(name, base);
  if (inBase !== undefined) refuse(inBase, 'WITH table name is referenced in the base relation of recursion');
  const references = referencesTo(name, step);
  if (references.length > 1) refuse(step, 'multiple recursive references in the step relation of recursion');
  const [reference] = references;
  if (
    !specificationOf(step)
      ?.relation()
      .some((relation) => holds(relation, reference))
  ) {
    refuse(reference, 'recursive reference outside of FROM clause of the step relation of recursion');
  }
  checkJoins(reference, step);
}

function refuse(node: ParserRuleContext, message: string): never {
  throw sourceError(node, 'INVALID_RECURSIVE_REFERENCE', message);
}

/** `undefined` of a set operation and of VALUES. */
function specificationOf(term: QueryTermContext): QuerySpecificationContext | undefined {
  const primary = term instanceof QueryTermDefaultContext ? term.queryPrimary() : undefined;
  if (primary instanceof SubqueryContext) return specificationOf(primary.queryNoWith().queryTerm());
  return primary instanceof QueryPrimaryDefaultContext ? primary.querySpecification() : undefined;
}

function holds(outer: ParserRuleContext, inner: ParserRuleContext): boolean {
  let node: ParserRuleContext | null = inner;
  while (node !== null && node !== outer) node = node.parent;
  return node !== null;
}

function checkJoins(reference: TableReference, step: QueryTermContext): void {
  let node: ParserRuleContext = reference;
  while (node !== step) {
    const parent: ParserRuleContext = node.parent!;
    if (parent instanceof JoinRelationContext) {
      const side = node === parent._left ? 'left' : 'right';
      const type = parent.joinType()?.getText().toUpperCase().replace('OUTER', '') ?? '';
      if (type === 'FULL' || (type === 'LEFT' && side === 'right') || (type === 'RIGHT' && side === 'left')) {
        refuse(reference, `recursive reference in ${side} source of ${type} join`);
      }
    }
    node = parent;
  }
}
