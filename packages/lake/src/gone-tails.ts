// Tails that current.json names and that are not there: somebody has deleted them. They are left out, as broken ones are, until landing brings their rows.
import type { CurrentTail } from './current-document.ts';
import type { Storage } from './storage/storage.ts';

export class GoneTails {
  private readonly storage: Storage;
  private known: ReadonlySet<string> = new Set();

  constructor(storage: Storage) {
    this.storage = storage;
  }

  /** @param looksForAll where a file was not found; otherwise only for those that were gone the last time */
  async among(tails: readonly CurrentTail[], looksForAll: boolean): Promise<ReadonlySet<string>> {
    const paths = tails.map(({ file }) => file.path).filter((path) => looksForAll || this.known.has(path));
    const gone = new Set(await this.missing(paths));
    this.known = gone;
    return gone;
  }

  /** The folder was only away for a moment. */
  async someAreBack(gone: ReadonlySet<string>): Promise<boolean> {
    return gone.size > 0 && (await this.missing([...gone])).length < gone.size;
  }

  private async missing(paths: readonly string[]): Promise<readonly string[]> {
    const heads = await Promise.all(paths.map((path) => this.storage.head(path)));
    return paths.filter((_, n) => heads[n] === null);
  }
}
