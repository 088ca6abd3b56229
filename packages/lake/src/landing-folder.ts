// The landing files of a folder, listed again only where something changed.
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDataFileName, landingPrefix } from './lake-paths.ts';
import { errnoOf, fileError } from './storage/file-error.ts';

export interface LandingFile {
  readonly path: string;
  readonly sizeBytes: number;
}

interface ListedFolder {
  readonly modifiedAtNs: bigint;
  /** Listed so long after its last change that a change in between would show in the modification time. */
  readonly isSettled: boolean;
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** What has the name of a data file and is none: a folder, a FIFO, a link to nothing. */
  readonly misplaced: readonly string[];
}

/** Coarser than any file system's clock in use: FAT's is 2 seconds. */
const SETTLED_AFTER_MS = 3_000;

/**
 * Files appear and go by rename and unlink only, so a folder whose modification time is the same has the same files.
 * A call costs one stat a folder: 0.1 ms a day of hours.
 */
export class LandingFolder {
  private readonly root: string;
  private readonly table: string;
  private listed = new Map<string, ListedFolder>();
  private sizes = new Map<string, number>();

  constructor(folder: string, table: string) {
    this.root = folder;
    this.table = table;
  }

  /** Lake paths of all data files, in path order. */
  async paths(): Promise<string[]> {
    const visited = new Map<string, ListedFolder>();
    const paths = await this.walk(landingPrefix(this.table), visited);
    this.listed = visited;
    return paths;
  }

  /** What the last listing left out: it has the name of a data file and is none. */
  get misplaced(): readonly string[] {
    return [...this.listed].flatMap(([folder, { misplaced }]) => misplaced.map((name) => folder + name)).sort();
  }

  /** The same with their sizes, which are asked for once: landing files never change. */
  async files(): Promise<LandingFile[]> {
    const paths = await this.paths();
    const sizes = new Map<string, number>();
    await Promise.all(
      paths.map(async (path) => {
        const sizeBytes = this.sizes.get(path) ?? (await sizeOf(join(this.root, path)));
        if (sizeBytes !== null) sizes.set(path, sizeBytes);
      }),
    );
    this.sizes = sizes;
    return paths.flatMap((path) => (sizes.has(path) ? [{ path, sizeBytes: sizes.get(path)! }] : []));
  }

  /** For files that were made again under their names. */
  forgetSizes(paths: readonly string[]): void {
    for (const path of paths) this.sizes.delete(path);
  }

  /** `folder` ends with "/". */
  private async walk(folder: string, visited: Map<string, ListedFolder>): Promise<string[]> {
    const listed = await this.list(folder);
    if (listed === null) return [];
    visited.set(folder, listed);
    const below = await Promise.all(listed.folders.map((name) => this.walk(`${folder}${name}/`, visited)));
    return [...listed.files.map((name) => folder + name), ...below.flat()];
  }

  private async list(folder: string): Promise<ListedFolder | null> {
    const absolute = join(this.root, folder);
    try {
      const { mtimeNs, mtimeMs } = await stat(absolute, { bigint: true });
      const before = this.listed.get(folder);
      if (before?.isSettled && before.modifiedAtNs === mtimeNs) return before;
      const isSettled = Date.now() - Number(mtimeMs) > SETTLED_AFTER_MS;
      const entries = await readdir(absolute, { withFileTypes: true });
      const links = entries.filter((entry) => entry.isSymbolicLink() && isDataFileName(entry.name));
      // What is behind a link comes and goes, and the folder does not change.
      return {
        modifiedAtNs: mtimeNs,
        isSettled: isSettled && links.length === 0,
        ...sortEntries(entries, await linkedFiles(absolute, links)),
      };
    } catch (error) {
      // Retention removes a folder between the listing of its parent and its own.
      if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return null;
      throw fileError(error, folder, 'read');
    }
  }
}

/** Those of these links that lead to a file. A disk that is away, a right that is missing: such a one is left out, and the rest is not. */
async function linkedFiles(folder: string, links: readonly Dirent[]): Promise<ReadonlySet<string>> {
  const sizes = await Promise.all(links.map(({ name }) => sizeOf(join(folder, name)).catch(() => null)));
  return new Set(links.flatMap(({ name }, n) => (sizes[n] === null ? [] : [name])));
}

function sortEntries(
  entries: readonly Dirent[],
  linked: ReadonlySet<string>,
): Omit<ListedFolder, 'modifiedAtNs' | 'isSettled'> {
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const named = entries.filter((entry) => isDataFileName(entry.name));
  const files = named.filter((entry) => entry.isFile() || linked.has(entry.name));
  const misplaced = named.filter((entry) => !files.includes(entry));
  const names = (list: readonly Dirent[]) => list.map((entry) => entry.name).sort();
  return { files: names(files), folders: names(folders), misplaced: names(misplaced) };
}

/** `null` for a file that has just gone, and for what is none. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? stats.size : null;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ELOOP') return null;
    throw fileError(error, path, 'read');
  }
}
