// Where the attributes of a span or a resource go, for one row: the rules of span-attributes.ts and resource-attributes.ts (ADR 1) on plain values.
import { HTTP_TARGET_ALIAS } from '@tracelake/schema';
import { slotNumber } from '../attribute-slots.ts';
import { MAX_COPIED_ENTRIES, malformedBody } from '../malformed-body.ts';
import { type AttributeValue, columnValue, mapNumber, textOfValue } from './attribute-value.ts';
import type { RowKey, RowKeys, RowTarget } from './row-keys.ts';
import type { RowLimits } from './row-limits.ts';
import type { WideRow } from './wide-row.ts';

const UNKNOWN_SERVICE = 'unknown_service';
const CHARACTERS_A_VALUE_LOG2 = 5;
const PATH_SLOT = slotNumber(HTTP_TARGET_ALIAS.path);
const QUERY_SLOT = slotNumber(HTTP_TARGET_ALIAS.query);

/** A row that is being filled: columns by name. */
export type OpenRow = WideRow & Record<string, unknown>;

/** Takes the attributes of one set: the first of a key counts. */
export interface AttributeSet {
  add(key: RowKey, value: AttributeValue): void;
}

/** What a value that has no column lies under: the current name where that is still free, else the one it was sent with. `undefined`: both are taken. */
function nameInMap(target: RowTarget, key: RowKey, isFree: boolean, stamp: number): string | undefined {
  const name = isFree && target.mapStamp !== stamp ? target.key : key.text;
  if (name !== target.key) return name;
  if (target.mapStamp === stamp) return undefined;
  target.mapStamp = stamp;
  return name;
}

/** What texts count for that are written with each span: each as one, and as one more for every 32 characters. */
export function weightOf(map: ReadonlyMap<string, string>): number {
  let weight = map.size;
  for (const text of map.values()) weight += text.length >>> CHARACTERS_A_VALUE_LOG2;
  return weight;
}

/** Numbers every set of a span or resource. */
let lastStamp = 0;

export class SpanAttributes implements AttributeSet {
  row: OpenRow = {};
  /** Columns whose attribute lies in a map though the span sent it; in no order. */
  readonly misplaced = new Set<RowTarget>();
  /** Of `misplaced`, those that belong to the resource. */
  readonly overridden = new Set<RowTarget>();
  readonly #targets: RowKeys['targets'];
  readonly #limits: RowLimits;
  /** Under older names: they wait until all current ones have come, which count. */
  readonly #older: [RowKey, AttributeValue][] = [];
  #stamp = 0;
  #count = 0;

  constructor(keys: RowKeys, limits: RowLimits) {
    this.#targets = keys.targets;
    this.#limits = limits;
  }

  begin(row: OpenRow): void {
    this.row = row;
    this.#stamp = ++lastStamp;
    this.#count = 0;
    this.#limits.leftOutOfSpan = 0;
    if (this.#older.length > 0) this.#older.length = 0;
    if (this.misplaced.size > 0) this.misplaced.clear();
    if (this.overridden.size > 0) this.overridden.clear();
  }

  /** Whether the span has sent the attribute itself, fitting or not. */
  sends(target: RowTarget): boolean {
    return target.columnStamp === this.#stamp || target.mapStamp === this.#stamp;
  }

  fills(target: RowTarget | null): boolean {
    return target?.columnStamp === this.#stamp;
  }

  add(key: RowKey, value: AttributeValue): void {
    if (key.stamp === this.#stamp) return;
    key.stamp = this.#stamp;
    const kept = this.#limits.kept(key, value, 'span', this.#count);
    if (kept === undefined) return;
    this.#count++;
    if (key.isOlder) this.#older.push([key, kept]);
    else this.#put(key, kept);
  }

  /** Behind the last attribute. */
  end(): void {
    for (const [key, value] of this.#older) this.#put(key, value);
  }

  #put(key: RowKey, value: AttributeValue): void {
    if (key.target !== null) this.#place(key.target, key, value);
    else if (!key.isHttpTarget || !this.#placeTarget(value)) this.#addToMap(key.text, value);
  }

  #place(target: RowTarget, key: RowKey, value: AttributeValue): void {
    const stamp = this.#stamp;
    const isFree = target.columnStamp !== stamp;
    if (target.isResource) {
      this.overridden.add(target);
      this.misplaced.add(target);
    }
    if (isFree) {
      const converted = columnValue(value, target.type, key.scale);
      if (converted !== undefined && (!target.positive || (converted as number) > 0)) {
        this.row[target.column] = converted;
        target.columnStamp = stamp;
        return;
      }
      this.misplaced.add(target);
    }
    const name = nameInMap(target, key, isFree, stamp);
    if (name === undefined) return;
    if (isFree) this.#addText(name, textOfValue(value));
    else this.#addToMap(name, value);
  }

  /** `http.target`: the path to its column, and what is behind the first "?" to the query's. */
  #placeTarget(value: AttributeValue): boolean {
    const path = this.#targets[PATH_SLOT];
    const query = this.#targets[QUERY_SLOT];
    if (typeof value !== 'string' || path === null || query === null || this.fills(path)) return false;
    const mark = value.indexOf('?');
    if (mark >= 0 && this.fills(query)) return false;
    this.#fill(path, mark < 0 ? value : value.slice(0, mark));
    if (mark >= 0) this.#fill(query, value.slice(mark + 1));
    return true;
  }

  #fill(target: RowTarget, text: string): void {
    this.row[target.column] = text;
    target.columnStamp = this.#stamp;
  }

