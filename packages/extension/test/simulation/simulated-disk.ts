// A folder that survives its processes, and can be full, read-only, or damaged.
import type { SeededRandom } from '@tracelake/testkit';
import type { FoundSegment } from '../../src/core/extension-input.ts';
import { readSegment } from '../../src/core/segment-reader.ts';

export type DiskState = 'well' | 'full' | 'read-only';

export class SimulatedDisk {
  state: DiskState = 'well';
  invocationState: string | null = null;
  readonly #random: SeededRandom;
  readonly #files = new Map<string, Uint8Array[]>();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  find(): FoundSegment[] {
    return [...this.#files.keys()].sort().map((name) => ({ name, bytes: this.read(name)!.length }));
  }

  append(name: string, frame: Uint8Array): boolean {
    if (this.state === 'read-only') return false;
    const isWhole = this.state === 'well';
    // A full disk takes the beginning.
    const part = isWhole ? frame : frame.subarray(0, this.#random.below(frame.length));
    const parts = this.#files.get(name);
    if (parts === undefined) this.#files.set(name, [part]);
    else parts.push(part);
    return isWhole;
  }

  read(name: string): Uint8Array | null {
    const parts = this.#files.get(name);
    return parts === undefined ? null : Uint8Array.from(Buffer.concat(parts));
  }

  remove(name: string): void {
    if (this.state !== 'read-only') this.#files.delete(name);
  }

  wipe(): void {
    this.#files.clear();
    this.invocationState = null;
  }

  /** Documents that lie there and are not settled. */
  documents(): Uint8Array[] {
    return [...this.#files.keys()].flatMap((name) => [...readSegment(this.read(name)!).documents.values()]);
  }
}
