// What one part of the proof hands to `scripts/proof.mjs`, which prints the lines of all parts as one table.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ProofLine {
  readonly what: string;
  readonly result: string;
}

/** How much of a part is asked for: `npm run proof -- --kills 20`. */
export function amountOf(name: 'KILLS' | 'MUTATIONS' | 'LOAD_SECONDS', fallback: number): number {
  return Number(process.env[`PROOF_${name}`] || fallback);
}

export function writeLines(part: string, lines: readonly ProofLine[]): void {
  const folder = process.env['PROOF_FOLDER'];
  if (folder !== undefined) writeFileSync(join(folder, `${part}.json`), JSON.stringify(lines));
}

export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en');
}