  /** To the map of the value's type. */
  #addToMap(name: string, value: AttributeValue): void {
    if (typeof value === 'string') this.#addText(name, value);
    else if (typeof value === 'boolean') (this.row.attributes_boolean ??= new Map()).set(name, value);
    else {
      const number = mapNumber(value);
      if (number === undefined) this.#addText(name, textOfValue(value));
      else (this.row.attributes_number ??= new Map()).set(name, number);
    }
  }

  #addText(name: string, text: string): void {
    (this.row.attributes_string ??= new Map()).set(name, text);
  }
}

/** The attributes of one resource: read once, then given to every span of it. */
export class ResourceAttributes implements AttributeSet {
  serviceName = UNKNOWN_SERVICE;
  /** What lies in the map of a span that sends no attribute of its resource itself. */
  map = new Map<string, string>();
  /** Columns whose attribute the resource sent but whose value lies in its map. */
  readonly misplaced = new Set<RowTarget>();
  #filled: { target: RowTarget; value: unknown }[] = [];
  readonly #limits: RowLimits;
  /** As of a span. */
  readonly #older: [RowKey, AttributeValue][] = [];
  #stamp = 0;
  #count = 0;
  #weight = 0;
  /** Maps for spans that send attributes of the resource themselves, by those. */
  readonly #variants = new Map<string, Map<string, string>>();
  #copiedEntries = 0;

  constructor(limits: RowLimits) {
    this.#limits = limits;
  }

  beginBody(): void {
    this.#copiedEntries = 0;
  }

  begin(): void {
    this.serviceName = UNKNOWN_SERVICE;
    this.map = new Map();
    this.misplaced.clear();
    this.#filled = [];
    if (this.#older.length > 0) this.#older.length = 0;
    this.#stamp = ++lastStamp;
    this.#count = 0;
    this.#variants.clear();
  }

  add(key: RowKey, value: AttributeValue): void {
    if (key.stamp === this.#stamp) return;
    key.stamp = this.#stamp;
    const kept = this.#limits.kept(key, value, 'resource', this.#count);
    if (kept === undefined) return;
    this.#count++;
    if (key.isServiceName) this.serviceName = textOfValue(kept);
    else if (key.target === null) this.map.set(key.text, textOfValue(kept));
    else if (key.isOlder) this.#older.push([key, kept]);
    else this.#place(key.target, key, kept);
  }

  /** Behind the last attribute. */
  end(): void {
    for (const [key, value] of this.#older) this.#place(key.target!, key, value);
    this.#weight = weightOf(this.map);
  }

  #place(target: RowTarget, key: RowKey, value: AttributeValue): void {
    const stamp = this.#stamp;
    const isFree = target.columnStamp !== stamp;
    if (isFree) {
      const converted = target.isResource ? columnValue(value, target.type, key.scale) : undefined;
      if (converted !== undefined) {
        this.#filled.push({ target, value: converted });
        target.columnStamp = stamp;
        return;
      }
      this.misplaced.add(target);
    }
    const name = nameInMap(target, key, isFree, stamp);
    if (name === undefined) return;
    this.map.set(name, textOfValue(value));
  }

  /** Gives the resource's values to the span's row. Returns what its map counts as. */
  fill(span: SpanAttributes): number {
    const { row } = span;
    row.service_name = this.serviceName;
    for (const { target, value } of this.#filled) if (!span.sends(target)) row[target.column] = value;
    const map = span.overridden.size === 0 ? this.map : this.#variantFor(span);
    if (map.size > 0) row.resource_attributes = map;
    return this.#weight + map.size - this.map.size;
  }

  /** The map that also holds what the resource says of columns that have the span's value. */
  #variantFor(span: SpanAttributes): Map<string, string> {
    const hidden = this.#filled.filter(({ target }) => span.overridden.has(target));
    if (hidden.length === 0) return this.map;
    const name = hidden.map(({ target }) => target.slot).join();
    let map = this.#variants.get(name);
    if (map === undefined) {
      this.#copiedEntries += this.map.size;
      if (this.#copiedEntries > MAX_COPIED_ENTRIES)
        throw malformedBody(0, 'too many attributes of resources are sent by spans again');
      map = new Map(this.map);
      for (const { target, value } of hidden) map.set(target.key, String(value));
      this.#variants.set(name, map);
    }
    return map;
  }
}

/** The attributes of one scope, event or link: all of them as text, under the keys they were sent with. */
export class TextAttributes implements AttributeSet {
  map = new Map<string, string>();
  readonly #place: 'scope' | 'event' | 'link';
  readonly #limits: RowLimits;

  constructor(place: 'scope' | 'event' | 'link', limits: RowLimits) {
    this.#place = place;
    this.#limits = limits;
  }

  begin(): void {
    this.map = new Map();
  }

  add(key: RowKey, value: AttributeValue): void {
    if (this.map.has(key.text)) return;
    const kept = this.#limits.kept(key, value, this.#place, this.map.size);
    if (kept !== undefined) this.map.set(key.text, textOfValue(kept));
  }
}
