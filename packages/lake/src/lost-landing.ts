// Landing files that somebody has deleted, or put something else in the place of: their field documents are still there, which the lake
// itself deletes with them.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cataloguePrefix, describedFilePath, fieldDocumentPath } from './catalog/catalogue-paths.ts';
import { type CurrentDocument, countsAsLanded, decodeCurrent } from './current-document.ts';
import { CURRENT_FILE, QUARANTINE_FOLDER } from './lake-paths.ts';
import { LandingFolder } from './landing-folder.ts';
import { recordedLosses } from './loss-record.ts';
import { quarantinedFiles } from './quarantine.ts';
import { FolderStorage } from './storage/folder-storage.ts';

/** A document of one file. The bundle of its hour says no more: the documents stay beside it. */
const DOCUMENT = /^dt=[^/]+\/hour=[^/]+\/[^_.][^/]*\.json$/;

/** To look through a month of minutes takes 0.3 s. */
const LOOKED_EVERY_MS = 60_000;

/** Lake paths of such documents; not of those in hours that retention has left out, of which a kill may leave some. */
export async function documentsWithoutFile(folder: string, table: string): Promise<readonly string[]> {
  const root = cataloguePrefix(table);
  const current = await readCurrent(folder);
  // In this order: a file comes before its document, and goes to quarantine from landing.
  const names = await readdir(join(folder, root), { recursive: true }).catch(() => []);
  const landing = await new LandingFolder(folder, table).paths();
  const setAside = (await quarantinedFiles(folder)).map(({ path }) => path.slice(QUARANTINE_FOLDER.length + 1));
  const files = [...landing, ...setAside];
  const described = new Set(files.filter((path) => path.startsWith('landing/')).map(fieldDocumentPath));
  const documents = names.filter((name) => DOCUMENT.test(name)).map((name) => root + name);
  return documents.filter((path) => !described.has(path) && countsAsLanded(current, describedFilePath(path))).sort();
}

/** `null` where there is none, or none that can be read: then every file counts. */
async function readCurrent(folder: string): Promise<CurrentDocument | null> {
  try {
    return decodeCurrent(await new FolderStorage(folder).get(CURRENT_FILE), CURRENT_FILE);
  } catch {
    return null;
  }
}

/** What a server says of them, and of what its log has lost, without looking each time it is asked. */
export class LostLanding {
  private readonly folder: string;
  private readonly table: string;
  private looked: { readonly atMs: number; readonly note: Promise<string | null> } | null = null;

  constructor(folder: string, table: string) {
    this.folder = folder;
    this.table = table;
  }

  /** Of what is lost from the log and from landing; `null` when all is there. */
  async note(): Promise<string | null> {
    const nowMs = performance.now();
    if (this.looked === null || nowMs - this.looked.atMs >= LOOKED_EVERY_MS) {
      this.looked = { atMs: nowMs, note: this.look() };
    }
    return this.looked.note;
  }

  private async look(): Promise<string | null> {
    // A folder that cannot be looked through is told of by whoever answers questions from it.
    const lost = await documentsWithoutFile(this.folder, this.table).catch(() => []);
    const [loss, ...others] = await recordedLosses(new FolderStorage(this.folder));
    const more = others.length > 0 ? `, and ${others.length} more` : '';
    const notes = loss === undefined ? [] : [`${loss.text} ("${loss.path}")${more}.`];
    if (lost.length > 0) {
      const shown = `"${lost[0]}"${lost.length > 1 ? ' …' : ''}`;
      notes.push(
        `${lost.length} landing file(s) are gone whose field documents are there, and their spans are in no answer: ${shown}.`,
      );
    }
    return notes.length === 0 ? null : notes.join(' ');
  }
}
