// The virtual maps `attributes` and `resource_attributes` as wholes: slow, because every row's map is built.
import { type ColumnDefinition, SPANS_TABLE, WELL_KNOWN_ATTRIBUTES } from '@tracelake/schema';
import { map, VARCHAR } from '../types/type-constructors.ts';
import type { AttributeKnowledge } from './attribute-knowledge.ts';
import type { PhysicalColumn } from './physical-column.ts';
import type { MapColumn, SqlDialect } from './sql-dialect.ts';
import { columnText, isMisplaced, scalarTypeOf } from './well-known-column.ts';

const TEXT_MAP = map(VARCHAR, VARCHAR);

const LEVELS = new Map(WELL_KNOWN_ATTRIBUTES.map((attribute) => [attribute.key, attribute.level]));

/** Columns that hold what resources normally send; `service.name` is one of them. */
const RESOURCE_COLUMNS: readonly ColumnDefinition[] = SPANS_TABLE.columns.filter(
  (column) => LEVELS.get(column.attributeKey ?? '') === 'resource' || column.attributeKey === 'service.name',
);

/** exception.* come from events, so they are no attributes of the span. */
const SPAN_COLUMNS: readonly ColumnDefinition[] = SPANS_TABLE.columns.filter(
  (column) =>
    LEVELS.get(column.attributeKey ?? '') === 'span' && column.attributeKey?.startsWith('exception.') === false,
);

const SPAN_MAPS: readonly MapColumn[] = [
  ['attributes_boolean', 'boolean'],
  ['attributes_number', 'double'],
  ['attributes_string', 'varchar'],
];

function keyOf(column: ColumnDefinition): string {
  return column.attributeKey ?? column.name;
}

export function isResourceKey(key: string): boolean {
  return RESOURCE_COLUMNS.some((column) => column.attributeKey === key);
}

/** Said to who reads a map whole in SQL. */
export function wholeMapNote(map: string): string {
  return `${map} is used as a whole map: it is built for every row, which is slow. ${map}['key'] with a constant key reads one column.`;
}

/** All attributes of the span as text. */
export function wholeAttributes(knowledge: AttributeKnowledge): PhysicalColumn {
  const sentBySpans = RESOURCE_COLUMNS.filter((column) => knowledge.isMisplaced(keyOf(column)));
  const maps = SPAN_MAPS.map(([name]) => name);
  return {
    type: TEXT_MAP,
    reads: [...maps, ...names(SPAN_COLUMNS), ...names(sentBySpans), ...(sentBySpans.length > 0 ? ['misplaced'] : [])],
    note: wholeMapNote('attributes'),
    print(dialect) {
      const own = SPAN_COLUMNS.map((column) => [keyOf(column), textOf(dialect, column)] as const);
      // A resource's column holds the span's value where the span sent one too; `misplaced` says in which rows.
      const others = sentBySpans.map((column) => {
        const text = `CASE WHEN ${isMisplaced(dialect, keyOf(column))} THEN ${textOf(dialect, column)} END`;
        return [keyOf(column), text] as const;
      });
      return dialect.textMap([...own, ...others], SPAN_MAPS);
    },
  };
}

/** All attributes of the resource as text. */
export function wholeResourceAttributes(knowledge: AttributeKnowledge): PhysicalColumn {
  const mayBeElsewhere = RESOURCE_COLUMNS.some((column) => knowledge.isMisplaced(keyOf(column)));
  return {
    type: TEXT_MAP,
    reads: ['resource_attributes', ...names(RESOURCE_COLUMNS), ...(mayBeElsewhere ? ['misplaced'] : [])],
    note: wholeMapNote('resource_attributes'),
    print(dialect) {
      const own = RESOURCE_COLUMNS.map((column) => {
        const text = textOf(dialect, column);
        if (!knowledge.isMisplaced(keyOf(column))) return [keyOf(column), text] as const;
        return [keyOf(column), `CASE WHEN ${isMisplaced(dialect, keyOf(column))} THEN NULL ELSE ${text} END`] as const;
      });
      return dialect.textMap(own, [['resource_attributes', 'varchar']]);
    },
  };
}

/** `resource_attributes['k']` of a key whose column holds the resource's value, but for rows where it lies in the map. */
export function resourceElement(column: ColumnDefinition, knowledge: AttributeKnowledge): PhysicalColumn {
  const key = keyOf(column);
  const plain: PhysicalColumn = { type: VARCHAR, reads: [column.name], print: (dialect) => textOf(dialect, column) };
  if (!knowledge.isMisplaced(key)) return plain;
  const searched: PhysicalColumn = {
    type: VARCHAR,
    reads: [column.name, 'misplaced', 'resource_attributes'],
    print(dialect) {
      const inMap = dialect.element('resource_attributes', key);
      return `CASE WHEN ${isMisplaced(dialect, key)} THEN ${inMap} ELSE ${textOf(dialect, column)} END`;
    },
  };
  return { ...searched, narrowed: (file) => (file.isMisplaced(key) ? searched : plain) };
}

function textOf(dialect: SqlDialect, column: ColumnDefinition): string {
  return columnText(dialect, column.name, scalarTypeOf(column));
}

function names(columns: readonly ColumnDefinition[]): string[] {
  return columns.map((column) => column.name);
}
