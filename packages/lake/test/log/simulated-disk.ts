// A disk that forgets: log files as they would be found after the power was cut. Only what a sync that succeeded had covered is sure;
// of the rest any part may be there, in any order, torn at sectors. After a failed sync the kernel believes its pages clean: nothing
// written before it is ever written again by a later sync.
import type { SeededRandom } from '@tracelake/testkit';
import { type LogHandle, openLogFile } from '../../src/log/log-file.ts';

export type DiskHealth = 'well' | 'full' | 'failing sync';

type Change =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly size: number };

const SECTOR_BYTES = 512;
/** Written before a full disk says so. */
const TORN_BYTES = 50;

class LogImage {
  private synced: Uint8Array = new Uint8Array(0);
  private waiting: Change[] = [];

  add(change: Change): void {
    this.waiting.push(change);
  }

  sync(): void {
    for (const change of this.waiting) this.synced = applied(this.synced, change);
    this.waiting = [];
  }

  /** The changes may have reached the disk or not; no later sync will bring them there. A new length was not lost with the pages. */
  failSync(): void {
    const size = this.waiting.reduce(sizeAfter, this.synced.length);
    this.waiting = [];
    this.synced = applied(this.synced, { kind: 'truncate', size });
  }

  /** What is found after a power cut now. */
  found(random: SeededRandom): Uint8Array {
    let bytes = this.synced;
    for (const change of this.waiting) {
      if (change.kind === 'truncate') {
        if (random.below(2) === 0) bytes = applied(bytes, change);
      } else for (const sector of sectorsOf(change)) if (random.below(3) > 0) bytes = applied(bytes, sector);
    }
    return bytes;
  }

  get hasName(): boolean {
    return this.synced.length > 0;
  }
}

function sizeAfter(size: number, change: Change): number {
  return change.kind === 'truncate' ? change.size : Math.max(size, change.at + change.bytes.length);
}

function applied(bytes: Uint8Array, change: Change): Uint8Array {
  const next = new Uint8Array(sizeAfter(bytes.length, change));
  next.set(bytes.subarray(0, next.length));
  if (change.kind === 'write') next.set(change.bytes, change.at);
  return next;
}

function sectorsOf({ at, bytes }: Extract<Change, { kind: 'write' }>): Extract<Change, { kind: 'write' }>[] {
  const sectors: Extract<Change, { kind: 'write' }>[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = Math.min(bytes.length, start + SECTOR_BYTES - ((at + start) % SECTOR_BYTES));
    sectors.push({ kind: 'write', at: at + start, bytes: bytes.subarray(start, end) });
    start = end;
  }
  return sectors;
}

export class SimulatedDisk {
  health: DiskHealth = 'well';
  private readonly images = new Map<string, LogImage>();

  /** Files are real, as the page cache shows them; their images are kept beside. */
  openLogFile = async (path: string): Promise<LogHandle> => {
    const handle = await openLogFile(path);
    const image = new LogImage();
    this.images.set(path, image);
    return {
      writev: async (buffers, position) => {
        const bytes = Buffer.concat(buffers);
        const written = this.health === 'full' ? bytes.subarray(0, TORN_BYTES) : bytes;
        image.add({ kind: 'write', at: position, bytes: written });
        const result = await handle.writev([written], position);
        if (this.health === 'full') throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
        return result;
      },
      datasync: async () => {
        if (this.health === 'failing sync') {
          image.failSync();
          throw Object.assign(new Error('EIO'), { code: 'EIO' });
        }
        await handle.datasync();
        image.sync();
      },
      truncate: async (size) => {
        image.add({ kind: 'truncate', size });
        await handle.truncate(size);
      },
      close: () => handle.close(),
    };
  };

  /** Log files after a power cut now, by path; `null` for one that is not there at all. Deleted ones may be back. */
  logsAfterPowerCut(random: SeededRandom): Map<string, Uint8Array | null> {
    const logs = new Map<string, Uint8Array | null>();
    for (const [path, image] of this.images) {
      logs.set(path, image.hasName || random.below(2) === 0 ? image.found(random) : null);
    }
    return logs;
  }
}
