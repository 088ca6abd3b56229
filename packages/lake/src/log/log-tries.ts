// How often in a row a process has ended while it carried a log on that it had found: a log that ends the whole process is met again by every
// start. The count is on disk before each try, and as it was, or gone, behind it.
import type { FolderStorage } from '../storage/folder-storage.ts';

export const TRIES_FILE = 'wal/tries.json';

export class LogTries {
  private readonly storage: FolderStorage;
  /** By sequence; of logs that have not got through. */
  private readonly deaths: Map<number, number>;

  private constructor(storage: FolderStorage, deaths: Map<number, number>) {
    this.storage = storage;
    this.deaths = deaths;
  }

  /** @param sequences of the logs that this start has found: what is said of others is over */
  static async open(storage: FolderStorage, sequences: readonly number[]): Promise<LogTries> {
    const said = await endsByLog(storage);
    const found = new Set(sequences);
    const tries = new LogTries(storage, new Map([...said].filter(([sequence]) => found.has(sequence))));
    if (said.size > 0) await tries.write();
    return tries;
  }

  /** The most of them. */
  deathsOf(sequences: readonly number[]): number {
    return Math.max(0, ...sequences.map((sequence) => this.deaths.get(sequence) ?? 0));
  }

  /** One that ends nothing says nothing of the ends before it, unless with what comes of it the logs are through. */
  async during<T>(sequences: readonly number[], work: () => Promise<T>, isThrough: (result: T) => boolean): Promise<T> {
    const before = new Map(this.deaths);
    for (const sequence of sequences) this.deaths.set(sequence, this.deathsOf([sequence]) + 1);
    await this.write();
    try {
      const result = await work();
      if (isThrough(result)) before.clear();
      return result;
    } finally {
      for (const sequence of sequences) this.set(sequence, before.get(sequence) ?? 0);
      await this.write();
    }
  }

  private set(sequence: number, deaths: number): void {
    if (deaths === 0) this.deaths.delete(sequence);
    else this.deaths.set(sequence, deaths);
  }

  /** Where it cannot be written the next start counts one less. */
  private async write(): Promise<void> {
    const { storage, deaths } = this;
    const written =
      deaths.size === 0
        ? storage.delete(TRIES_FILE)
        : storage.put(TRIES_FILE, Buffer.from(JSON.stringify([...deaths])));
    await written.catch(() => undefined);
  }
}

/** By sequence. A try that is under way counts as an end. */
export function endsByLog(storage: FolderStorage): Promise<Map<number, number>> {
  return storage.get(TRIES_FILE).then(countsIn, () => new Map<number, number>());
}

/** Whatever cannot be read says nothing. */
function countsIn(bytes: Uint8Array): Map<number, number> {
  try {
    const entries = JSON.parse(Buffer.from(bytes).toString('utf8')) as readonly (readonly [number, number])[];
    return new Map(
      entries.filter((entry) => entry.every(Number.isInteger)).map(([sequence, deaths]) => [sequence, deaths]),
    );
  } catch {
    return new Map();
  }
}
