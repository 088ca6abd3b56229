// Keeps field documents under `catalog/`: written with their file, made on first sight for files that have none, read from
// one bundle an hour once the hour is closed: without values, unless somebody asks for these.
import { gunzipSync, gzipSync } from 'node:zlib';
import { type FieldDocument, isTracelakeError, type TableDefinition, type TracelakeError } from '@tracelake/schema';
import { cannotBeRead } from '../storage/file-error.ts';
import type { Storage } from '../storage/storage.ts';
import {
  bundlePath,
  cataloguePartitionOf,
  fieldDocumentPath,
  keyBundlePath,
  partitionEndMs,
} from './catalogue-paths.ts';
import { decodeFieldDocument, encodeFieldDocument, isFieldDocument } from './field-document-codec.ts';
import { readFieldDocument, type UndescribedFile } from './field-document-reader.ts';
import { LightDocuments } from './light-document.ts';

/** Objects opened at once; key bundles are small, and a day of them is one round. */
const CONCURRENCY = 8;
const KEY_BUNDLE_CONCURRENCY = 24;

/** From so many missing documents of an hour on, its bundle is looked for first. */
const MIN_BUNDLED = 3;

/** Newest files whose values are kept in memory too: four hours of minutes. */
export const DETAILED_FILES = 240;

/** An hour is bundled this long after its end: Firehose writes up to 15 minutes late. */
const BUNDLE_DELAY_MS = 20 * 60_000;

export interface CatalogueRead {
  /** By file path. Files that are gone are in neither map. */
  readonly documents: ReadonlyMap<string, FieldDocument>;
  /** Why a file has no document: it cannot be read, or not as Parquet. */
  readonly unreadable: ReadonlyMap<string, TracelakeError>;
}

export interface CatalogueStoreOptions {
  /** Documents that had to be made are then kept in memory only. */
  readonly readOnly?: boolean;
  /** Values that nobody asks for are not kept: in a folder they are soon read again. In a bucket each document is a request. */
  readonly forgetsValues?: boolean;
  /** Takes a broken document out of the way, to where it is told of; it is made again from its file. */
  readonly setAside?: (path: string) => Promise<void>;
  /** Of a file of this lake's writer whose document has to be made: that a bit flips from then on is found. It is read whole; not from a bucket. */
  readonly checksumOf?: (path: string) => Promise<number>;
}

export interface CatalogueReadOptions {
  /** With the values (`sketch`, `top`) of the newest files, which a plan does not need. */
  readonly withValues?: boolean;
  /** How many are the newest. */
  readonly detailedFiles?: number;
}

/** Writes the document of a landing file, at any time; the last one wins: of two that tell the same, one may know a checksum that was found later. */
export async function putFieldDocument(storage: Storage, document: FieldDocument): Promise<void> {
  await storage.put(fieldDocumentPath(document.file.path), encodeFieldDocument(document));
}

export class CatalogueStore {
  readonly #storage: Storage;
  readonly #table: TableDefinition;
  readonly #readOnly: boolean;
  readonly #forgetsValues: boolean;
  readonly #setAside: (path: string) => Promise<void>;
  readonly #checksumOf: CatalogueStoreOptions['checksumOf'];
  readonly #documents = new Map<string, FieldDocument>();
  readonly #unreadable = new Map<string, TracelakeError>();
  /** Files whose own documents are there and cannot be read. */
  readonly #unread = new Set<string>();
  readonly #bundledFiles = new Map<string, number>();
  readonly #light = new LightDocuments();
  /** Files whose documents are known without the values that they may have. */
  readonly #valueless = new Set<string>();

  constructor(storage: Storage, table: TableDefinition, options: CatalogueStoreOptions = {}) {
    this.#storage = storage;
    this.#table = table;
    this.#readOnly = options.readOnly ?? false;
    this.#forgetsValues = options.forgetsValues ?? false;
    this.#setAside = options.setAside ?? (async () => undefined);
    this.#checksumOf = options.checksumOf;
  }

