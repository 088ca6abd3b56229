// The virtual table `spans`: every attribute as a column by its own name. Names go in, typed columns come out.
import {
  type ColumnDefinition,
  columnByName,
  columnOfAttribute,
  HTTP_TARGET_ALIAS,
  isScalarType,
  resolveAttributeKey,
  SPANS_TABLE,
  trinoTypeText,
} from '@tracelake/schema';
import type { RelationSource, SourceColumn } from '../translate/relation-source.ts';
import { quoteIdentifier } from '../types/quoting.ts';
import { parseTypeText } from '../types/type-text-parser.ts';
import type { AttributeKnowledge } from './attribute-knowledge.ts';
import { isResourceKey, resourceElement, wholeAttributes, wholeResourceAttributes } from './attribute-maps.ts';
import {
  ambiguousAttribute,
  isWellKnownName,
  type ResolvedName,
  resolveName,
  WELL_KNOWN_NAMES,
  wellKnownByKey,
} from './attribute-resolution.ts';
import {
  anywhereText,
  elementColumn,
  MISSING_TEXT,
  mapAttributeColumn,
  mapAttributeText,
} from './map-attribute-column.ts';
import { suggestNames } from './name-suggestions.ts';
import type { PhysicalColumn } from './physical-column.ts';
import { COMPUTED_COLUMNS } from './virtual-columns.ts';
import { httpTarget, scaledColumn, textOfNumber, wellKnownColumn, wellKnownText } from './well-known-column.ts';

/** Where values lie is the planner's business: these can change with a file's layout. */
const HIDDEN_COLUMNS = new Set([
  'misplaced',
  'amends',
  'attributes_string',
  'attributes_number',
  'attributes_boolean',
  // The virtual column of this name is the whole of them.
  'resource_attributes',
]);
const LAST_IN_STAR = ['events', 'links'];

/** Structural columns, those that are attributes too (`service_name`) included. */
export const VISIBLE_COLUMNS = SPANS_TABLE.columns.filter(
  (column) => wellKnownKey(column) === undefined && !HIDDEN_COLUMNS.has(column.name),
);
const VISIBLE_BY_NAME = new Map(VISIBLE_COLUMNS.map((column) => [column.name, column]));

