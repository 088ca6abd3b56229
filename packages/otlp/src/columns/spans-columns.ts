// All columns of the spans table while a batch grows; what the decoders write to and a batch is made of.
import { type ColumnVector, SPAN_KINDS, STATUS_CODES } from '@tracelake/schema';
import { AttributeColumns } from '../attribute-columns.ts';
import type { AttributeReader } from '../attribute-reader.ts';
import type { ByteArena } from './byte-arena.ts';
import { EventsColumn, LinksColumn } from './list-columns.ts';
import { BooleanMapColumn, Float64MapColumn, TextMapColumn } from './map-columns.ts';
import { RowNumbers } from './row-numbers.ts';
import { CodeColumn, Int64Column, RepeatedIdColumn, TextColumn, UniqueIdColumn } from './sparse-columns.ts';
import type { TextDictionaryBuilder } from './text-dictionary-builder.ts';

export class SpansColumns {
  /** Rows that are whole; the open row has this number. */
  rows = 0;
  readonly traceId: RepeatedIdColumn;
  readonly spanId = new UniqueIdColumn(8);
  readonly parentSpanId: RepeatedIdColumn;
  readonly traceState: TextColumn;
  readonly flags = new Int64Column();
  readonly startTimeUnixNano = new Int64Column();
  readonly durationNano = new Int64Column();
  readonly name: TextColumn;
  readonly kind = new CodeColumn(SPAN_KINDS);
  readonly statusCode = new CodeColumn(STATUS_CODES);
  readonly statusMessage: TextColumn;
  readonly serviceName: TextColumn;
  readonly scopeName: TextColumn;
  readonly scopeVersion: TextColumn;
  readonly droppedAttributesCount = new Int64Column();
  readonly droppedEventsCount = new Int64Column();
  readonly droppedLinksCount = new Int64Column();
  readonly misplaced: TextColumn;
  /** Well-known attributes, `main` and `sample_rate`. */
  readonly attributes: AttributeColumns;
  readonly attributesString: TextMapColumn;
  readonly attributesNumber = new Float64MapColumn();
  readonly attributesBoolean = new BooleanMapColumn();
  readonly resourceAttributes: TextMapColumn;
  readonly resourceGroup = new RowNumbers();
  readonly scopeAttributes: TextMapColumn;
  readonly scopeGroup = new RowNumbers();
  readonly events: EventsColumn;
  readonly links: LinksColumn;
  readonly #dictionaries: readonly TextDictionaryBuilder[];
  #marked = { rows: 0, resourceGroups: 0, scopeGroups: 0 };

  constructor(attribute: AttributeReader, arena: ByteArena, hashSeed: number) {
    const textColumn = () => new TextColumn(arena, hashSeed);
    const textMapColumn = () => new TextMapColumn(arena, hashSeed);
    this.traceId = new RepeatedIdColumn(16, arena, hashSeed);
    this.parentSpanId = new RepeatedIdColumn(8, arena, hashSeed);
    this.traceState = textColumn();
    this.name = textColumn();
    this.statusMessage = textColumn();
    this.serviceName = textColumn();
    this.scopeName = textColumn();
    this.scopeVersion = textColumn();
    this.misplaced = textColumn();
    this.attributes = new AttributeColumns(attribute, arena, hashSeed);
    this.attributesString = textMapColumn();
    this.resourceAttributes = textMapColumn();
    this.scopeAttributes = textMapColumn();
    this.events = new EventsColumn(arena, hashSeed);
    this.links = new LinksColumn(arena, hashSeed);
    this.#dictionaries = [
      ...this.#textColumns().map(({ dictionary }) => dictionary),
      ...this.attributes.dictionaries,
      ...this.events.dictionaries,
      ...this.links.dictionaries,
    ];
  }

  /** Forgets `row` and all rows after it. Dictionaries keep their entries. */
  cut(row: number): void {
    for (const column of Object.values(this.#scalarColumns())) column.cut(row);
    this.attributes.cut(row);
    this.attributesString.entries.cut(row);
    this.attributesNumber.entries.cut(row);
    this.attributesBoolean.entries.cut(row);
    this.events.cut(row);
    this.links.cut(row);
    this.rows = row;
  }

  /** Entries of all maps, those that many rows share once. */
  get mapEntries(): number {
    return (
      this.attributesString.entries.count +
      this.attributesNumber.entries.count +
      this.attributesBoolean.entries.count +
      this.resourceAttributes.entries.count +
      this.scopeAttributes.entries.count +
      this.events.attributes.entries.count +
      this.links.attributes.entries.count
    );
  }

  /** Remembers the present state for `rollBack`. */
  mark(): void {
    this.#marked.rows = this.rows;
    this.#marked.resourceGroups = this.resourceAttributes.entries.owners;
    this.#marked.scopeGroups = this.scopeAttributes.entries.owners;
    for (const dictionary of this.#dictionaries) dictionary.mark();
  }

  /** Forgets everything since `mark`. */
  rollBack(): void {
    this.cut(this.#marked.rows);
    this.resourceAttributes.entries.cut(this.#marked.resourceGroups);
    this.scopeAttributes.entries.cut(this.#marked.scopeGroups);
    for (const dictionary of this.#dictionaries) dictionary.rollBack();
  }

  /** Forgets everything; memory is used again. */
  clear(): void {
    this.cut(0);
    this.resourceAttributes.entries.cut(0);
    this.scopeAttributes.entries.cut(0);
    for (const dictionary of this.#dictionaries) dictionary.clear();
  }

  /** By physical name; a scalar column without any value is left out. */
  vectors(): Record<string, ColumnVector> {
    const { rows } = this;
    const vectors: Record<string, ColumnVector> = {};
    for (const [name, column] of Object.entries(this.#scalarColumns())) {
      const vector = column.vector(rows);
      if (vector.count > 0) vectors[name] = vector;
    }
    Object.assign(vectors, this.attributes.vectors(rows));
    vectors['attributes_string'] = this.attributesString.vector();
    vectors['attributes_number'] = this.attributesNumber.vector();
    vectors['attributes_boolean'] = this.attributesBoolean.vector();
    vectors['resource_attributes'] = this.resourceAttributes.vector(this.resourceGroup.values.subarray(0, rows));
    vectors['scope_attributes'] = this.scopeAttributes.vector(this.scopeGroup.values.subarray(0, rows));
    vectors['events'] = this.events.vector(rows);
    vectors['links'] = this.links.vector(rows);
    return vectors;
  }

  #scalarColumns() {
    return {
      trace_id: this.traceId,
      span_id: this.spanId,
      parent_span_id: this.parentSpanId,
      trace_state: this.traceState,
      flags: this.flags,
      start_time_unix_nano: this.startTimeUnixNano,
      duration_nano: this.durationNano,
      name: this.name,
      kind: this.kind,
      status_code: this.statusCode,
      status_message: this.statusMessage,
      service_name: this.serviceName,
      scope_name: this.scopeName,
      scope_version: this.scopeVersion,
      dropped_attributes_count: this.droppedAttributesCount,
      dropped_events_count: this.droppedEventsCount,
      dropped_links_count: this.droppedLinksCount,
      misplaced: this.misplaced,
    };
  }

  #textColumns() {
    return [
      this.traceId,
      this.parentSpanId,
      this.traceState,
      this.name,
      this.statusMessage,
      this.serviceName,
      this.scopeName,
      this.scopeVersion,
      this.misplaced,
      this.attributesString,
      this.resourceAttributes,
      this.scopeAttributes,
    ];
  }
}