  /**
   * Documents of these landing files, in path order: from memory, from `catalog/`, or from the files themselves. Those of
   * all but the newest are without values.
   */
  async read(
    files: readonly UndescribedFile[],
    { withValues = false, detailedFiles = DETAILED_FILES }: CatalogueReadOptions = {},
  ): Promise<CatalogueRead> {
    const older = files.slice(0, Math.max(0, files.length - detailedFiles));
    // Of this read alone: another may be under way that wants others.
    const isDetailed = withValues || !this.#forgetsValues;
    const detailed = new Set(isDetailed ? files.slice(older.length).map((file) => file.path) : []);
    for (const { path } of older) {
      const known = this.#documents.get(path);
      if (known !== undefined) this.#keepLight(known);
    }
    const lacksValues = ({ path }: UndescribedFile): boolean =>
      withValues && detailed.has(path) && (this.#valueless.has(path) || !this.#documents.has(path));
    const readable = files.filter(({ path }) => !this.#unreadable.has(path));
    const wanted = new Set(readable.filter(lacksValues));
    const unknown = readable.filter((file) => !wanted.has(file) && !this.#documents.has(file.path));
    await this.#readKeyBundles(unknown);
    // Older versions wrote only the bundle with values.
    const unbundled = unknown.filter(({ path }) => !this.#documents.has(path));
    await this.#readBundles([...unbundled, ...wanted], detailed);
    const single = [...unknown.filter(({ path }) => !this.#documents.has(path)), ...[...wanted].filter(lacksValues)];
    await forEachConcurrently(single, CONCURRENCY, (file) => this.#readOne(file, detailed));
    return {
      documents: pickFrom(this.#documents, files),
      unreadable: pickFrom(this.#unreadable, files),
    };
  }

  /** Keeps a document just written, so that it is not read again. */
  remember(document: FieldDocument): void {
    this.#documents.set(document.file.path, document);
    this.#valueless.delete(document.file.path);
  }

  /** Drops what is known of deleted files, here and under `catalog/`. */
  async delete(filePaths: readonly string[]): Promise<void> {
    this.forget(filePaths);
    await forEachConcurrently(filePaths, CONCURRENCY, (path) => this.#storage.delete(fieldDocumentPath(path)));
    for (const partition of new Set(filePaths.map(cataloguePartitionOf))) await this.#deleteLastBundles(partition);
  }

  /** Drops deleted files from memory: for readers beside the process that deletes. */
  forget(filePaths: Iterable<string>): void {
    for (const path of filePaths) {
      this.#documents.delete(path);
      this.#valueless.delete(path);
      this.#unreadable.delete(path);
      this.#unread.delete(path);
    }
  }

  /**
   * Writes the bundles of every closed hour whose files are not all in them yet. `files`: all live landing files of the
   * table. Ends at the next file once `isStopping`. Returns the partitions written.
   */
  async bundleClosedHours(
    files: readonly UndescribedFile[],
    nowMs: number,
    isStopping: () => boolean = () => false,
  ): Promise<readonly string[]> {
    const written: string[] = [];
    const closed = bundledHours(files).filter(([partition]) => nowMs >= closedAtMs(partition));
    await this.#readKeyBundles(closed.flatMap(([, hour]) => hour).filter(({ path }) => !this.#documents.has(path)));
    for (const [partition, hourFiles] of closed) {
      if (isStopping()) break;
      if (this.#bundledFiles.get(partition) === hourFiles.length) continue;
      const known = await this.#readBundle(keyBundlePath(partition));
      const bundled = new Set(known.map((document) => document.file.path));
      if (!hourFiles.every((file) => bundled.has(file.path))) {
        if (!(await this.#writeBundles(partition, hourFiles, isStopping))) continue;
        written.push(partition);
      }
      this.#bundledFiles.set(partition, hourFiles.length);
    }
    return written;
  }

  /**
   * The one without values last: where it is, both are.
   * @returns whether they are written. Not where a document cannot be read now: what is made of its file knows no checksum of its writer, and the bundle is
   * read in its place for ever.
   */
  async #writeBundles(
    partition: string,
    files: readonly UndescribedFile[],
    isStopping: () => boolean,
  ): Promise<boolean> {
    const documents = await this.#wholeDocuments(partition, files, isStopping);
    if (isStopping()) return false;
    if (files.some(({ path }) => this.#unread.has(path))) return false;
    await this.#storage.put(bundlePath(partition), encodeBundle(documents));
    const keys = documents.map((document) => this.#light.lighten(document));
    await this.#storage.put(keyBundlePath(partition), encodeBundle(keys));
    // Hour by hour, or the values of a month would be in memory.
    for (const document of keys) this.#keepLight(document);
    return true;
  }

  /** From memory, the bundle so far, or one by one: whatever reads beside it keep, a bundle has all values. */
  async #wholeDocuments(
    partition: string,
    files: readonly UndescribedFile[],
    isStopping: () => boolean,
  ): Promise<readonly FieldDocument[]> {
    const bundled = described(files, await this.#readBundle(bundlePath(partition)));
    const whole = new Map(bundled.map((document) => [document.file.path, document]));
    await forEachConcurrently(files, CONCURRENCY, async (file) => {
      if (isStopping()) return;
      const isPart = this.#valueless.has(file.path) || this.#unread.has(file.path);
      const known = isPart ? undefined : this.#documents.get(file.path);
      const document =
        known ?? whole.get(file.path) ?? (await this.#storedDocument(file)) ?? (await this.#madeDocument(file));
      if (document !== null) whole.set(file.path, document);
    });
    return [...pickFrom(whole, files).values()];
  }

  async #readKeyBundles(unknown: readonly UndescribedFile[]): Promise<void> {
    await forEachConcurrently(bundledHours(unknown), KEY_BUNDLE_CONCURRENCY, async ([partition, files]) => {
      for (const document of described(files, await this.#readBundle(keyBundlePath(partition)))) {
        this.#keepLight(document);
      }
      // Not read once more to see whether it is whole.
      if (files.every((file) => this.#documents.has(file.path))) this.#bundledFiles.set(partition, files.length);
    });
  }

  async #readBundles(wanted: readonly UndescribedFile[], detailed: ReadonlySet<string>): Promise<void> {
    await forEachConcurrently(bundledHours(wanted), CONCURRENCY, async ([partition, files]) => {
      for (const document of described(files, await this.#readBundle(bundlePath(partition)))) {
        this.#keep(document, detailed);
      }
    });
  }

  #keep(document: FieldDocument, detailed: ReadonlySet<string>): void {
    if (detailed.has(document.file.path)) this.remember(document);
    else this.#keepLight(document);
  }

  #keepLight(document: FieldDocument): void {
    this.#documents.set(document.file.path, this.#light.lighten(document));
    this.#valueless.add(document.file.path);
  }

  /** Nothing where there is none or it is broken: then the documents are read one by one. */
  async #readBundle(path: string): Promise<readonly FieldDocument[]> {
    const bytes = await getIfReadable(this.#storage, path);
    const documents = bytes === null ? [] : decodeBundle(bytes);
    if (documents === null) await this.#setAside(path);
    return documents ?? [];
  }

  async #readOne(file: UndescribedFile, detailed: ReadonlySet<string>): Promise<void> {
    const document = (await this.#storedDocument(file)) ?? (await this.#madeDocument(file));
    if (document !== null) this.#keep(document, detailed);
  }

  async #storedDocument(file: UndescribedFile): Promise<FieldDocument | null> {
    const path = fieldDocumentPath(file.path);
    const bytes = await getIfReadable(this.#storage, path, () => this.#unread.add(file.path));
    if (bytes === null) return null;
    this.#unread.delete(file.path);
    try {
      const document = decodeFieldDocument(bytes, path);
      return describes(document, file) ? document : null;
    } catch (error) {
      if (!isTracelakeError(error) || error.code !== 'corrupt_file') throw error;
      await this.#setAside(path);
      return null;
    }
  }

  async #madeDocument(file: UndescribedFile): Promise<FieldDocument | null> {
    let document: FieldDocument;
    try {
      document = await this.#withChecksum(await readFieldDocument(this.#storage, this.#table, file));
    } catch (error) {
      if (!isTracelakeError(error)) throw error;
      if (error.code === 'object_not_found') return null;
      if (error.code !== 'corrupt_file' && !cannotBeRead(error)) throw error;
      this.#unreadable.set(file.path, error);
      return null;
    }
    // A folder that cannot be written only means that the next process makes it again. One that is there and cannot be read knows a checksum, too.
    if (!this.#readOnly && !this.#unread.has(file.path))
      await putFieldDocument(this.#storage, document).catch(() => undefined);
    return document;
  }

  /** A kill or a full disk between a file and its document is no reason to believe it for ever. Who keeps no document would read all of the lake at each start. */
  async #withChecksum(document: FieldDocument): Promise<FieldDocument> {
    const { file } = document;
    if (this.#checksumOf === undefined || this.#readOnly || file.columns === undefined) return document;
    const foundCrc32 = await this.#checksumOf(file.path).catch(() => undefined);
    return foundCrc32 === undefined ? document : { ...document, file: { ...file, foundCrc32 } };
  }

  async #deleteLastBundles(partition: string): Promise<void> {
    const bundles = [bundlePath(partition), keyBundlePath(partition)];
    for await (const { path } of this.#storage.list(partition)) if (!bundles.includes(path)) return;
    for (const bundle of bundles) await this.#storage.delete(bundle);
  }
}

/** Files never change: one of another size is not the one that was described. */
function describes(document: FieldDocument, file: UndescribedFile): boolean {
  return document.file.path === file.path && document.file.sizeBytes === file.sizeBytes;
}

/** Those of these files that the documents are about. */
function described(files: readonly UndescribedFile[], documents: readonly FieldDocument[]): FieldDocument[] {
  const byPath = new Map(documents.map((document) => [document.file.path, document]));
  return files.flatMap((file) => {
    const document = byPath.get(file.path);
    return document !== undefined && describes(document, file) ? [document] : [];
  });
}

/** When an hour has all its files; never, where the partition is no hour. */
function closedAtMs(partition: string): number {
  const endMs = partitionEndMs(partition);
  return endMs === null ? Number.POSITIVE_INFINITY : endMs + BUNDLE_DELAY_MS;
}

/** Hours of which so many files are asked for that a bundle is worth a request. */
function bundledHours(files: readonly UndescribedFile[]): [partition: string, files: UndescribedFile[]][] {
  return [...groupByPartition(files)].filter(([, hourFiles]) => hourFiles.length >= MIN_BUNDLED);
}

function groupByPartition(files: readonly UndescribedFile[]): Map<string, UndescribedFile[]> {
  const groups = new Map<string, UndescribedFile[]>();
  for (const file of files) {
    const partition = cataloguePartitionOf(file.path);
    const group = groups.get(partition);
    if (group === undefined) groups.set(partition, [file]);
    else group.push(file);
  }
  return groups;
}

function pickFrom<T>(all: ReadonlyMap<string, T>, files: readonly UndescribedFile[]): Map<string, T> {
  const picked = new Map<string, T>();
  for (const { path } of files) {
    const value = all.get(path);
    if (value !== undefined) picked.set(path, value);
  }
  return picked;
}

function encodeBundle(documents: readonly FieldDocument[]): Uint8Array {
  return gzipSync(JSON.stringify(documents));
}

/** `null`: it is broken. Documents of another version are passed over. */
function decodeBundle(bytes: Uint8Array): readonly FieldDocument[] | null {
  try {
    const documents: unknown = JSON.parse(gunzipSync(bytes).toString());
    return Array.isArray(documents) ? documents.filter(isFieldDocument) : null;
  } catch {
    return null;
  }
}

/** `null` where there is none, or it cannot be read: what it says is made from the files. */
async function getIfReadable(storage: Storage, path: string, whenUnreadable?: () => void): Promise<Uint8Array | null> {
  try {
    return await storage.get(path);
  } catch (error) {
    if (cannotBeRead(error)) {
      whenUnreadable?.();
      return null;
    }
    if (isTracelakeError(error) && error.code === 'object_not_found') return null;
    throw error;
  }
}

async function forEachConcurrently<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
