// Which versions of a board this page has made itself, and of which: a change that was begun before the one before it was kept is over that one. Pure.

export class OwnVersions {
  readonly #next = new Map<string, number>();

  wrote(id: string, over: number, version: number): void {
    this.#next.set(`${id} ${this.latest(id, over)}`, version);
  }

  /** What became of a version by this page's own writes; another's write is none of them. */
  latest(id: string, version: number): number {
    let latest = version;
    for (let next = this.#next.get(`${id} ${latest}`); next !== undefined; next = this.#next.get(`${id} ${latest}`)) {
      latest = next;
    }
    return latest;
  }
}
