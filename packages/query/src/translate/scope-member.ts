// One relation of a FROM as names see it: columns of a subquery, or a table of the catalogue that resolves any attribute.
import { sameName } from '../parser/identifier.ts';
import { quoteIdentifier } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import type { SourceColumn } from './relation-source.ts';
import type { PassedAttributes, QueryColumn } from './scope.ts';
import type { SourceUse } from './source-usage.ts';

export interface Field {
  /** What a SELECT without alias is called. */
  readonly name: string | undefined;
  readonly sql: string;
  readonly type: TrinoType;
  readonly mayBeNaN: boolean;
  /** The column in the Trino text, where `*` must be written out. */
  trinoText(): string;
  /** Tells the usage that the query needs it. */
  use(): void;
}

export interface ScopeMember {
  /** Alias or table name, lower case. */
  readonly qualifier: string | undefined;
  /** The table of the catalogue, where it is one and its map keys can be columns. */
  readonly source: SourceUse | undefined;
  /** Columns that are there whatever was sent. */
  lookup(name: string): readonly Field[];
  /** Any other attribute of the table. */
  lookupAttribute(name: string): readonly Field[];
  /** An attribute that a subquery has from the table by its `*`. */
  lookupPassed(name: string): readonly Field[];
  star(): readonly Field[];
  /** Whether it has columns that are not part of `*`. */
  readonly hasPassed: boolean;
}

/** A relation with known columns, `c1`, `c2` … of `alias`. `trinoName` names it in the Trino text. */
export function columnsMember(
  alias: string,
  qualifier: string | undefined,
  columns: readonly QueryColumn[],
  trinoName: () => string,
  passes: PassedAttributes = () => [],
): ScopeMember {
  const fields = columns.map((column, i) => ({
    ...column,
    sql: `${alias}.c${i + 1}`,
    trinoText: () => `${trinoName()}.${quoteIdentifier(column.name ?? unnamedColumn(i))}`,
    use: () => {},
  }));
  const passed = fields.filter(({ isPassed }) => isPassed);
  const inPassed = lookupIn(passed);
  const shown = passed.length === 0 ? fields : fields.filter(({ isPassed }) => !isPassed);
  return {
    ...fieldsMember(qualifier, shown),
    hasPassed: passed.length > 0,
    lookupPassed: (name) => {
      const known = inPassed(name);
      return known.length > 0 ? known : passes(name).map((column) => ({ ...column, ...NOT_YET }));
    },
  };
}

/** Of an attribute that is there when the query is walked again. */
const NOT_YET = { sql: 'NULL', trinoText: () => 'NULL', use: () => {} };

/** What a column without a name is called in the Trino text, where it must be named. */
export function unnamedColumn(index: number): string {
  return `unnamed_${index + 1}`;
}

export function fieldsMember(qualifier: string | undefined, fields: readonly Field[]): ScopeMember {
  return {
    qualifier,
    source: undefined,
    lookup: lookupIn(fields),
    lookupAttribute: () => [],
    lookupPassed: () => [],
    hasPassed: false,
    star: () => fields,
  };
}

/** Columns come before attributes, those of the table before those that came through a `*`. */
export function fieldsNamed(name: string, members: readonly ScopeMember[]): readonly Field[] {
  const known = members.flatMap((member) => [...member.lookup(name)]);
  if (known.length > 0) return known;
  const attributes = members.flatMap((member) => [...member.lookupAttribute(name)]);
  return attributes.length > 0 ? attributes : members.flatMap((member) => [...member.lookupPassed(name)]);
}

/** The same fields under other names. */
export function renamedMember(qualifier: string, fields: readonly Field[], names: readonly string[]): ScopeMember {
  const renamed = fields.map((field, i) => ({
    ...field,
    name: names[i],
    trinoText: () => `${quoteIdentifier(qualifier)}.${quoteIdentifier(names[i])}`,
  }));
  return fieldsMember(qualifier, renamed);
}

/** A member without some of its columns: those that JOIN … USING has merged. */
export function memberWithout(member: ScopeMember, names: readonly string[]): ScopeMember {
  const isMerged = (name: string | undefined) => names.some((merged) => sameName(name, merged));
  return {
    ...member,
    lookup: (name) => (isMerged(name) ? [] : member.lookup(name)),
    lookupAttribute: (name) => (isMerged(name) ? [] : member.lookupAttribute(name)),
    lookupPassed: (name) => (isMerged(name) ? [] : member.lookupPassed(name)),
    star: () => member.star().filter((field) => !isMerged(field.name)),
  };
}

export function sourceMember(use: SourceUse, qualifier: string): ScopeMember {
  const star = use.relation.star().map((column) => sourceField(use, qualifier, column));
  const inStar = lookupIn(star);
  const lookupAttribute = (name: string): readonly Field[] => {
    const column = use.relation.column(name);
    return column === undefined ? [] : [sourceField(use, qualifier, column)];
  };
  return {
    qualifier,
    source: use,
    // In another case it may be an attribute's: those have one.
    lookup: (name) => {
      const found = inStar(name);
      const inItsCase = found.length === 0 || found.some((field) => field.name === name);
      const attributes = inItsCase ? [] : lookupAttribute(name);
      return attributes.length > 0 ? attributes : found;
    },
    lookupAttribute,
    lookupPassed: () => [],
    hasPassed: false,
    star: () => star,
  };
}

/** Names have no case. A table has some hundred columns, a generated query thousands of references. */
function lookupIn(fields: readonly Field[]): (name: string) => readonly Field[] {
  const byName = new Map<string, Field[]>();
  for (const field of fields) {
    const name = field.name?.toLowerCase();
    if (name === undefined) continue;
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [field]);
    else same.push(field);
  }
  return (name) => byName.get(name.toLowerCase()) ?? [];
}

export function sourceField(use: SourceUse, qualifier: string, column: SourceColumn): Field {
  return {
    name: column.displayName,
    sql: use.columnSql(column),
    type: column.type,
    mayBeNaN: column.mayBeNaN,
    trinoText: () => `${quoteIdentifier(qualifier)}.${column.trinoName}`,
    use: () => use.add(column),
  };
}
