// Storage in a folder of this machine: one file an object, no folders of their own.
import type { BigIntStats } from 'node:fs';
import { type FileHandle, readdir, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isTemporaryName, makeFolderBelow, writeFileAtomically } from './atomic-file.ts';
import { errnoOf, fileError, folderGone } from './file-error.ts';
import { checkObjectPath, checkPathPrefix, comparePaths, preconditionFailed } from './object-path.ts';
import { openRegularFile } from './regular-file.ts';
import type { PutBody, PutCondition, Storage, StorageObject } from './storage.ts';

function objectOf(path: string, stats: BigIntStats): StorageObject {
  return {
    path,
    sizeBytes: Number(stats.size),
    etag: `${stats.mtimeNs.toString(16)}-${stats.size.toString(16)}-${stats.ino.toString(16)}`,
  };
}

/**
 * `put` is durable when it returns: content and name outlive a power cut.
 * `ifNoneMatch` holds between processes too (link(2) decides). `ifMatch` holds between all writers of this process:
 * compare and replace are one step only there. The lake's lock allows one writing process a folder, so that is enough.
 * Folders are made below the storage's own, never that one: of a lake that was moved away nothing is made again in its old place.
 * An etag is made of modification time, size and inode number; this class gives every put a time of its own.
 */
export class FolderStorage implements Storage {
  readonly folder: string;
  /** Conditional puts run one after the other. */
  private conditionalPut: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  locate(path: string): string {
    checkObjectPath(path);
    return join(this.folder, path);
  }

  async *list(prefix: string, { after = '' }: { readonly after?: string } = {}): AsyncIterable<StorageObject> {
    checkPathPrefix(prefix);
    const slash = prefix.lastIndexOf('/');
    yield* this.walk(prefix.slice(0, slash + 1), prefix, after);
  }

  /** `folder` is '' or ends with "/". */
  private async *walk(folder: string, prefix: string, after: string): AsyncIterable<StorageObject> {
    for (const name of await this.names(folder)) {
      const path = folder + name;
      const isBehind = comparePaths(path, after) > 0;
      if (name.endsWith('/')) {
        const mayHold = path.startsWith(prefix) || prefix.startsWith(path);
        if (mayHold && (isBehind || after.startsWith(path))) yield* this.walk(path, prefix, after);
      } else if (isBehind && path.startsWith(prefix)) {
        const object = await this.head(path);
        if (object !== null) yield object;
      }
    }
  }

  /** Reads the beginning of an object into `target`, as much as there is room for, and says how much. Throws `object_not_found`. */
  async readInto(path: string, target: Uint8Array): Promise<number> {
    let handle: FileHandle | null = null;
    try {
      handle = await openRegularFile(this.locate(path), path);
      let filled = 0;
      while (filled < target.length) {
        const { bytesRead } = await handle.read(target, filled, target.length - filled, filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    } catch (error) {
      throw fileError(error, path, 'read');
    } finally {
      await handle?.close();
    }
  }

  /** Names in path order; those of folders end with "/". */
  private async names(folder: string): Promise<string[]> {
    const absolute = join(this.folder, folder);
    try {
      const entries = await readdir(absolute, { withFileTypes: true });
      const names: string[] = [];
      for (const entry of entries) {
        if (isTemporaryName(entry.name)) continue;
        const isFolder =
          entry.isDirectory() || (entry.isSymbolicLink() && (await isFolderAt(join(absolute, entry.name))));
        names.push(isFolder ? `${entry.name}/` : entry.name);
      }
      return names.sort(comparePaths);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return [];
      throw fileError(error, folder, 'read');
    }
  }

  async head(path: string): Promise<StorageObject | null> {
    try {
      const stats = await stat(this.locate(path), { bigint: true });
      return stats.isFile() ? objectOf(path, stats) : null;
    } catch (error) {
      const coded = fileError(error, path, 'read');
      if (coded.code === 'object_not_found') return null;
      throw coded;
    }
  }

  async get(path: string, range?: { readonly offset: number; readonly lengthBytes: number }): Promise<Uint8Array> {
    let handle: FileHandle | undefined;
    try {
      handle = await openRegularFile(this.locate(path), path);
      return range === undefined ? await handle.readFile() : await readRange(handle, range.offset, range.lengthBytes);
    } catch (error) {
      throw fileError(error, path, 'read');
    } finally {
      await handle?.close();
    }
  }

  async put(path: string, body: PutBody, condition?: PutCondition): Promise<StorageObject> {
    if (condition === undefined) return this.write(path, body, false);
    const result = this.conditionalPut.then(() => this.writeIf(path, body, condition));
    this.conditionalPut = result.catch(() => undefined);
    return result;
  }

  private async writeIf(path: string, body: PutBody, condition: PutCondition): Promise<StorageObject> {
    if ('ifNoneMatch' in condition) return this.write(path, body, true);
    const current = await this.head(path);
    if (current === null || current.etag !== condition.ifMatch) {
      throw preconditionFailed(path, { expected: condition.ifMatch, found: current?.etag ?? null });
    }
    return this.write(path, body, false);
  }

  private async write(path: string, body: PutBody, exclusive: boolean): Promise<StorageObject> {
    const absolute = this.locate(path);
    try {
      await makeFolderBelow(this.folder, dirname(absolute), true);
      await writeFileAtomically(absolute, body, { durable: true, exclusive });
      return objectOf(path, await stat(absolute, { bigint: true }));
    } catch (error) {
      if (exclusive && errnoOf(error) === 'EEXIST') throw preconditionFailed(path, { expected: null });
      // The folders on the way were just made: it is the whole that is gone.
      if (errnoOf(error) === 'ENOENT') throw folderGone(this.folder, error);
      throw fileError(error, path);
    }
  }

  async delete(path: string): Promise<void> {
    try {
      await unlink(this.locate(path));
    } catch (error) {
      const coded = fileError(error, path);
      if (coded.code !== 'object_not_found') throw coded;
    }
  }
}

/** Behind a link, which may lead nowhere. */
async function isFolderAt(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

async function readRange(handle: FileHandle, offset: number, lengthBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(lengthBytes);
  let filled = 0;
  while (filled < lengthBytes) {
    const { bytesRead } = await handle.read(bytes, filled, lengthBytes - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
