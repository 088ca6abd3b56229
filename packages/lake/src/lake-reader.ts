// Reads a lake as it is at one moment: beside the server that writes it, on a folder no server runs on, on a plain bucket.
import {
  type BatchDecoderFactory,
  type DataFile,
  type FieldDocument,
  isTracelakeError,
  type TableDefinition,
  TracelakeError,
} from '@tracelake/schema';
import { CatalogueStore } from './catalog/catalogue-store.ts';
import { type CurrentDocument, type CurrentTail, countsAsLanded, readCurrent } from './current-document.ts';
import { crc32OfFile, FileChecks } from './file-checks.ts';
import { GoneTails } from './gone-tails.ts';
import { knownLakeId, lakeAsFound } from './lake-folder.ts';
import { CURRENT_FILE, LAKE_FILE, landingPrefix, TAIL_FOLDER } from './lake-paths.ts';
import type { LakeSnapshot } from './lake-snapshot.ts';
import { firstPartitionFor, LandingBucket } from './landing-bucket.ts';
import { LandingFolder } from './landing-folder.ts';
import { hasLandedTail, isSameListing, type Listing } from './landing-listing.ts';
import { setFileAside } from './quarantine.ts';
import { isFolder } from './storage/atomic-file.ts';
import { folderGone } from './storage/file-error.ts';
import { FolderStorage } from './storage/folder-storage.ts';
import type { Storage } from './storage/storage.ts';
import { TailDocuments } from './tail-documents.ts';
import { UnreadableFiles } from './unreadable-files.ts';
import { hasHiddenLogs, logSequences, UnrecoveredLog, unseenLogs, unseenNotes } from './unrecovered-log.ts';

interface CommonOptions {
  readonly table: TableDefinition;
  /** Field documents that have to be made are then not kept under `catalog/`. */
  readonly readOnly?: boolean;
  /** For so long a listing of landing is believed to have every file of other writers. */
  readonly listingTtlMs?: number;
}

interface FolderOptions {
  readonly folder: string;
  /** Reads what only the log holds, where the last server was killed (`rollWorker`: see UnrecoveredLogOptions). Without it a note says what has not landed. */
  readonly decoderFactory?: BatchDecoderFactory | undefined;
  readonly rollWorker?: URL | string;
}

interface StorageOptions {
  readonly storage: Storage;
  /** What an engine opens for a file, where that is not the storage's own name of it. */
  readonly locate?: (file: { readonly path: string; readonly sizeBytes: number }) => string;
}

export type LakeReaderOptions = CommonOptions & (FolderOptions | StorageOptions);

export interface SnapshotOptions {
  /** Not from what is remembered. */
  readonly fresh?: boolean;
  /** Rows that start earlier are not asked for. Only a bucket leaves hours out for that; without it, it shows its last day. */
  readonly startTimeUnixNano?: bigint;
  /** With the values of its newest files' attributes (`sketch`, `top`), which plans do not need. */
  readonly withValues?: boolean;
}

const LISTING_TTL_MS = 1_000;

/** Moments of a bucket that are remembered, one a first hour: `last 1h`, `last 24h` and a few more. */
const MAX_MOMENTS = 4;

/** What a snapshot was made from; the same again gives the same snapshot, down to its identity. */
interface SnapshotSource {
  readonly currentText: string;
  readonly listing: Listing;
  readonly note: string | null;
  readonly hasValues: boolean;
}

interface Moment {
  readonly current: CurrentDocument | null;
  readonly listing: Listing;
  readonly note: string | null;
  /** Tails, see GoneTails. */
  readonly gone: ReadonlySet<string>;
  readonly withValues: boolean;
}

export class LakeReader {
  private readonly storage: Storage;
  private readonly table: TableDefinition;
  private readonly folder: string | null;
  private readonly readOnly: boolean;
  private readonly landing: LandingFolder | LandingBucket;
  private readonly hasLog: boolean;
  /** Whether it had a lake.json when it was opened. */
  private readonly isDescribed: boolean;
  /** The folder's identity when it was opened; '' where nothing said it. */
  private readonly lakeId: string;
  /** What is wrong with that lake.json. */
  private readonly descriptionNote: string | null;
  private readonly locateFile: StorageOptions['locate'];
  private readonly listingTtlMs: number;
  private readonly catalogue: CatalogueStore;
  private readonly tailDocuments: TailDocuments;
  private readonly goneTails: GoneTails;
  private readonly unreadable: UnreadableFiles;
  private readonly unrecovered: UnrecoveredLog | null;
  /** By the first hour that was listed; of a folder there is one, of all hours. */
  private readonly listings = new Map<string, Listing>();
  /** Found damaged by whoever read them: no file of these names is read again. */
  private readonly damaged = new Map<string, string>();
  private readonly checks = new FileChecks();
  /** Of the moment that was read last. */
  private documents: ReadonlyMap<string, FieldDocument> = new Map();
  private readonly moments = new Map<string, { readonly source: SnapshotSource; readonly snapshot: LakeSnapshot }>();

