// wal/current.json as a value: which tails are live and which landing files count. One rename of it is one step of the lake.
//
// Why each row is seen exactly once, whatever moment a process is killed at:
// - Every log file has a sequence number, never used twice. A tail holds the rows of one log file; a landing file of the
//   local writer holds those of an unbroken range of them and says so in its name. Ranges of one lake never overlap:
//   a range is written again only under the same name, and the next one begins behind it.
// - A row of sequence n is read from landing if n <= landedThrough, else from its tail if that is listed. Both facts
//   stand in one file that is replaced by one rename, so there is no moment with both or neither.
// - A landing file is whole and on disk before a document that counts it is published, and such a document is on disk
//   before a log file that it makes superfluous is deleted. So a crash leaves, for each log file, its bytes or its
//   landing file. A file that was renamed into place but not yet counted is ignored by readers (its tails are still
//   listed), and recovery reads its range from its name instead of writing those rows a second time.
// - A tail that lands in the stead of its log (short-logs.ts) counts from the document on that lists it as a tail no more.
// - What a replaced document named stays on disk for the grace period, for queries that read the older one.
import { type DataFile, isTracelakeError, TracelakeError } from '@tracelake/schema';
import { CURRENT_FILE, landedTailOf, landingRangeOf, partitionOf } from './lake-paths.ts';
import { openSealedJson, sealedJson } from './sealed-json.ts';

export interface CurrentTail {
  readonly sequence: number;
  readonly file: DataFile;
  /** Of its log, what was acknowledged: what lies behind was refused. Not known of a log that recovery found, nor in older documents. */
  readonly endBytes?: number;
}

/** The server that publishes. Logs before its own were left by a killed one: it lands them, and gives them no tail before. */
export interface Publisher {
  /** Of its lock. */
  readonly lockToken: string;
  readonly firstSequence: number;
}

export interface CurrentDocument {
  readonly version: 1;
  readonly table: string;
  /** The lake whose landing files `landedThrough` speaks of; files of any other writer always count. */
  readonly lakeId: string;
  /** Ascends with every publication. */
  readonly generation: number;
  /** Landing files of this lake count up to this sequence. */
  readonly landedThrough: number;
  /** First partition that counts (`2026-11-22T17`); older ones wait for deletion. */
  readonly retainedFrom: string | null;
  /** By ascending sequence, all beyond `landedThrough`. */
  readonly tails: readonly CurrentTail[];
  /** Not known of older documents. */
  readonly publisher?: Publisher;
}

const VERSION = 1;

export function firstCurrent(table: string, lakeId: string): CurrentDocument {
  return { version: VERSION, table, lakeId, generation: 0, landedThrough: 0, retainedFrom: null, tails: [] };
}

function next(current: CurrentDocument, change: Partial<CurrentDocument>): CurrentDocument {
  return { ...current, ...change, generation: current.generation + 1 };
}

export function withTail(current: CurrentDocument, tail: CurrentTail): CurrentDocument {
  const tails = [...current.tails.filter((other) => other.sequence !== tail.sequence), tail];
  return next(current, { tails: tails.sort((a, b) => a.sequence - b.sequence) });
}

/** The switch: landing files up to `landedThrough` in, their tails out. */
export function withLanding(current: CurrentDocument, landedThrough: number): CurrentDocument {
  const tails = current.tails.filter((tail) => tail.sequence > landedThrough);
  return next(current, { landedThrough: Math.max(landedThrough, current.landedThrough), tails });
}

/** Landing has their rows by names of their own. */
export function withoutTails(current: CurrentDocument, sequences: ReadonlySet<number>): CurrentDocument {
  return next(current, { tails: current.tails.filter((tail) => !sequences.has(tail.sequence)) });
}

export function withPublisher(current: CurrentDocument, publisher: Publisher): CurrentDocument {
  return next(current, { publisher });
}

export function withRetention(current: CurrentDocument, retainedFrom: string | null): CurrentDocument {
  return next(current, { retainedFrom });
}

/** Whether a query reads this landing file. Without a document (a plain bucket) every file counts. */
export function countsAsLanded(current: CurrentDocument | null, path: string): boolean {
  if (current === null) return true;
  const partition = partitionOf(path);
  if (current.retainedFrom !== null && partition !== null && partition < current.retainedFrom) return false;
  const tail = landedTailOf(path);
  if (tail?.lakeId === current.lakeId) return !current.tails.some(({ sequence }) => sequence === tail.sequence);
  const range = landingRangeOf(path);
  return range === null || range.lakeId !== current.lakeId || range.lastSequence <= current.landedThrough;
}

export function encodeCurrent(current: CurrentDocument): Uint8Array {
  return sealedJson(current);
}

/** Throws `corrupt_file`, and `folder_version` for a document of a newer version. */
export function decodeCurrent(bytes: Uint8Array, path: string): CurrentDocument {
  let value: unknown;
  try {
    value = openSealedJson(bytes);
  } catch (cause) {
    throw new TracelakeError('corrupt_file', `"${path}" is not JSON.`, { details: { path }, cause });
  }
  const version = isObject(value) ? value['version'] : undefined;
  if (typeof version === 'number' && version > VERSION) {
    throw new TracelakeError(
      'folder_version',
      `"${path}" has version ${version}; this version reads up to ${VERSION}.`,
    );
  }
  if (!isCurrent(value)) {
    throw new TracelakeError('corrupt_file', `"${path}" lacks what a current document has.`, { details: { path } });
  }
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCurrent(value: unknown): value is CurrentDocument {
  if (!isObject(value) || value['version'] !== VERSION || !Array.isArray(value['tails'])) return false;
  const numbers = [value['generation'], value['landedThrough']];
  const texts = [value['table'], value['lakeId']];
  return (
    numbers.every(Number.isSafeInteger) &&
    texts.every((text) => typeof text === 'string') &&
    (value['retainedFrom'] === null || typeof value['retainedFrom'] === 'string') &&
    value['tails'].every(isTail) &&
    (value['publisher'] === undefined || isPublisher(value['publisher']))
  );
}

function isPublisher(value: unknown): boolean {
  return isObject(value) && typeof value['lockToken'] === 'string' && Number.isSafeInteger(value['firstSequence']);
}

function isTail(value: unknown): boolean {
  if (!isObject(value) || !Number.isSafeInteger(value['sequence'])) return false;
  const { file, endBytes } = value;
  return isDataFile(file) && (endBytes === undefined || Number.isSafeInteger(endBytes));
}

function isDataFile(value: unknown): boolean {
  return isObject(value) && typeof value['path'] === 'string' && typeof value['rows'] === 'number';
}

/** A damaged document costs what it alone knows, not the rest of the lake. */
export function readCurrent(text: string): { readonly current: CurrentDocument | null; readonly note: string | null } {
  if (text === '') return { current: null, note: null };
  try {
    return { current: decodeCurrent(new TextEncoder().encode(text), CURRENT_FILE), note: null };
  } catch (error) {
    if (!isTracelakeError(error) || error.code !== 'corrupt_file') throw error;
    return { current: null, note: error.message };
  }
}
