// The output columns of a SELECT: expressions, `*`, `t.*`, and rows taken apart.
import { type Identifier, identifierOf, sameName } from '../parser/identifier.ts';
import { sourceError } from '../parser/source-error.ts';
import type { ParserRuleContext, SelectItemContext, SelectListContext } from '../parser/trino-grammar.ts';
import { rowField } from './comparison.ts';
import type { GroupableOutput } from './grouping.ts';
import { findField } from './name-resolution.ts';
import { namePath } from './reference.ts';
import type { OutputColumn, PassedAttributes, Scope } from './scope.ts';
import { type Field, fieldsNamed, type ScopeMember } from './scope-member.ts';
import type { Walk } from './walk.ts';

export function selectItems(node: SelectListContext, scope: Scope, walk: Walk): GroupableOutput[] {
  return node.selectItem().flatMap((item) => {
    if (item.selectAllWithoutTable() !== null) return everyColumn(item, scope, walk);
    if (item.tableAllColumns() !== null) return columnsOf(item, scope, walk);
    return [expressionColumn(item, scope, walk)];
  });
}

/** The attributes that the stars were asked for, which stand behind all other columns; and who may ask. */
export function passedColumns(
  node: SelectListContext,
  scope: Scope,
  walk: Walk,
): { readonly columns: readonly OutputColumn[]; readonly passes: PassedAttributes } {
  const stars = node.selectItem().map((item) => ({ item, members: starMembers(item, scope) }));
  const fields = stars.flatMap(({ item, members }) =>
    walk.stars.of(item).flatMap((name): readonly Field[] => {
      const found = fieldsNamed(name, members);
      return found.length === 1 ? found : [];
    }),
  );
  for (const field of fields) field.use();
  const { end } = walk.source.rangeOf(node);
  if (fields.length > 0) {
    walk.edits.replace({ start: end, end }, fields.map((field) => `, ${field.trinoText()}`).join(''));
  }
  return {
    columns: fields.map(({ name, sql, type, mayBeNaN }) => ({ name, sql, type, mayBeNaN, isPassed: true })),
    passes: (name) =>
      stars.flatMap(({ item, members }) =>
        fieldsNamed(name, members).map(({ name: own, type, mayBeNaN }) => {
          walk.stars.ask(item, name);
          return { name: own, type, mayBeNaN };
        }),
      ),
  };
}

function starMembers(item: SelectItemContext, scope: Scope): readonly ScopeMember[] {
  if (item.selectAllWithoutTable() !== null) return scope.members;
  const all = item.tableAllColumns();
  const path = all === null || item.columnAliases() !== null ? undefined : namePath(all.primaryExpression());
  return path?.length === 1 ? qualifiedBy(path[0], scope) : [];
}

function expressionColumn(item: SelectItemContext, scope: Scope, walk: Walk): GroupableOutput {
  const node = item.selectExpressionColumnName()?.expression() ?? item.selectLiteralColumnName()?.columnRef();
  if (node === undefined) throw sourceError(item, 'SYNTAX_ERROR', 'an expression is missing');
  const { block } = scope;
  const before = block.aggregateCalls + block.windowCalls;
  const { sql, type, mayBeNaN, name } = walk.names.reuse(() => walk.expression(node, scope));
  const alias = item._alias ?? item.identifier();
  return {
    name: alias == null ? name : identifierOf(alias).text,
    sql,
    type,
    mayBeNaN,
    scalar: block.aggregateCalls + block.windowCalls === before,
  };
}

/** `*`. */
function everyColumn(item: SelectItemContext, scope: Scope, walk: Walk): GroupableOutput[] {
  if (scope.members.length === 0) {
    throw sourceError(item, 'COLUMN_NOT_FOUND', 'SELECT * not allowed in queries without FROM clause');
  }
  return memberColumns(item, scope.members, scope, walk);
}

/** `t.*`, or `x.*` where `x` is a row. */
function columnsOf(item: SelectItemContext, scope: Scope, walk: Walk): GroupableOutput[] {
  const node = item.tableAllColumns()!.primaryExpression();
  const aliases = item.columnAliases()?.identifier().map(identifierOf);
  const path = namePath(node);
  const members = path?.length === 1 ? qualifiedBy(path[0], scope) : [];
  const columns = members.length > 0 ? memberColumns(item, members, scope, walk) : rowColumns(node, path, scope, walk);
  if (aliases === undefined) return columns;
  if (aliases.length !== columns.length) {
    const message = `Column alias list has ${aliases.length} entries but relation has ${columns.length} columns`;
    throw sourceError(item, 'MISMATCHED_COLUMN_ALIASES', message);
  }
  // Here alone Trino makes plain names upper case.
  const names = aliases.map(({ text, quoted }) => (quoted ? text : text.toUpperCase()));
  return columns.map((column, i) => ({ ...column, name: names[i] }));
}

function qualifiedBy(name: Identifier, scope: Scope): ScopeMember[] {
  return scope.members.filter((member) => sameName(member.qualifier, name.text));
}

function rowColumns(
  node: ParserRuleContext,
  path: readonly Identifier[] | undefined,
  scope: Scope,
  walk: Walk,
): GroupableOutput[] {
  // Of a name Trino takes a row apart only where its table stands in front.
  const known = path === undefined || (findField(path, scope, node)?.length ?? 0) > 1;
  const row = known ? walk.names.reuse(() => walk.expression(node, scope)) : undefined;
  if (row === undefined || row.type.kind !== 'row') {
    if (path === undefined) throw sourceError(node, 'TYPE_MISMATCH', 'expected row type for .*');
    const name = path.map((part) => part.text).join('.');
    const hint = 'Write t.* for the columns of t, or t.r.* for the fields of its row r.';
    throw sourceError(node, 'TABLE_NOT_FOUND', `Unable to resolve reference ${name}`, { hint });
  }
  return row.type.fields.map((field, i) => ({ ...rowField(row, i), name: field.name, scalar: true }));
}

/**
 * In the Trino text the table has just the columns that the query uses, in no promised order: `*` is written out there.
 */
function memberColumns(
  item: SelectItemContext,
  members: readonly ScopeMember[],
  scope: Scope,
  walk: Walk,
): GroupableOutput[] {
  const fields = members.flatMap((member) => [...member.star()]);
  walk.effort.spend(fields.length, item);
  for (const field of fields) {
    field.use();
    scope.block.references.push({ name: field.name ?? '*', node: item, enclosing: [field.sql] });
  }
  const isOfMore = members.some((member) => member.source !== undefined || member.hasPassed);
  if (isOfMore && item.columnAliases() === null) {
    walk.edits.replace(walk.source.rangeOf(item), fields.map((field) => field.trinoText()).join(', '));
  }
  return fields.map(({ name, sql, type, mayBeNaN }) => ({ name, sql, type, mayBeNaN, scalar: true }));
}
