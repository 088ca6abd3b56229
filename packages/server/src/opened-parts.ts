// What a server has opened, to be closed the other way round: each has a name, for whoever is told what a stop waits for.

interface OpenedPart {
  readonly name: string;
  readonly close: () => Promise<void>;
}

export class OpenedParts {
  /** What is being closed; `null` where nothing is. */
  closing: string | null = null;
  readonly #parts: OpenedPart[] = [];

  add(name: string, close: () => Promise<void>): void {
    this.#parts.push({ name, close });
  }

  /** Throws what closing one throws; those below it stay open then. */
  async close(): Promise<void> {
    for (const { name, close } of this.#parts.splice(0).reverse()) {
      this.closing = name;
      await close();
    }
    this.closing = null;
  }
}
