// Kills a process at the moment its folder is in a certain state: each new name stops the process (SIGSTOP), and the folder is looked at.
import { type FSWatcher, readdirSync, readFileSync, watch } from 'node:fs';
import { join, relative } from 'node:path';
import { type FolderState, folderState } from './folder-state.ts';

function foldersBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((e) => e.isDirectory()).map((e) => relative(folder, join(e.parentPath, e.name)));
  } catch {
    // Something went while it was listed; the next event looks again.
    return [];
  }
}

/** Waits until the kernel has stopped every thread; elsewhere than on Linux a stop is believed at once. */
function waitUntilStopped(pid: number): void {
  for (let look = 0; look < 10_000; look++) {
    let text: string;
    try {
      text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    } catch {
      return;
    }
    if (text.slice(text.lastIndexOf(')') + 2).startsWith('T')) return;
  }
}

export interface WatchOptions {
  /** So many such moments are let pass: two points of one kind would else always fall on the first. */
  readonly skip: number;
  /** Then the wait is over. */
  readonly until: Promise<unknown>;
}

/**
 * Sends SIGKILL at a moment that `when` holds, `true`; else when the wait is over, or the process has ended: `false`.
 * Nothing of the process runs between the look and the kill.
 */
export class FolderWatch {
  private readonly folder: string;
  private readonly watchers = new Map<string, FSWatcher>();
  private onEvent: () => void = () => undefined;

  constructor(folder: string) {
    this.folder = folder;
    this.followAll();
  }

  /** Names that come and go are what counts: growing logs would stop the process all the time. */
  private follow(part: string): void {
    if (this.watchers.has(part)) return;
    try {
      const watcher = watch(join(this.folder, part), (kind) => {
        if (kind === 'rename') this.onEvent();
      });
      watcher.on('error', () => watcher.close());
      this.watchers.set(part, watcher);
    } catch {
      // It went again.
    }
  }

  private followAll(): void {
    this.follow('');
    for (const part of foldersBelow(this.folder)) this.follow(part);
  }

  kill(pid: number, when: (state: FolderState) => boolean, { skip, until }: WatchOptions): Promise<boolean> {
    return new Promise((resolve) => {
      let left = skip;
      const end = (isHit: boolean) => {
        this.onEvent = () => undefined;
        resolve(isHit);
      };
      let isOver = false;
      until.then(() => {
        if (!isOver) signal(pid, 'SIGKILL');
        end(false);
      });
      this.onEvent = () => {
        if (!signal(pid, 'SIGSTOP')) {
          isOver = true;
          return end(false);
        }
        waitUntilStopped(pid);
        this.followAll();
        if (when(folderState(this.folder)) && left-- <= 0) {
          signal(pid, 'SIGKILL');
          isOver = true;
          return end(true);
        }
        signal(pid, 'SIGCONT');
      };
    });
  }

  close(): void {
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }
}

/** `false`: the process has ended. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
