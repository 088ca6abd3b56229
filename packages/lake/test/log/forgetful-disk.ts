// A disk that forgets names, too: a folder as it is found after the power was cut, where a file is only there once a sync covered its content
// and another one its name, and so is each folder above it. Node's file functions are listened to; of our own code nothing is replaced.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type * as FileFunctions from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

type Handle = FileFunctions.FileHandle;
type Entry = { readonly kind: 'file'; path: string; synced: Uint8Array } | { readonly kind: 'folder' };

interface NameChange {
  readonly path: string;
  /** `null`: it was deleted. */
  readonly entry: Entry | null;
}

/** A name that was given and not synced is gone, or there, by this; a deletion is always believed: it is what loses rows. */
export type Keeps = () => boolean;
export const KEEPS_NOTHING: Keeps = () => false;

export class ForgetfulDisk {
  /** Called behind each change of a name, before anything else runs. */
  onChange: (path: string) => void = () => undefined;
  /** Such folders cannot be synced now. */
  failsToSync: (folder: string) => boolean = () => false;
  private readonly cached = new Map<string, Entry>();
  private readonly durable = new Map<string, Entry>();
  private waiting: NameChange[] = [];

  /** The functions of `node:fs/promises` that give or take names, and that sync. */
  listenedTo(real: typeof FileFunctions): typeof FileFunctions {
    return {
      ...real,
      open: async (path, flags, ...rest) => {
        const handle = await real.open(path, flags, ...rest);
        if (String(flags).startsWith('w'))
          this.change(String(path), { kind: 'file', path: String(path), synced: new Uint8Array() });
        return this.listenToSyncs(handle, String(path));
      },
      mkdir: (async (...of: Parameters<typeof real.mkdir>) => {
        const made = await real.mkdir(...of);
        this.change(String(of[0]), { kind: 'folder' });
        return made;
      }) as typeof real.mkdir,
      link: async (from, to) => {
        await real.link(from, to);
        this.change(String(to), this.cached.get(String(from)) ?? null);
      },
      rename: async (from, to) => {
        await real.rename(from, to);
        const entry = this.cached.get(String(from)) ?? null;
        if (entry?.kind === 'file') entry.path = String(to);
        this.change(String(from), null);
        this.change(String(to), entry);
      },
      unlink: async (path) => {
        await real.unlink(path);
        this.change(String(path), null);
      },
    };
  }

  private change(path: string, entry: Entry | null): void {
    if (entry === null) this.cached.delete(path);
    else this.cached.set(path, entry);
    this.waiting.push({ path, entry });
    this.onChange(path);
  }

  private listenToSyncs(handle: Handle, opened: string): Handle {
    const entry = this.cached.get(opened);
    for (const name of ['sync', 'datasync'] as const) {
      const real = handle[name].bind(handle);
      handle[name] = async () => {
        if (this.failsToSync(opened)) throw Object.assign(new Error('EIO'), { code: 'EIO' });
        const content = entry?.kind === 'file' ? readFileSync(entry.path) : null;
        const covered = this.waiting.filter(({ path }) => dirname(path) === opened);
        await real();
        if (entry?.kind === 'file') entry.synced = content!;
        else this.settle(covered);
      };
    }
    return handle;
  }

  private settle(covered: readonly NameChange[]): void {
    for (const { path, entry } of covered) applyTo(this.durable, path, entry);
    this.waiting = this.waiting.filter((change) => !covered.includes(change));
  }

  /** What of `folder` is found after the power was cut now, written to `target`. */
  cutPower(folder: string, target: string, keeps: Keeps): void {
    const found = new Map(this.durable);
    for (const { path, entry } of this.waiting) if (entry === null || keeps()) applyTo(found, path, entry);
    for (const [path, entry] of found) {
      if (entry.kind !== 'file' || !isReached(found, folder, path)) continue;
      const copy = join(target, relative(folder, path));
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, entry.synced);
    }
  }
}

function applyTo(names: Map<string, Entry>, path: string, entry: Entry | null): void {
  if (entry === null) names.delete(path);
  else names.set(path, entry);
}

/** Whether each folder above it is there. */
function isReached(found: ReadonlyMap<string, Entry>, root: string, path: string): boolean {
  const folder = dirname(path);
  if (!path.startsWith(`${root}/`)) return false;
  return folder === root || (found.has(folder) && isReached(found, root, folder));
}

export const forgetfulDisk = new ForgetfulDisk();
