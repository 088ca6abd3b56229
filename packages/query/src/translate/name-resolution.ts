// Which column, lambda parameter or output column a name means, as Trino resolves it: innermost scope first.
import type { TracelakeError } from '@tracelake/schema';
import { type Identifier, lookupName, sameName } from '../parser/identifier.ts';
import { locateErrors, sourceError } from '../parser/source-error.ts';
import type { ParserRuleContext } from '../parser/trino-grammar.ts';
import { quoteLiteral } from '../types/quoting.ts';
import { rowField } from './comparison.ts';
import { noteOuterReference } from './correlation.ts';
import { missingColumnHint } from './missing-column-hint.ts';
import type { Scope } from './scope.ts';
import type { Field, ScopeMember } from './scope-member.ts';
import type { TypedExpression } from './typed-expression.ts';

/** Columns that Athena and Trino add to tables of files. */
const HIDDEN_COLUMNS = /^\$(path|file_size|file_modified_time|partition|bucket|row_id)$/i;
const MAX_SUGGESTIONS = 5;

export interface ResolvedField {
  readonly field: Field;
  readonly member: ScopeMember;
  /** The scope that has the member: an outer one for a correlated reference. */
  readonly scope: Scope;
  /** Parts of the name that the column took; what follows are fields of its row. */
  readonly length: number;
}

/** Throws COLUMN_NOT_FOUND, AMBIGUOUS_NAME, PERMISSION_DENIED. */
export function resolveName(parts: readonly Identifier[], scope: Scope, node: ParserRuleContext): TypedExpression {
  const crossed: Scope[] = [];
  for (let current: Scope | undefined = scope; current !== undefined; current = current.environment.parent) {
    const parameter = current.parameters.get(parts[0].text.toLowerCase());
    if (parameter !== undefined) return fieldsOf(parameter, parts.slice(1), node);
    const output = parts.length === 1 ? outputColumn(parts[0], current, node) : undefined;
    if (output !== undefined) return output;
    const found = fieldInScope(parts, current, node);
    if (found !== undefined) {
      noteOuterReference(crossed, node);
      return fieldsOf(useField(found, parts, node), parts.slice(found.length), node);
    }
    crossed.push(current);
  }
  throw notFound(parts, scope, node);
}