  private constructor(
    options: LakeReaderOptions,
    storage: Storage,
    folder: string | null,
    { isDescribed, note }: Awaited<ReturnType<typeof lakeAsFound>>,
    lakeId: string,
  ) {
    this.storage = storage;
    this.lakeId = lakeId;
    this.isDescribed = isDescribed;
    this.descriptionNote = note;
    // A bucket that Firehose fills has no log: nobody asks it for one.
    this.hasLog = folder !== null || isDescribed;
    this.locateFile = 'locate' in options ? options.locate : undefined;
    this.folder = folder;
    this.readOnly = options.readOnly ?? false;
    this.table = options.table;
    const { name } = this.table;
    this.landing = folder === null ? new LandingBucket(storage, name) : new LandingFolder(folder, name);
    this.listingTtlMs = options.listingTtlMs ?? LISTING_TTL_MS;
    this.catalogue = new CatalogueStore(storage, options.table, {
      readOnly: this.readOnly,
      forgetsValues: folder !== null,
      setAside: (path) => this.moveAside(path),
      ...(folder === null ? {} : { checksumOf: (path) => crc32OfFile(storage.locate(path)) }),
    });
    this.tailDocuments = new TailDocuments(storage, options.table);
    this.goneTails = new GoneTails(storage);
    this.unreadable = new UnreadableFiles((path) => storage.locate(path));
    const { decoderFactory, rollWorker = null } = 'folder' in options ? options : {};
    this.unrecovered =
      folder === null || decoderFactory === undefined
        ? null
        : new UnrecoveredLog({ folder, table: options.table, decoderFactory, rollWorker });
  }

  /** Throws `folder_not_found` for a folder without a lake, `folder_version` for one of a newer version. */
  static async open(options: LakeReaderOptions): Promise<LakeReader> {
    const folderStorage = 'folder' in options ? new FolderStorage(options.folder) : null;
    const storage = 'storage' in options ? options.storage : folderStorage!;
    const found = await lakeAsFound(storage);
    const lakeId = folderStorage === null ? '' : await knownLakeId(folderStorage).catch(() => '');
    const reader = new LakeReader(options, storage, folderStorage?.folder ?? null, found, lakeId);
    if (folderStorage !== null && !found.isDescribed && (await reader.landing.files()).length === 0) {
      const { folder } = folderStorage;
      throw new TracelakeError('folder_not_found', `"${folder}" has neither lake.json nor landing files.`, {
        details: { folder },
      });
    }
    return reader;
  }

  /**
   * The lake now: every acknowledged row that is older than two seconds, exactly once. Cheap when nothing changed: one
   * small file is read, and the same snapshot (the same object) is given again. A bucket is listed once.
   * Throws `storage_unavailable` where a folder was moved or deleted.
   */
  async snapshot({
    fresh = false,
    startTimeUnixNano,
    withValues = false,
  }: SnapshotOptions = {}): Promise<LakeSnapshot> {
    const first = this.folder === null ? firstPartitionFor(startTimeUnixNano, Date.now()) : '';
    if (fresh) this.listings.clear();
    await this.takeBackReadable();
    try {
      return await this.read(first, withValues, fresh);
    } catch (error) {
      // A tail that went between current.json and its document: the next document knows better.
      if (!isTracelakeError(error) || error.code !== 'object_not_found') throw error;
      this.listings.clear();
      return this.read(first, withValues, true);
    }
  }

  /** Whether a file of the snapshot is gone: replaced longer ago than the grace period, or expired. */
  async hasVanished(snapshot: LakeSnapshot): Promise<boolean> {
    const own = snapshot.files.filter((file) => !this.unrecovered?.has(file.path));
    const heads = await Promise.all(own.map((file) => this.storage.head(file.path)));
    return heads.includes(null);
  }

  /** Those of these files of a folder's snapshot whose bytes are not those that were written; see FileChecks. */
  async changedFiles(snapshot: LakeSnapshot, files: readonly DataFile[]): Promise<readonly DataFile[]> {
    if (this.folder === null) return [];
    const changed = await this.checks.changed(files, (path) => snapshot.locate(path));
    if (changed.length > 0) this.readAgain(changed.map(({ path }) => path));
    return changed;
  }

  /** One that was made again under its name has another document by now. */
  private readAgain(paths: readonly string[]): void {
    this.catalogue.forget(paths);
    if (this.landing instanceof LandingFolder) this.landing.forgetSizes(paths);
    this.listings.clear();
    this.moments.clear();
  }

