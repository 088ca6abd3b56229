// Storage in a folder of this machine: one file an object, no folders of their own.
import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, readdir, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { TracelakeError } from '@tracelake/schema';
import { isTemporaryName, makeFolder, writeFileAtomically } from './atomic-file.ts';
import { errnoOf, fileError } from './file-error.ts';
import type { PutCondition, Storage, StorageObject } from './storage.ts';

/** Throws `invalid_request` for a path that leaves the root or that no bucket would keep apart from another. */
export function checkObjectPath(path: string): void {
  const parts = path.split('/');
  const broken = parts.some((part) => part === '' || part === '.' || part === '..');
  if (broken || path.includes('\0') || path.includes('\\')) {
    throw new TracelakeError('invalid_request', `${JSON.stringify(path)} is not a path inside the lake.`, {
      details: { path },
      hint: 'Use parts separated by "/", without "..", without a leading "/".',
    });
  }
}

function objectOf(path: string, stats: BigIntStats): StorageObject {
  return {
    path,
    sizeBytes: Number(stats.size),
    etag: `${stats.mtimeNs.toString(16)}-${stats.size.toString(16)}-${stats.ino.toString(16)}`,
    modifiedAtMs: Number(stats.mtimeNs / 1_000_000n),
  };
}

/** The order of a bucket: by the bytes of the whole path, so a folder sorts as its name and a "/". */
function comparePaths(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/**
 * `put` is durable when it returns: content and name outlive a power cut.
 * `ifNoneMatch` holds between processes too (link(2) decides). `ifMatch` holds between all writers of this process:
 * compare and replace are one step only there. The lake's lock allows one writing process a folder, so that is enough.
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

  async *list(prefix: string): AsyncIterable<StorageObject> {
    if (prefix !== '') checkObjectPath(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);
    const slash = prefix.lastIndexOf('/');
    yield* this.walk(prefix.slice(0, slash + 1), prefix);
  }

  /** `folder` is '' or ends with "/". */
  private async *walk(folder: string, prefix: string): AsyncIterable<StorageObject> {
    for (const name of await this.names(folder)) {
      const path = folder + name;
      if (name.endsWith('/')) {
        if (path.startsWith(prefix) || prefix.startsWith(path)) yield* this.walk(path, prefix);
      } else if (path.startsWith(prefix)) {
        const object = await this.head(path);
        if (object !== null) yield object;
      }
    }
  }

  /** Reads the beginning of an object into `target`, as much as there is room for, and says how much. Throws `object_not_found`. */
  async readInto(path: string, target: Uint8Array): Promise<number> {
    let handle: FileHandle | null = null;
    try {
      handle = await open(this.locate(path), 'r');
      let filled = 0;
      while (filled < target.length) {
        const { bytesRead } = await handle.read(target, filled, target.length - filled, filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    } catch (error) {
      throw fileError(error, path);
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
          entry.isDirectory() || (entry.isSymbolicLink() && (await stat(join(absolute, entry.name))).isDirectory());
        names.push(isFolder ? `${entry.name}/` : entry.name);
      }
      return names.sort(comparePaths);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return [];
      throw fileError(error, folder);
    }
  }

  async head(path: string): Promise<StorageObject | null> {
    try {
      const stats = await stat(this.locate(path), { bigint: true });
      return stats.isFile() ? objectOf(path, stats) : null;
    } catch (error) {
      const coded = fileError(error, path);
      if (coded.code === 'object_not_found') return null;
      throw coded;
    }
  }

  async get(path: string, range?: { readonly offset: number; readonly lengthBytes: number }): Promise<Uint8Array> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(this.locate(path), 'r');
      return range === undefined ? await handle.readFile() : await readRange(handle, range.offset, range.lengthBytes);
    } catch (error) {
      throw fileError(error, path);
    } finally {
      await handle?.close();
    }
  }

  async put(path: string, body: Uint8Array, condition?: PutCondition): Promise<StorageObject> {
    if (condition === undefined) return this.write(path, body, false);
    const result = this.conditionalPut.then(() => this.writeIf(path, body, condition));
    this.conditionalPut = result.catch(() => undefined);
    return result;
  }

  private async writeIf(path: string, body: Uint8Array, condition: PutCondition): Promise<StorageObject> {
    if ('ifNoneMatch' in condition) return this.write(path, body, true);
    const current = await this.head(path);
    if (current === null || current.etag !== condition.ifMatch) {
      throw preconditionFailed(path, { expected: condition.ifMatch, found: current?.etag ?? null });
    }
    return this.write(path, body, false);
  }

  private async write(path: string, body: Uint8Array, exclusive: boolean): Promise<StorageObject> {
    const absolute = this.locate(path);
    try {
      await makeFolder(dirname(absolute), true);
      await writeFileAtomically(absolute, body, { durable: true, exclusive });
      return objectOf(path, await stat(absolute, { bigint: true }));
    } catch (error) {
      if (exclusive && errnoOf(error) === 'EEXIST') throw preconditionFailed(path, { expected: null });
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

function preconditionFailed(path: string, details: Record<string, unknown>): TracelakeError {
  return new TracelakeError('precondition_failed', `"${path}" is not the version that was expected.`, {
    details: { path, ...details },
  });
}