/** Names the planner gives to `attributes['k']`; no identifier of the user's reaches them. */
const ELEMENT_NAME = /^(attributes|resource_attributes|scope_attributes)\[/i;

function wellKnownKey(column: ColumnDefinition): string | undefined {
  return column.attributeKey === null ? undefined : resolveAttributeKey(column.attributeKey)?.attribute.key;
}

export class SpansSource implements RelationSource {
  readonly name = SPANS_TABLE.name;
  /** Names, in lower case, that some file may know although no document does; plan again when they have been looked up. */
  readonly unresolvedNames = new Set<string>();
  private readonly knowledge: AttributeKnowledge;
  private readonly columns = new Map<string, { readonly column: SourceColumn; readonly resolvedTo: string }>();
  private readonly physical = new Map<string, PhysicalColumn>();

  constructor(knowledge: AttributeKnowledge) {
    this.knowledge = knowledge;
  }

  star(): readonly SourceColumn[] {
    const structural = VISIBLE_COLUMNS.filter((column) => isScalarType(column.type)).map((column) => column.name);
    const virtual = SPANS_TABLE.virtualColumns.filter((column) => column.inStar).map((column) => column.name);
    const wellKnown = SPANS_TABLE.columns.flatMap((column) => wellKnownKey(column) ?? []);
    const names = [...structural, ...virtual, ...wellKnown, ...LAST_IN_STAR];
    return names.flatMap((name) => this.column(name) ?? []);
  }

  column(name: string): SourceColumn | undefined {
    if (ELEMENT_NAME.test(name)) return undefined;
    const own = this.ownColumn(name.toLowerCase());
    if (own !== undefined) return this.register(name, name.toLowerCase(), own);
    const resolved = resolveName(name, this.knowledge);
    if (resolved === undefined || resolved.kind === 'map' || !isWellKnownName(name)) {
      if (!this.knowledge.isCertain(name)) {
        this.unresolvedNames.add(name.toLowerCase());
        if (resolved?.kind !== 'column') return this.register(name, name, anywhereText(name));
      }
      if (resolved === undefined) return undefined;
    }
    return this.register(name, resolvedKey(resolved), this.attributeColumn(resolved));
  }

  element(mapName: string, key: string): SourceColumn | undefined {
    const map = mapName.toLowerCase();
    const physical = this.elementOf(map, key);
    return physical && this.register(`${map}[${key}]`, `${map} ${key}`, physical);
  }

  suggest(name: string): readonly string[] {
    const own = VISIBLE_COLUMNS.map((column) => column.name);
    const virtual = SPANS_TABLE.virtualColumns.map((column) => column.name);
    return suggestNames(name, [...own, ...virtual, ...WELL_KNOWN_NAMES, ...this.knowledge.keys()]);
  }

  /** What a column that this source has given is made from. */
  physicalColumn(column: SourceColumn): PhysicalColumn {
    const physical = this.physical.get(column.id);
    if (physical === undefined) throw new Error(`Column ${column.id} is not of this source`);
    return physical;
  }

  /** Structural and virtual columns: they win over attributes of the same name. */
  private ownColumn(name: string): PhysicalColumn | undefined {
    if (name === 'attributes') return wholeAttributes(this.knowledge);
    if (name === 'resource_attributes') return wholeResourceAttributes(this.knowledge);
    const computed = COMPUTED_COLUMNS.get(name);
    if (computed !== undefined) return computed;
    const column = VISIBLE_BY_NAME.get(name);
    if (column === undefined) return undefined;
    if (column.attributeKey !== null) return wellKnownColumn(column, this.knowledge.isMisplaced(column.attributeKey));
    const type = parseTypeText(trinoTypeText(column.type));
    if (isScalarType(column.type)) return { type, reads: [name], print: () => quoteIdentifier(name) };
    // Of nothing a document of Firehose says nothing, so its rows have NULL where the local writer's have an empty list or map.
    const kind = column.type.kind;
    return { type, reads: [name], print: ({ empty }) => `coalesce(${quoteIdentifier(name)}, ${empty[kind]})` };
  }

  private attributeColumn(resolved: ResolvedName): PhysicalColumn {
    if (resolved.kind === 'map') return mapAttributeColumn(resolved.attribute);
    if (resolved.kind === 'http.target') return this.httpTarget();
    const stored = wellKnownColumn(resolved.column, this.isMisplaced(resolved.column));
    return resolved.scale === 1 ? stored : scaledColumn(stored, resolved.scale);
  }

  private elementOf(map: string, key: string): PhysicalColumn | undefined {
    if (map === 'attributes') return this.attributeText(key);
    if (map === 'scope_attributes') return elementColumn(map, key, 'varchar');
    if (map !== 'resource_attributes') return undefined;
    const resolved = wellKnownByKey(key);
    const isColumn =
      resolved?.kind === 'column' && resolved.scale === 1 && isResourceKey(resolved.column.attributeKey ?? '');
    return isColumn ? resourceElement(resolved.column, this.knowledge) : elementColumn(map, key, 'varchar');
  }

  /** `attributes['k']`: structural names do not count here, and the key's case does. */
  private attributeText(key: string): PhysicalColumn {
    const resolved = wellKnownByKey(key);
    if (resolved?.kind === 'http.target') return this.httpTarget();
    if (resolved?.kind === 'column') {
      const misplaced = this.isMisplaced(resolved.column);
      if (resolved.scale === 1) return wellKnownText(resolved.column, misplaced);
      return textOfNumber(scaledColumn(wellKnownColumn(resolved.column, misplaced), resolved.scale));
    }
    if (this.knowledge.unknownFiles.length > 0) return anywhereText(key);
    const sent = this.knowledge.attribute(key);
    return sent === undefined ? MISSING_TEXT : mapAttributeText(sent);
  }

  private httpTarget(): PhysicalColumn {
    const [path, query] = [HTTP_TARGET_ALIAS.path, HTTP_TARGET_ALIAS.query].map((key) => {
      const column = columnOfAttribute(key);
      if (column === undefined) throw new Error(`${key} has no column`);
      return wellKnownColumn(column, this.isMisplaced(column));
    });
    return httpTarget(path, query);
  }

  private isMisplaced(column: ColumnDefinition): boolean {
    return this.knowledge.isMisplaced(column.attributeKey ?? column.name);
  }

  /** One SourceColumn a name. In Trino's text names have no case, so one name cannot stand for two keys. */
  private register(name: string, resolvedTo: string, physical: PhysicalColumn): SourceColumn {
    const isElement = ELEMENT_NAME.test(name);
    const known = this.columns.get(name.toLowerCase());
    if (known !== undefined && known.resolvedTo === resolvedTo) return known.column;
    if (known !== undefined && !isElement) throw ambiguousAttribute(name, [known.resolvedTo, resolvedTo]);
    if (known !== undefined) return this.register(`${name}'`, resolvedTo, physical);
    const column: SourceColumn = {
      id: this.freeId(name),
      trinoName: trinoIdentifier(name),
      displayName: name,
      type: physical.type,
      mayBeNaN: false,
    };
    this.columns.set(name.toLowerCase(), { column, resolvedTo });
    this.physical.set(column.id, physical);
    return column;
  }

  private freeId(name: string): string {
    const isOwn = columnByName(SPANS_TABLE, name) !== undefined || COMPUTED_COLUMNS.has(name);
    const base = isOwn
      ? name
      : `a_${name
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '_')
          .slice(0, 40)}`;
    let id = base;
    for (let n = 2; this.physical.has(id); n++) id = `${base}_${n}`;
    return id;
  }
}

function resolvedKey(resolved: ResolvedName): string {
  if (resolved.kind === 'map') return resolved.attribute.key;
  return resolved.kind === 'column' ? (resolved.column.attributeKey ?? resolved.column.name) : resolved.kind;
}

/** Trino compares quoted names without case too; lower case says so. */
function trinoIdentifier(name: string): string {
  const lowerCase = name.toLowerCase();
  return /^[a-z_][a-z0-9_]*$/.test(lowerCase) ? quoteReserved(lowerCase) : quoteIdentifier(lowerCase);
}

/** Reserved words cannot stand bare; quoting every plain name that is no column of the table is always safe. */
function quoteReserved(name: string): string {
  return columnByName(SPANS_TABLE, name) !== undefined || COMPUTED_COLUMNS.has(name) ? name : quoteIdentifier(name);
}