/** Like `resolveName`, for who needs to know the column itself; does not count as a use. */
export function findField(
  parts: readonly Identifier[],
  scope: Scope,
  node: ParserRuleContext,
): ResolvedField | undefined {
  for (let current: Scope | undefined = scope; current !== undefined; current = current.environment.parent) {
    if (current.parameters.has(parts[0].text.toLowerCase())) return undefined;
    if (parts.length === 1 && outputColumn(parts[0], current, node) !== undefined) return undefined;
    const found = fieldInScope(parts, current, node);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Counts the use, and keeps the reference for the check against GROUP BY. */
export function useField(
  { field, scope, length }: ResolvedField,
  parts: readonly Identifier[],
  node: ParserRuleContext,
) {
  field.use();
  const written = parts[length - 1].text;
  if (scope.clause.grouped) {
    scope.block.references.push({ name: parts.map((part) => part.text).join('.'), node, enclosing: [field.sql] });
  } else scope.block.rowReferences.push(node);
  const expression: TypedExpression = {
    sql: field.sql,
    type: field.type,
    mayBeNaN: field.mayBeNaN,
    name: written,
  };
  return expression;
}

/** `x.a.b`: fields of rows. */
export function fieldsOf(
  base: TypedExpression,
  names: readonly Identifier[],
  node: ParserRuleContext,
): TypedExpression {
  let expression = base;
  const path = [...(base.name === undefined ? [] : [base.name]), nameText(names)].join('.');
  for (const [index, { text }] of names.entries()) {
    if (expression.type.kind !== 'row') {
      const isMap = expression.type.kind === 'map' && expression.name !== undefined;
      const hint = isMap ? `Write ${expression.name}[${quoteLiteral(nameText(names.slice(index)))}].` : undefined;
      const message = `Expression ${expression.name ?? ''} is not of type ROW`;
      throw sourceError(node, 'TYPE_MISMATCH', message, hint === undefined ? {} : { hint });
    }
    const { fields } = expression.type;
    const place = fields.findIndex((field) => sameName(field.name, text));
    if (place < 0) {
      const known = fields.flatMap((field) => field.name ?? []);
      throw sourceError(node, 'INVALID_COLUMN_REFERENCE', `Column reference '${path}' is invalid`, {
        details: { name: text, suggestions: known },
        hint:
          known.length > 0
            ? `The row has the fields ${known.join(', ')}.`
            : 'The fields of this row have no names: write x[1], x[2] …',
      });
    }
    if (fields.filter((field) => sameName(field.name, text)).length > 1) {
      throw sourceError(node, 'TYPE_MISMATCH', `Ambiguous row field reference: ${text}`);
    }
    expression = { ...rowField(expression, place), name: text };
  }
  return expression;
}

function outputColumn(part: Identifier, scope: Scope, node: ParserRuleContext): TypedExpression | undefined {
  const matches = scope.outputs.filter((output) => sameName(output.name, part.text));
  if (matches.length === 0) return undefined;
  if (matches.some((output) => output.sql !== matches[0].sql)) throw ambiguous([part], node);
  if (scope.clause.inside?.kind === 'aggregation') {
    const message = 'Invalid reference to output projection attribute from ORDER BY aggregation';
    throw sourceError(node, 'COLUMN_NOT_FOUND', message, {
      details: { isOutputInAggregate: true },
      hint: 'Put the table name in front of the column.',
    });
  }
  const { sql, type, mayBeNaN, name } = matches[0];
  return { sql, type, mayBeNaN, name };
}

function fieldInScope(parts: readonly Identifier[], scope: Scope, node: ParserRuleContext): ResolvedField | undefined {
  if (parts.length > 1) {
    const members = scope.members.filter((member) => sameName(member.qualifier, parts[0].text));
    const found = lookup(members, parts[1], node);
    if (found.length > 1) throw ambiguous(parts, node);
    if (found.length === 1) return { ...found[0], scope, length: 2 };
  }
  const isOfRelation = parts.length > 1 && isRelation(parts[0], scope);
  const found = isOfRelation ? lookupKnown(scope.members, parts[0], node) : lookup(scope.members, parts[0], node);
  if (found.length > 1) throw ambiguous(parts, node);
  return found.length === 1 ? { ...found[0], scope, length: 1 } : undefined;
}

/** Attributes have no fields: `a.time` is of the relation `a`, here or around a subquery, though some span sent an attribute `a`. */
function isRelation({ text }: Identifier, scope: Scope): boolean {
  for (let current: Scope | undefined = scope; current !== undefined; current = current.environment.parent) {
    if (current.members.some(({ qualifier }) => sameName(qualifier, text))) return true;
  }
  return false;
}

/**
 * Attributes that some span happened to carry come second: what was sent must not make a name ambiguous
 * that the query itself gave to a column (`UNNEST(attributes) AS t (k, v)`).
 */
function lookup(members: readonly ScopeMember[], part: Identifier, node: ParserRuleContext) {
  const known = lookupKnown(members, part, node);
  if (known.length > 0) return known;
  const name = lookupName(part);
  const attributes = inEvery(members, node, (member) => member.lookupAttribute(name));
  return attributes.length > 0 ? attributes : inEvery(members, node, (member) => member.lookupPassed(name));
}

function lookupKnown(members: readonly ScopeMember[], part: Identifier, node: ParserRuleContext) {
  return inEvery(members, node, (member) => member.lookup(lookupName(part)));
}

function inEvery(
  members: readonly ScopeMember[],
  node: ParserRuleContext,
  find: (member: ScopeMember) => readonly Field[],
) {
  return members.flatMap((member) => locateErrors(node, () => find(member)).map((field) => ({ field, member })));
}

function ambiguous(parts: readonly Identifier[], node: ParserRuleContext): TracelakeError {
  return sourceError(node, 'AMBIGUOUS_NAME', `Column '${nameText(parts)}' is ambiguous`);
}

function notFound(parts: readonly Identifier[], scope: Scope, node: ParserRuleContext): TracelakeError {
  const name = nameText(parts);
  if (parts.some((part) => HIDDEN_COLUMNS.test(part.text))) {
    return sourceError(node, 'PERMISSION_DENIED', `Column '${name}' is not part of the table`);
  }
  const suggestions = new Set<string>();
  for (let current: Scope | undefined = scope; current !== undefined; current = current.environment.parent) {
    for (const { source } of current.members) {
      if (source === undefined) continue;
      const dotted = parts.map((part) => lookupName(part)).join('.');
      if (parts.length > 1 && source.relation.column(dotted) !== undefined) suggestions.add(dotted);
      for (const suggestion of source.relation.suggest(parts[parts.length - 1].text)) suggestions.add(suggestion);
    }
  }
  const best = [...suggestions].slice(0, MAX_SUGGESTIONS);
  const hint = missingColumnHint(parts, best, scope, node);
  return sourceError(node, 'COLUMN_NOT_FOUND', `Column '${name}' cannot be resolved`, {
    details: { name, suggestions: best },
    ...(hint === undefined ? {} : { hint }),
  });
}

function nameText(parts: readonly Identifier[]): string {
  return parts.map((part) => part.text).join('.');
}