  /**
   * Leaves these files of a snapshot out from now on, because their content is damaged. A landing file is moved to
   * wal/quarantine, unless this reader only reads; a tail stays, since landing replaces it from the log within minutes.
   * One that only cannot be read now stays where it is, until it can.
   * @param failure of the engine that could not read them
   */
  async setAside(paths: readonly string[], reason: string, failure: TracelakeError | null = null): Promise<void> {
    for (const path of paths) await this.leaveOut(path, reason, failure, 'engine');
    this.listings.clear();
    this.moments.clear();
  }

  private async leaveOut(
    path: string,
    reason: string,
    failure: TracelakeError | null,
    who: 'reader' | 'engine' = 'reader',
  ): Promise<void> {
    if (this.damaged.has(path)) return; // Two questions met it at once; for the second nobody knows its checksum any more.
    const crc32 = this.documents.get(path)?.file.crc32;
    const passing = this.folder === null ? null : await this.unreadable.reasonOf(path, crc32, failure, who);
    this.damaged.set(path, passing ?? reason);
    if (passing === null && path.startsWith(landingPrefix(this.table.name))) await this.moveAside(path);
  }

  private async takeBackReadable(): Promise<void> {
    const readable = await this.unreadable.readableAgain();
    if (readable.length === 0) return;
    for (const path of readable) this.damaged.delete(path);
    this.readAgain(readable);
  }

  /** What cannot be moved is left out all the same. */
  private async moveAside(path: string): Promise<void> {
    if (!this.readOnly && this.folder !== null) await setFileAside(this.folder, path).catch(() => undefined);
  }

  /** current.json first, then the listing: what the document counts as landed was in place before it was published. The log before both: see logSequences. */
  private async read(first: string, withValues: boolean, looksForTails: boolean): Promise<LakeSnapshot> {
    const logs = this.folder === null ? [] : await logSequences(this.folder);
    const currentText = await this.readCurrentText();
    const { current, note: damage } = readCurrent(currentText);
    this.expectSameLake(current);
    const listing = await this.listLanding(first, current, logs);
    if (currentText === '') await this.expectThere();
    const note = currentText === '' && hasHiddenLogs(logs, listing) ? `"${CURRENT_FILE}" is gone.` : damage;
    const last = this.moments.get(first);
    const isSame =
      last?.source.currentText === currentText && last.source.listing === listing && last.source.note === note;
    if (isSame && (last.source.hasValues || !withValues)) return last.snapshot;
    const damagedBefore = this.damaged.size;
    const gone = await this.goneTails.among(current?.tails ?? [], looksForTails);
    const { snapshot, isWhole } = await this.build({ current, listing, note, gone, withValues });
    if (this.damaged.size > damagedBefore) {
      // They were listed as whole: the log of a tail may be there.
      this.listings.clear();
      return this.read(first, withValues, looksForTails);
    }
    await this.expectThere();
    if (await this.goneTails.someAreBack(gone)) return this.read(first, withValues, true);
    this.forgetGone(last?.snapshot, snapshot, current?.tails ?? []);
    const source = { currentText, listing, note, hasValues: withValues };
    // What could not be read is tried again with the next question.
    if (isWhole) keepLatest(this.moments, first, { source, snapshot });
    return snapshot;
  }

  /** Throws `storage_unavailable` where the folder of another lake lies in the place of this one: its rows are none of these. */
  private expectSameLake(current: CurrentDocument | null): void {
    if (this.folder === null || current === null || this.lakeId === '') return;
    if (current.lakeId !== this.lakeId) throw folderGone(this.folder);
  }

  /** Throws `storage_unavailable` where the folder was moved or deleted: that it has no files then means nothing. */
  private async expectThere(): Promise<void> {
    if (this.folder === null) return;
    if (this.isDescribed ? await this.hasAny([LAKE_FILE, CURRENT_FILE]) : await isFolder(this.folder)) return;
    this.listings.clear();
    throw folderGone(this.folder);
  }

  private async hasAny(paths: readonly string[]): Promise<boolean> {
    for (const path of paths) if ((await this.storage.head(path)) !== null) return true;
    return false;
  }

  private async readCurrentText(): Promise<string> {
    if (!this.hasLog) return '';
    try {
      return new TextDecoder().decode(await this.storage.get(CURRENT_FILE));
    } catch (error) {
      if (isTracelakeError(error) && error.code === 'object_not_found') return '';
      throw error;
    }
  }

