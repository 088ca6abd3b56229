// Tables by name: those of a WITH, and those of the catalogue. Nothing else can be reached: this is half of the gate.
import { type Identifier, identifierOf } from '../parser/identifier.ts';
import { sourceError } from '../parser/source-error.ts';
import type {
  ParserRuleContext,
  TableContext,
  TableNameContext,
  TableRefContext,
  ViewRefContext,
} from '../parser/trino-grammar.ts';
import { quoteIdentifier } from '../types/quoting.ts';
import type { Relation } from './relation.ts';
import type { CommonTable, QueryEnvironment } from './scope.ts';
import { columnsMember, sourceMember } from './scope-member.ts';
import type { TranslatedQuery, Walk } from './walk.ts';

/** @param renamed whether a list of column aliases follows, which counts the columns of `*` */
export function tableRelation(
  node: TableNameContext,
  alias: string | undefined,
  renamed: boolean,
  environment: QueryEnvironment,
  walk: Walk,
): Relation {
  if (node.queryPeriod() !== null) {
    throw sourceError(node.queryPeriod()!, 'NOT_SUPPORTED', 'FOR VERSION and FOR TIMESTAMP are not supported', {
      hint: 'The time range is a parameter of the request.',
    });
  }
  const name = node.tableOrViewName();
  return namedTable((name.tableRef() ?? name.viewRef())!, alias, renamed, environment, walk);
}

/** `TABLE spans`. */
export function tableQuery(node: TableContext, environment: QueryEnvironment, walk: Walk): TranslatedQuery {
  const relation = namedTable(node.tableRef(), undefined, false, environment, walk, node);
  const fields = relation.members.flatMap((member) => [...member.star()]);
  for (const field of fields) field.use();
  if (relation.members.some((member) => member.source !== undefined || member.hasPassed)) {
    const columns = fields.map((field) => field.trinoText()).join(', ');
    walk.edits.replace(walk.source.rangeOf(node), `SELECT ${columns} FROM ${walk.source.slice(node.tableRef())}`);
  }
  const columns = fields.map((field, i) => `${field.sql} AS c${i + 1}`).join(', ');
  return {
    sql: `SELECT ${columns} FROM ${relation.sql()}`,
    columns: fields,
    ordered: false,
    severalRows: relation.severalRows,
  };
}

function namedTable(
  node: TableRefContext | ViewRefContext,
  alias: string | undefined,
  renamed: boolean,
  environment: QueryEnvironment,
  walk: Walk,
  /** What errors point at: of `TABLE t`, all of it. */
  place: ParserRuleContext = node,
): Relation {
  const parts = node.identifier().map(identifierOf);
  const written = parts.map((part) => part.text).join('.');
  if (parts.length > 1) throw refuseQualified(place, parts, written);
  const name = written.toLowerCase();
  const common = environment.commonTables.get(name);
  if (common !== undefined) return commonRelation(node, name, common, alias, walk);
  const source = walk.catalogue.relation(name);
  if (source === undefined) throw unknownTable(place, written, environment, walk);
  const sqlName = walk.names.next('r');
  const use = walk.usage.use(source, sqlName);
  const member = sourceMember(use, (alias ?? name).toLowerCase());
  if (renamed) {
    const columns = source.star().map((column) => column.trinoName);
    for (const field of member.star()) field.use();
    walk.edits.replace(walk.source.rangeOf(node), `(SELECT ${columns.join(', ')} FROM ${walk.source.slice(node)})`);
  }
  const table = quoteIdentifier(source.name);
  return {
    sql: (given) =>
      given === undefined ? `${table} ${sqlName}` : `(SELECT * FROM ${table} ${sqlName} WHERE ${given}) ${sqlName}`,
    first: sqlName,
    members: [member],
    filtered: [use],
    lateral: false,
    severalRows: true,
  };
}

function commonRelation(
  node: ParserRuleContext,
  name: string,
  table: CommonTable,
  alias: string | undefined,
  walk: Walk,
): Relation {
  if (table.trinoName !== undefined) {
    const suffix = alias === undefined ? ` AS ${quoteIdentifier(name)}` : '';
    walk.edits.replace(walk.source.rangeOf(node), table.trinoName + suffix);
  }
  const sqlName = walk.names.next('r');
  const qualifier = (alias ?? name).toLowerCase();
  return {
    sql: (given) =>
      given === undefined
        ? `${table.sqlName} ${sqlName}`
        : `(SELECT * FROM ${table.sqlName} ${sqlName} WHERE ${given}) ${sqlName}`,
    first: sqlName,
    members: [columnsMember(sqlName, qualifier, table.columns, () => quoteIdentifier(qualifier), table.passes)],
    filtered: [],
    lateral: false,
    severalRows: table.severalRows,
  };
}

function refuseQualified(node: ParserRuleContext, parts: readonly Identifier[], written: string) {
  const message = `Table '${written}' cannot be reached: tables have plain names here`;
  const last = parts[parts.length - 1].text.toLowerCase();
  return sourceError(node, 'PERMISSION_DENIED', message, {
    details: { table: written },
    hint: last === 'spans' ? 'Write spans.' : undefined,
  });
}

function unknownTable(node: ParserRuleContext, written: string, environment: QueryEnvironment, walk: Walk) {
  const known = [...environment.commonTables.keys()];
  const hint = walk.catalogue.relation('spans') === undefined ? undefined : ['spans', ...known].join(', ');
  return sourceError(node, 'TABLE_NOT_FOUND', `Table '${written}' does not exist`, {
    details: { table: written },
    hint: hint === undefined ? undefined : `Tables here: ${hint}.`,
  });
}
