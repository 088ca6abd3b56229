// Where field documents lie: under `catalog/`, in the same partitions as the landing files they describe.

const LANDING = 'landing/';
const CATALOGUE = 'catalog/';

/** Landing files never have a name that begins with "_", so no document of a file has one of these names. */
const BUNDLE_NAME = '_hour.json.gz';
const KEY_BUNDLE_NAME = '_hour-keys.json.gz';

/** `landing/spans/dt=…/hour=…/x.parquet` has its document at `catalog/spans/dt=…/hour=…/x.json`. */
export function fieldDocumentPath(filePath: string): string {
  if (!filePath.startsWith(LANDING)) throw new RangeError(`"${filePath}" is no landing file.`);
  return CATALOGUE + filePath.slice(LANDING.length).replace(/\.parquet$/, '') + '.json';
}

/** The landing file that such a document describes. */
export function describedFilePath(documentPath: string): string {
  return LANDING + documentPath.slice(CATALOGUE.length).replace(/\.json$/, '') + '.parquet';
}

/** Of a table's documents, ending in "/". */
export function cataloguePrefix(table: string): string {
  return `${CATALOGUE}${table}/`;
}

/** The folder of a landing file's document, ending in "/". */
export function cataloguePartitionOf(filePath: string): string {
  const path = fieldDocumentPath(filePath);
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** All documents of a closed hour in one object, so that a reader need not open each. */
export function bundlePath(partition: string): string {
  return partition + BUNDLE_NAME;
}

/** The same without values, a tenth of it: what a plan needs. */
export function keyBundlePath(partition: string): string {
  return partition + KEY_BUNDLE_NAME;
}

/** End of the hour that a partition holds, ms since 1970; `null` for a partition that is no hour. */
export function partitionEndMs(partition: string): number | null {
  const match = /\/dt=(\d{4}-\d{2}-\d{2})\/hour=(\d{2})\/$/.exec(partition);
  if (match === null) return null;
  const startMs = Date.parse(`${match[1]}T${match[2]}:00:00Z`);
  return Number.isNaN(startMs) ? null : startMs + 3_600_000;
}
