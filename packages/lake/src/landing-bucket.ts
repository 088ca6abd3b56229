// The landing files of a bucket: one listing from the first hour on that a range of time can need.
import { fileName, isDataFileName, landingPrefix, partitionAt } from './lake-paths.ts';
import type { LandingFile } from './landing-folder.ts';
import type { Storage } from './storage/storage.ts';

/** Firehose names an object by the arrival of its oldest record; the youngest came up to a buffer interval later. */
const MAX_BUFFER_MS = 15 * 60_000;
/** A span arrives after its start, unless its sender's clock is ahead: by more than this it is not found. */
const MAX_CLOCK_AHEAD_MS = 60 * 60_000;
/** What is shown where no range is asked for. */
const DEFAULT_MS = 24 * 60 * 60_000;
const NANOS_PER_MS = 1_000_000n;

/**
 * The first hour whose objects can hold a row that starts at `startTimeUnixNano` or later, as `partitionAt` writes it. There is
 * no last hour: how late a row arrives is bounded by nothing, and objects of an hour come for a day more when S3 or Firehose
 * had trouble. What came too late to matter is left out by the times in its field document.
 */
export function firstPartitionFor(startTimeUnixNano: bigint | undefined, nowMs: number): string {
  const startMs = startTimeUnixNano === undefined ? nowMs - DEFAULT_MS : Number(startTimeUnixNano / NANOS_PER_MS);
  return partitionAt(Math.max(0, startMs - MAX_BUFFER_MS - MAX_CLOCK_AHEAD_MS));
}

export class LandingBucket {
  readonly #storage: Storage;
  readonly #prefix: string;
  /** Who asks for the same hours at the same time shares the listing. */
  readonly #underWay = new Map<string, Promise<readonly LandingFile[]>>();

  constructor(storage: Storage, table: string) {
    this.#storage = storage;
    this.#prefix = landingPrefix(table);
  }

  /** From this hour on, in path order: a request for each 1,000 objects. */
  files(firstPartition = ''): Promise<readonly LandingFile[]> {
    const underWay = this.#underWay.get(firstPartition);
    if (underWay !== undefined) return underWay;
    const listing = this.#list(firstPartition).finally(() => this.#underWay.delete(firstPartition));
    this.#underWay.set(firstPartition, listing);
    return listing;
  }

  async #list(firstPartition: string): Promise<readonly LandingFile[]> {
    const [date, hour] = firstPartition.split('T');
    const after = firstPartition === '' ? {} : { after: `${this.#prefix}dt=${date}/hour=${hour}` };
    const files: LandingFile[] = [];
    for await (const { path, sizeBytes } of this.#storage.list(this.#prefix, after)) {
      if (isDataFileName(fileName(path))) files.push({ path, sizeBytes });
    }
    return files;
  }
}
