// One process of the extension and each of its documents, amendments and rows about drops as well: what came in is settled, on the disk, or counted as
// dropped. By documents and not by number: one that was dropped and counted cannot stand for another that vanished.
import { checksumOf } from '../../src/core/spool-format.ts';

export class DocumentAccount {
  /** Found in the spool at the start, or stored since. */
  readonly #taken = new Set<number>();
  readonly #written = new Set<number>();

  take(documents: readonly Uint8Array[]): void {
    for (const document of documents) this.#taken.add(nameOf(document));
  }

  /** In a frame that is whole on the disk. */
  write(documents: readonly Uint8Array[]): void {
    for (const document of documents) this.#written.add(nameOf(document));
  }

  /** Accepted, and the extension knows it. */
  settle(documents: readonly Uint8Array[]): void {
    for (const document of documents) this.#taken.delete(nameOf(document));
  }

  /** Neither settled nor on the disk, and how many of them had been there. */
  missing(onDisk: readonly Uint8Array[]): { readonly all: number; readonly written: number } {
    const kept = new Set(onDisk.map(nameOf));
    const missing = [...this.#taken].filter((name) => !kept.has(name));
    return { all: missing.length, written: missing.filter((name) => this.#written.has(name)).length };
  }
}

/** Checksum and length: two of a run are not taken for one. */
function nameOf(document: Uint8Array): number {
  return checksumOf(document) * 2 ** 20 + document.length;
}
