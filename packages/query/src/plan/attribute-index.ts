// What the field documents say about attributes in maps, merged, and kept up to date document by document.
import {
  type AmendmentSummary,
  columnOfAttribute,
  type FieldDocument,
  type FieldSummary,
  type FieldValueType,
} from '@tracelake/schema';
import type { FileAttributes } from './physical-column.ts';

/** Where values of an attribute lie that has no column, or not in its column. */
type MapPlace = FieldValueType | 'resource' | 'scope';

export interface AttributePlaces {
  /** Types of its values at span level; empty when it was only seen at other levels. */
  readonly spanTypes: ReadonlySet<FieldValueType>;
  readonly onResource: boolean;
  readonly onScope: boolean;
}

/** Documents that show it, by place. */
type PlaceCounts = Partial<Record<MapPlace, number>>;

export class AttributeIndex {
  /** Another number as soon as a name can mean something else; a further file with the same attributes changes nothing. */
  revision = 0;
  private readonly documents = new Map<string, FieldDocument>();
  private readonly files = new WeakMap<FieldDocument, FileAttributes>();
  private readonly attributes = new Map<string, PlaceCounts>();
  private readonly keysByLowerCase = new Map<string, Set<string>>();
  /** Documents that show a well-known attribute outside its column, by key. */
  private readonly misplaced = new Map<string, number>();

  static of(documents: readonly FieldDocument[]): AttributeIndex {
    const index = new AttributeIndex();
    index.update(documents);
    return index;
  }

  /** Adds, replaces and removes until exactly these are in: a merge of 1,440 documents from nothing takes 25 ms. */
  update(documents: readonly FieldDocument[]): void {
    const paths = new Set<string>();
    for (const document of documents) {
      const { path } = document.file;
      paths.add(path);
      const known = this.documents.get(path);
      if (known === document) continue;
      if (known !== undefined) this.count(known, -1);
      this.documents.set(path, document);
      this.count(document, 1);
    }
    if (paths.size === this.documents.size) return;
    for (const [path, document] of this.documents) {
      if (paths.has(path)) continue;
      this.documents.delete(path);
      this.count(document, -1);
    }
  }

  /** Whether the file's document is known and whole. */
  knowsAllOf(path: string): boolean {
    return this.documents.get(path)?.truncated === false;
  }

  /** Of a file whose document is known and whole. */
  attributesOf(path: string): FileAttributes {
    const document = this.documents.get(path);
    if (document === undefined) throw new Error(`${path} has no document`);
    const known = this.files.get(document) ?? fileAttributes(document);
    this.files.set(document, known);
    return known;
  }

  /** Of the file's amendments; `undefined` where it has none. */
  amendments(path: string): AmendmentSummary | undefined {
    return this.documents.get(path)?.amendments;
  }

  /** Exactly this key. */
  places(key: string): AttributePlaces | undefined {
    const counts = this.attributes.get(key);
    return counts && attributePlaces((place) => counts[place] !== undefined);
  }

  /** Every key that is this name but for upper and lower case. */
  keysLike(name: string): Iterable<string> {
    return this.keysByLowerCase.get(name.toLowerCase()) ?? [];
  }

  isMisplaced(key: string): boolean {
    return this.misplaced.has(key);
  }

  keys(): Iterable<string> {
    return this.attributes.keys();
  }

  private count(document: FieldDocument, change: 1 | -1): void {
    for (const field of document.fields) {
      if (field.level === 'event' || field.column !== null) continue;
      if (columnOfAttribute(field.key) !== undefined) this.countMisplaced(field.key, change);
      else this.countPlaces(field, change);
    }
  }

  private countMisplaced(key: string, change: 1 | -1): void {
    const before = this.misplaced.get(key) ?? 0;
    const count = before + change;
    if (count > 0) this.misplaced.set(key, count);
    else this.misplaced.delete(key);
    if (before === 0 || count === 0) this.revision++;
  }

  private countPlaces(field: FieldSummary, change: 1 | -1): void {
    const counts = this.attributes.get(field.key) ?? this.newKey(field.key);
    for (const place of placesOf(field)) {
      const before = counts[place] ?? 0;
      const count = before + change;
      if (count > 0) counts[place] = count;
      else delete counts[place];
      if (before === 0 || count === 0) this.revision++;
    }
    if (Object.keys(counts).length === 0) this.forgetKey(field.key);
  }

  private newKey(key: string): PlaceCounts {
    const counts: PlaceCounts = {};
    this.attributes.set(key, counts);
    const lowerCase = key.toLowerCase();
    const sameName = this.keysByLowerCase.get(lowerCase);
    if (sameName === undefined) this.keysByLowerCase.set(lowerCase, new Set([key]));
    else sameName.add(key);
    return counts;
  }

  private forgetKey(key: string): void {
    this.attributes.delete(key);
    const lowerCase = key.toLowerCase();
    const sameName = this.keysByLowerCase.get(lowerCase);
    sameName?.delete(key);
    if (sameName?.size === 0) this.keysByLowerCase.delete(lowerCase);
  }
}

export function placesOf(field: FieldSummary): readonly MapPlace[] {
  if (field.level === 'resource' || field.level === 'scope') return [field.level];
  return Object.keys(field.types) as FieldValueType[];
}

function attributePlaces(isIn: (place: MapPlace) => boolean): AttributePlaces {
  const spanTypes = (['string', 'number', 'boolean'] as const).filter(isIn);
  return { spanTypes: new Set(spanTypes), onResource: isIn('resource'), onScope: isIn('scope') };
}

function fileAttributes(document: FieldDocument): FileAttributes {
  const places = new Map<string, Set<MapPlace>>();
  for (const field of document.fields) {
    if (field.level === 'event' || field.column !== null) continue;
    const known = places.get(field.key) ?? new Set();
    for (const place of placesOf(field)) known.add(place);
    places.set(field.key, known);
  }
  return {
    isMisplaced: (key) => places.has(key),
    places(key) {
      const known = places.get(key);
      return known && attributePlaces((place) => known.has(place));
    },
  };
}
