// Every attribute of the lake: the merge of the field documents of its live files. Pure and incremental: a document is
// added or removed without looking at the others; what is costly to merge is only merged for the keys that are asked for.
import type { FieldDocument, FieldSummary } from '@tracelake/schema';
import { type CatalogueField, FieldMerge, type FieldSighting, rowsOf } from './catalogue-field.ts';
import { searchRank, slipDistance } from './field-search.ts';

interface KeyEntry {
  /** By file path. */
  readonly sightings: Map<string, FieldSighting>;
  /** Rows and events, for ranking only. */
  weight: number;
  /** `null` until asked for, and again after a file was removed. */
  merge: FieldMerge | null;
}

export class FieldCatalogue {
  readonly #documents = new Map<string, FieldDocument>();
  readonly #keys = new Map<string, KeyEntry>();
  #truncatedCount = 0;
  #spans = 0;

  static of(documents: Iterable<FieldDocument>): FieldCatalogue {
    const catalogue = new FieldCatalogue();
    for (const document of documents) catalogue.add(document);
    return catalogue;
  }

  /** Whether some file may hold attributes that the catalogue does not know. */
  get truncated(): boolean {
    return this.#truncatedCount > 0;
  }

  get size(): number {
    return this.#keys.size;
  }

  /** Rows of its files: what a coverage is of. No field says that: one of a span's own may share its key with an attribute. */
  get spans(): number {
    return this.#spans;
  }

  has(filePath: string): boolean {
    return this.#documents.has(filePath);
  }

  /** Replaces what was known of the same file. */
  add(document: FieldDocument): void {
    const { path } = document.file;
    this.remove(path);
    this.#documents.set(path, document);
    this.#spans += spansOf(document);
    if (document.truncated) this.#truncatedCount++;
    for (const [key, summaries] of summariesByKey(document)) {
      const sighting = { file: document.file, summaries };
      const entry = this.#entryOf(key);
      entry.sightings.set(path, sighting);
      entry.weight += weightOf(summaries);
      entry.merge?.add(sighting);
    }
  }

  remove(filePath: string): void {
    const document = this.#documents.get(filePath);
    if (document === undefined) return;
    this.#documents.delete(filePath);
    this.#spans -= spansOf(document);
    if (document.truncated) this.#truncatedCount--;
    for (const [key, summaries] of summariesByKey(document)) {
      const entry = this.#keys.get(key)!;
      entry.sightings.delete(filePath);
      entry.weight -= weightOf(summaries);
      entry.merge = null;
      if (entry.sightings.size === 0) this.#keys.delete(key);
    }
  }

  /** Adds, replaces and removes until exactly these documents are in. */
  update(documents: ReadonlyMap<string, FieldDocument>): void {
    for (const path of [...this.#documents.keys()]) if (!documents.has(path)) this.remove(path);
    for (const [path, document] of documents) if (this.#documents.get(path) !== document) this.add(document);
  }

  /** By exact key: keys are case-sensitive. */
  field(key: string): CatalogueField | undefined {
    const entry = this.#keys.get(key);
    return entry === undefined ? undefined : mergedField(key, entry);
  }

  /** Known keys in any order. */
  keys(): IterableIterator<string> {
    return this.#keys.keys();
  }

  /** Keys that differ from `key` at most in case, most rows first. */
  keysIgnoringCase(key: string): string[] {
    const lower = key.toLowerCase();
    return this.#ranked((known) => (known.toLowerCase() === lower ? 0 : null));
  }

  /** Best first: by how the text fits, then by rows. All fields for an empty text; slips of the pen when nothing fits. */
  search(text: string, limit: number): CatalogueField[] {
    const found = this.#ranked((key) => (text.trim() === '' ? 0 : searchRank(key, text)));
    const keys = found.length > 0 ? found : this.suggestions(text, limit);
    return keys.slice(0, limit).map((key) => mergedField(key, this.#keys.get(key)!));
  }

  /** Keys that someone who wrote `text` may have meant: nearest first. */
  suggestions(text: string, limit: number): string[] {
    return this.#ranked((key) => slipDistance(key, text)).slice(0, limit);
  }

  #ranked(rankOf: (key: string) => number | null): string[] {
    const found: { key: string; rank: number; weight: number }[] = [];
    for (const [key, { weight }] of this.#keys) {
      const rank = rankOf(key);
      if (rank !== null) found.push({ key, rank, weight });
    }
    found.sort(
      (left, right) => left.rank - right.rank || right.weight - left.weight || (left.key < right.key ? -1 : 1),
    );
    return found.map(({ key }) => key);
  }

  #entryOf(key: string): KeyEntry {
    let entry = this.#keys.get(key);
    if (entry === undefined) {
      entry = { sightings: new Map(), weight: 0, merge: null };
      this.#keys.set(key, entry);
    }
    return entry;
  }
}

function mergedField(key: string, entry: KeyEntry): CatalogueField {
  if (entry.merge === null) {
    entry.merge = new FieldMerge(key);
    for (const sighting of entry.sightings.values()) entry.merge.add(sighting);
  }
  return entry.merge.field();
}

/** Rows that amend others are no spans of their own. */
function spansOf({ file, amendments }: FieldDocument): number {
  return file.rows - (amendments?.rows ?? 0);
}

function summariesByKey(document: FieldDocument): Map<string, FieldSummary[]> {
  const byKey = new Map<string, FieldSummary[]>();
  for (const summary of document.fields) {
    const summaries = byKey.get(summary.key);
    if (summaries === undefined) byKey.set(summary.key, [summary]);
    else summaries.push(summary);
  }
  return byKey;
}

function weightOf(summaries: readonly FieldSummary[]): number {
  return summaries.reduce((total, summary) => total + rowsOf(summary), 0);
}
