// One log file on disk: grows by whole groups of records, each on disk before `append` returns.
import { open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../storage/atomic-file.ts';
import { errnoOf } from '../storage/file-error.ts';

/** What a log file needs of the operating system; tests pass one that fails on purpose. */
export interface LogHandle {
  writev(buffers: Uint8Array[], position: number): Promise<{ bytesWritten: number }>;
  datasync(): Promise<void>;
  truncate(lengthBytes: number): Promise<void>;
  close(): Promise<void>;
}

/** Creates the file; fails if it exists. */
export type OpenLogFile = (path: string) => Promise<LogHandle>;

export const openLogFile: OpenLogFile = (path) => open(path, 'wx');

export class LogFile {
  readonly path: string;
  /** End of the last group that is on disk. */
  sizeBytes = 0;
  private readonly openFile: OpenLogFile;
  private handle: LogHandle | null = null;
  private readonly assertOwned: () => void;
  private isThere = false;
  private nameIsDurable = false;
  /** Bytes of a failed group may lie behind `sizeBytes`. */
  private hasRemains = false;

  /** `assertOwned` throws when the log is another writer's by now, or may be: then nothing in it is cut or deleted. */
  constructor(path: string, openFile: OpenLogFile, assertOwned: () => void) {
    this.path = path;
    this.openFile = openFile;
    this.assertOwned = assertOwned;
  }

  /**
   * Writes `ranges` one behind the other and waits until they are on disk, in a folder that is still the writer's: whoever took it over before read
   * a log without them and deleted it, whoever does so after finds them there.
   * Throws the operating system's errors; the file then ends where it ended before, unless the disk refuses even that.
   */
  async append(ranges: readonly Uint8Array[]): Promise<void> {
    this.handle ??= await this.openFile(this.path);
    this.isThere = true;
    try {
      if (this.hasRemains) await this.cutRemains(this.handle);
      const written = await this.write(this.handle, ranges);
      this.assertOwned();
      this.nameIsDurable = true;
      this.sizeBytes += written;
    } catch (error) {
      this.hasRemains = true;
      await this.cutRemains(this.handle).catch(() => undefined);
      throw error;
    }
  }

  /** Bytes written, and on disk; so is the name then. */
  private async write(handle: LogHandle, ranges: readonly Uint8Array[]): Promise<number> {
    const steps = [this.writeContent(handle, ranges), this.nameIsDurable ? 0 : syncFolder(dirname(this.path))] as const;
    // Also where one fails: nothing of the group is still being written when it is cut off.
    await Promise.allSettled(steps);
    const [written] = await Promise.all(steps);
    return written;
  }

  private async writeContent(handle: LogHandle, ranges: readonly Uint8Array[]): Promise<number> {
    const written = await writeAll(handle, ranges, this.sizeBytes);
    await handle.datasync();
    return written;
  }

  private async cutRemains(handle: LogHandle): Promise<void> {
    this.assertOwned();
    await handle.truncate(this.sizeBytes);
    await handle.datasync();
    this.hasRemains = false;
  }

  /** Takes no more. What cannot be cut off now stays behind `sizeBytes`. */
  async close(): Promise<void> {
    const handle = this.handle;
    if (handle === null) return;
    this.handle = null;
    if (this.hasRemains) await this.cutRemains(handle).catch(() => undefined);
    await handle.close();
  }

  /** For a closed file that holds no record; may be tried again when it throws. */
  async remove(): Promise<void> {
    if (!this.isThere) return;
    this.assertOwned();
    await unlink(this.path).catch((error) => {
      if (errnoOf(error) !== 'ENOENT') throw error;
    });
    this.isThere = false;
  }
}

/** writev may write less than it was given, at the end of a disk above all. Returns the bytes written. */
async function writeAll(handle: LogHandle, ranges: readonly Uint8Array[], position: number): Promise<number> {
  let rest = [...ranges];
  let written = 0;
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest, position + written);
    if (bytesWritten === 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
    written += bytesWritten;
    rest = withoutFirstBytes(rest, bytesWritten);
  }
  return written;
}

function withoutFirstBytes(ranges: readonly Uint8Array[], count: number): Uint8Array[] {
  let skip = count;
  let first = 0;
  while (first < ranges.length && skip >= ranges[first]!.length) skip -= ranges[first++]!.length;
  const rest = ranges.slice(first);
  if (skip > 0) rest[0] = rest[0]!.subarray(skip);
  return rest;
}