  private async listLanding(first: string, current: CurrentDocument | null, logs: readonly number[]): Promise<Listing> {
    const landedThrough = current?.landedThrough ?? 0;
    const known = this.listings.get(first);
    const nowMs = performance.now();
    if (
      known !== undefined &&
      known.landedThrough >= landedThrough &&
      !hasLandedTail(known.liveTails, current) &&
      nowMs - known.atMonotonicMs < this.listingTtlMs
    ) {
      return known;
    }
    const files = await this.landing.files(first);
    const unseen = this.folder === null ? [] : await unseenLogs(this.folder, logs, current, files, this.damaged);
    const misplaced = this.landing instanceof LandingFolder ? this.landing.misplaced : [];
    const liveTails = (current?.tails ?? []).map((tail) => tail.sequence);
    const madeFor = { landedThrough, liveTails, atMonotonicMs: nowMs };
    const read: Listing = { files, misplaced, unseenLogs: unseen, ...madeFor };
    const isSame = known !== undefined && isSameListing(known, read);
    const listing = isSame ? Object.assign(known, madeFor) : read;
    keepLatest(this.listings, first, listing);
    return listing;
  }

  /** `isWhole`: nothing is left out that the next look may find. */
  private async build(moment: Moment): Promise<{ readonly snapshot: LakeSnapshot; readonly isWhole: boolean }> {
    const { current, listing, note, gone, withValues } = moment;
    const landed = listing.files.filter((file) => countsAsLanded(current, file.path) && !this.damaged.has(file.path));
    // Nobody else does it in a bucket. Who may not write goes without: each document is then read by itself. Before values are
    // left out of memory, or they would be read once more.
    if (this.folder === null && !this.readOnly) {
      await this.catalogue.bundleClosedHours(landed, Date.now()).catch(() => undefined);
    }
    const catalogue = await this.catalogue.read(landed, { withValues });
    const liveTails = current?.tails ?? [];
    const shownTails = liveTails.filter(({ sequence }) => !listing.unseenLogs.includes(sequence));
    const tailFiles = shownTails.map((tail) => tail.file).filter((file) => !this.damaged.has(file.path));
    const tails = await this.tailDocuments.read(
      tailFiles.filter((file) => !gone.has(file.path)),
      withValues,
    );
    const unseen = (await this.unrecovered?.read(listing.unseenLogs, liveTails)) ?? null;
    const replayed = new Map(await this.replayedDocuments(unseen?.files ?? [], withValues));
    const documents = new Map<string, FieldDocument>([...catalogue.documents, ...tails.documents, ...replayed]);
    for (const [path, error] of [...catalogue.unreadable, ...tails.unreadable])
      await this.leaveOut(path, error.message, error);
    this.documents = documents;
    const snapshot: LakeSnapshot = {
      files: [...documents.values()].map(({ file }) => file),
      documents,
      notes: [
        ...[this.descriptionNote, note].filter((text) => text !== null),
        ...unseenNotes(listing.unseenLogs, note !== null, unseen),
        ...listing.misplaced.map((path) => `"${path}" is left out: it is no file.`),
        ...tailFiles.flatMap(({ path }) => (gone.has(path) ? [`"${path}" is left out: it is gone.`] : [])),
        ...[...this.damaged].map(([path, reason]) => `"${path}" is left out: ${reason}`),
      ],
      isRemote: this.folder === null,
      locate: (path) => {
        const file = this.locateFile === undefined ? undefined : documents.get(path)?.file;
        if (file !== undefined) return this.locateFile!(file);
        return (replayed.has(path) ? this.unrecovered!.storage : this.storage).locate(path);
      },
    };
    return { snapshot, isWhole: !unseen?.trouble && gone.size === 0 };
  }

  private async replayedDocuments(files: readonly DataFile[], withValues: boolean): Promise<[string, FieldDocument][]> {
    if (this.unrecovered === null || files.length === 0) return [];
    return [...(await new TailDocuments(this.unrecovered.storage, this.table).read(files, withValues)).documents];
  }

  /** Removes what it wrote to read the log of a killed server. */
  close(): void {
    this.unrecovered?.close();
  }

  /** `before` and `now` are moments of the same hours. */
  private forgetGone(before: LakeSnapshot | undefined, now: LakeSnapshot, tails: readonly CurrentTail[]): void {
    const live = new Set(tails.map((tail) => tail.file.path));
    for (const path of this.damaged.keys())
      if (path.startsWith(TAIL_FOLDER) && !live.has(path)) this.damaged.delete(path);
    const gone = (before?.files ?? []).filter((file) => file.tier === 'landing' && !now.documents.has(file.path));
    this.catalogue.forget(gone.map((file) => file.path));
    this.checks.keep(now.documents);
  }
}

/** The one used last is the last to go. */
function keepLatest<T>(kept: Map<string, T>, key: string, value: T): void {
  kept.delete(key);
  kept.set(key, value);
  for (const oldest of kept.keys()) if (kept.size > MAX_MOMENTS) kept.delete(oldest);
}
