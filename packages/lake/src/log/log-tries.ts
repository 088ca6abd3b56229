// How often in a row a process has ended while it carried a log on that it had found: a log that ends the whole process is met again by every
// start. The count is on disk before each try, and as it was, or gone, behind it.
import { openSealedJson, sealedJson } from '../sealed-json.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';

export const TRIES_FILE = 'wal/tries.json';

/** How many ends a log keeps at most. */
export interface EndsLeft<T> {
  readonly behind: (result: T) => number;
  readonly behindFailure: (error: unknown) => number;
}

export class LogTries {
  private readonly storage: FolderStorage;
  /** By sequence; of logs that have not got through. */
  private readonly deaths: Map<number, number>;
  private trying: readonly number[] = [];
  private isCounting = true;
  /** One at a time: the last that is begun is the one that stays. */
  private written: Promise<void> = Promise.resolve();

  private readonly assertOwned: () => void;

  private constructor(storage: FolderStorage, deaths: Map<number, number>, assertOwned: () => void) {
    this.storage = storage;
    this.deaths = deaths;
    this.assertOwned = assertOwned;
  }

  /**
   * @param sequences of the logs that this start has found: what is said of others is over
   * @param assertOwned throws where another has taken the folder over, whose counts these are then
   */
  static async open(storage: FolderStorage, sequences: readonly number[], assertOwned: () => void): Promise<LogTries> {
    const said = await endsByLog(storage);
    const found = new Set(sequences);
    const tries = new LogTries(storage, new Map([...said].filter(([sequence]) => found.has(sequence))), assertOwned);
    if (said.size > 0) await tries.write();
    return tries;
  }

  /** The most of them. */
  deathsOf(sequences: readonly number[]): number {
    return Math.max(0, ...sequences.map((sequence) => this.deaths.get(sequence) ?? 0));
  }

  /** Tries do not overlap. Behind one that ends nothing, no log of it has more ends than the outcome leaves it. */
  async during<T>(sequences: readonly number[], work: () => Promise<T>, left: EndsLeft<T>): Promise<T> {
    let most = Number.POSITIVE_INFINITY;
    this.trying = sequences;
    await this.write();
    try {
      const result = await work();
      most = left.behind(result);
      return result;
    } catch (error) {
      most = left.behindFailure(error);
      throw error;
    } finally {
      this.trying = [];
      for (const sequence of sequences) this.set(sequence, Math.min(most, this.deathsOf([sequence])));
      await this.write();
    }
  }

  /** Whoever is told to stop may be killed in the midst of a try, and no log is to blame. */
  async countNoMore(): Promise<void> {
    this.isCounting = false;
    await this.write();
  }

  private set(sequence: number, deaths: number): void {
    if (deaths === 0) this.deaths.delete(sequence);
    else this.deaths.set(sequence, deaths);
  }

  /** Where it cannot be written the next start counts one less. */
  private write(): Promise<void> {
    const counts = new Map(this.deaths);
    if (this.isCounting) for (const sequence of this.trying) counts.set(sequence, this.deathsOf([sequence]) + 1);
    const write = async () => {
      this.assertOwned();
      if (counts.size === 0) await this.storage.delete(TRIES_FILE);
      else await this.storage.put(TRIES_FILE, sealedJson({ ends: [...counts] }));
    };
    this.written = this.written.then(write).catch(() => undefined);
    return this.written;
  }
}

/** By sequence. A try that is under way counts as an end. */
export function endsByLog(storage: FolderStorage): Promise<Map<number, number>> {
  return storage.get(TRIES_FILE).then(countsIn, () => new Map<number, number>());
}

/** Whatever is not as it was written says nothing: one bit makes a 9 of a 1, and a log with six is set aside. */
function countsIn(bytes: Uint8Array): Map<number, number> {
  try {
    const { ends } = openSealedJson(bytes) as { readonly ends: readonly (readonly [number, number])[] };
    return new Map(ends.filter((entry) => entry.every(Number.isInteger)));
  } catch {
    return new Map();
  }
}
