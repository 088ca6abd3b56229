// Landing files that somebody has deleted: their field documents are still there, which the lake itself deletes with them.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fieldDocumentPath } from './catalog/catalogue-paths.ts';
import { QUARANTINE_FOLDER } from './lake-paths.ts';
import { LandingFolder } from './landing-folder.ts';
import { quarantinedFiles } from './quarantine.ts';

/** A document of one file, not the bundle of an hour. */
const DOCUMENT = /^dt=[^/]+\/hour=[^/]+\/[^_.][^/]*\.json$/;

/** Lake paths of such documents. Those of closed hours lie in bundles, which are not looked at. */
export async function documentsWithoutFile(folder: string, table: string): Promise<readonly string[]> {
  const root = `catalog/${table}`;
  const names = await readdir(join(folder, root), { recursive: true }).catch(() => []);
  const setAside = (await quarantinedFiles(folder)).map(({ path }) => path.slice(QUARANTINE_FOLDER.length + 1));
  const files = [...(await new LandingFolder(folder, table).paths()), ...setAside];
  const described = new Set(files.filter((path) => path.startsWith('landing/')).map(fieldDocumentPath));
  const documents = names.filter((name) => DOCUMENT.test(name)).map((name) => `${root}/${name}`);
  return documents.filter((path) => !described.has(path));
}
