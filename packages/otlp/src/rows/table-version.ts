// Which columns the table of a version has: layers live for years, and so do tables.
import { DOCUMENT_COLUMNS } from '../document-columns.ts';

/** Whether the table of `schemaVersion` has the column: Firehose drops what it does not know without a word. */
export function isDeployed(column: string, schemaVersion: string | undefined): boolean {
  if (schemaVersion === undefined) return true;
  return !isYounger(DOCUMENT_COLUMNS.find(({ name }) => name === column)?.since ?? '', schemaVersion);
}

/** Whether the table of `schemaVersion` has all columns. */
export function isWhole(schemaVersion: string): boolean {
  return !DOCUMENT_COLUMNS.some(({ since }) => isYounger(since, schemaVersion));
}

/** Compares "1.10.0" with "1.9.2" by their numbers. */
export function isYounger(version: string, than: string): boolean {
  const [left, right] = [version, than].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] || 0) - (right[i] || 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
