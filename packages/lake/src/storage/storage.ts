// Where the lake's objects lie. Small on purpose: a folder and an S3 bucket do exactly this, and the same contract test runs on both.

export interface StorageObject {
  /** Lake path, "/" between parts. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Changes whenever the content changes. */
  readonly etag: string;
}

/** A body of unknown length comes in pieces, which are not kept: at most a few are in memory. */
export type PutBody = Uint8Array | AsyncIterable<Uint8Array>;

/** `ifNoneMatch: '*'`: only if nothing is there; `ifMatch`: only over exactly that version. */
export type PutCondition = { readonly ifNoneMatch: '*' } | { readonly ifMatch: string };

export interface Storage {
  /** An object up to this size is sooner read whole than in several ranges; absent where a range costs next to nothing. */
  readonly wholeReadBytes?: number;
  /** Objects whose path begins with `prefix`, in path order; with `after`, only those whose path sorts behind it. */
  list(prefix: string, options?: { readonly after?: string }): AsyncIterable<StorageObject>;
  head(path: string): Promise<StorageObject | null>;
  /** Throws `object_not_found`. A range that reaches past the end is cut. */
  get(path: string, range?: { readonly offset: number; readonly lengthBytes: number }): Promise<Uint8Array>;
  /**
   * Whole or not at all: a reader never sees half an object, also when the pieces of a body end with an error.
   * Throws `precondition_failed`, also for `ifMatch` where nothing is; `disk_full`, `folder_read_only`, `storage_unavailable`.
   */
  put(path: string, body: PutBody, condition?: PutCondition): Promise<StorageObject>;
  /** Absent objects are no error. */
  delete(path: string): Promise<void>;
  /** What an engine opens: an absolute file path, or a URI. */
  locate(path: string): string;
}
