// A well-known attribute as a column: its typed column, and the maps for the rows that `misplaced` names it in.
import { type ColumnDefinition, isScalarType, MISPLACED_SEPARATOR, type ScalarType } from '@tracelake/schema';
import { quoteIdentifier } from '../types/quoting.ts';
import { DOUBLE, VARCHAR } from '../types/type-constructors.ts';
import { parseTypeText } from '../types/type-text-parser.ts';
import type { PhysicalColumn } from './physical-column.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** Where a misplaced value lies, first found first. */
const MISPLACED_MAPS = ['attributes_string', 'resource_attributes', 'scope_attributes'] as const;

/** True in rows whose `misplaced` names the key; NULL or false in all others. */
export function isMisplaced(dialect: SqlDialect, key: string): string {
  const separator = `chr(${MISPLACED_SEPARATOR.charCodeAt(0)})`;
  return `strpos(misplaced, ${separator} || ${dialect.literal(key)} || ${separator}) > 0`;
}

/** A column's value as text, as a person writes it. */
export function columnText(dialect: SqlDialect, column: string, type: ScalarType): string {
  const name = quoteIdentifier(column);
  if (type === 'varchar') return name;
  return type === 'double' ? dialect.numberText(name) : `CAST(${name} AS varchar)`;
}

export function scalarTypeOf(column: ColumnDefinition): ScalarType {
  if (!isScalarType(column.type)) throw new Error(`Column ${column.name} has no scalar type`);
  return column.type;
}

/** `misplaced`: whether some file may hold such a row; without one the maps are not read. */
export function wellKnownColumn(column: ColumnDefinition, misplaced: boolean): PhysicalColumn {
  const type = scalarTypeOf(column);
  return valueColumn(column, misplaced, {
    type: parseTypeText(type),
    own: () => quoteIdentifier(column.name),
    fromText: (dialect, text) => dialect.parse(text, type),
  });
}

/** The same as text: what is no value of the column's type shows as it was sent. */
export function wellKnownText(column: ColumnDefinition, misplaced: boolean): PhysicalColumn {
  const type = scalarTypeOf(column);
  return valueColumn(column, misplaced, {
    type: VARCHAR,
    own: (dialect) => columnText(dialect, column.name, type),
    fromText: (_, text) => text,
  });
}

interface ValueForm {
  readonly type: PhysicalColumn['type'];
  readonly own: (dialect: SqlDialect) => string;
  readonly fromText: (dialect: SqlDialect, text: string) => string;
}

function valueColumn(column: ColumnDefinition, misplaced: boolean, form: ValueForm): PhysicalColumn {
  const key = column.attributeKey ?? column.name;
  const plain: PhysicalColumn = { type: form.type, reads: [column.name], print: form.own };
  if (!misplaced) return plain;
  const searched: PhysicalColumn = {
    type: form.type,
    reads: [column.name, 'misplaced', ...MISPLACED_MAPS],
    print(dialect) {
      const text = `coalesce(${MISPLACED_MAPS.map((map) => dialect.element(map, key)).join(', ')})`;
      const elsewhere = `CASE WHEN ${isMisplaced(dialect, key)} THEN ${form.fromText(dialect, text)} END`;
      return `coalesce(${form.own(dialect)}, ${elsewhere})`;
    },
  };
  return { ...searched, narrowed: (file) => (file.isMisplaced(key) ? searched : plain) };
}

/** A column made of another, and in a file of what the other is there. */
function derived(of: PhysicalColumn, make: (of: PhysicalColumn) => PhysicalColumn): PhysicalColumn {
  const { narrowed } = of;
  if (narrowed === undefined) return make(of);
  const known = new Map<PhysicalColumn, PhysicalColumn>();
  return {
    ...make(of),
    narrowed(file) {
      const narrow = narrowed(file);
      const column = known.get(narrow) ?? make(narrow);
      known.set(narrow, column);
      return column;
    },
  };
}

/** An alias in another unit: the stored value divided back. */
export function scaledColumn(stored: PhysicalColumn, scale: number): PhysicalColumn {
  return derived(stored, ({ reads, print }) => ({
    type: DOUBLE,
    reads,
    print: (dialect) => `CAST(${print(dialect)} AS double) / ${scale}e0`,
  }));
}

export function textOfNumber(column: PhysicalColumn): PhysicalColumn {
  return derived(column, ({ reads, print }) => ({
    type: VARCHAR,
    reads,
    print: (dialect) => dialect.numberText(`(${print(dialect)})`),
  }));
}

/** `http.target` was path and query in one. */
export function httpTarget(path: PhysicalColumn, query: PhysicalColumn): PhysicalColumn {
  return {
    type: VARCHAR,
    reads: [...new Set([...path.reads, ...query.reads])],
    print(dialect) {
      const [pathSql, querySql] = [path.print(dialect), query.print(dialect)];
      return `CASE WHEN ${querySql} IS NULL THEN ${pathSql} ELSE coalesce(${pathSql}, '') || '?' || ${querySql} END`;
    },
  };
}
