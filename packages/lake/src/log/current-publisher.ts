// Publishes wal/current.json: each publication is one rename, and only what was published is believed.
import { join } from 'node:path';
import { type CurrentDocument, decodeCurrent, encodeCurrent } from '../current-document.ts';
import { CURRENT_FILE, QUARANTINE_FOLDER } from '../lake-paths.ts';
import { putAside, setMisplacedAside } from '../quarantine.ts';
import { isSealedJson } from '../sealed-json.ts';
import { writeFileAtomically } from '../storage/atomic-file.ts';
import { errnoOf, fileError, folderGone } from '../storage/file-error.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';
import { readAtStart } from './unreadable-at-start.ts';

export class CurrentPublisher {
  private readonly folder: string;
  private readonly path: string;
  private published: CurrentDocument;

  constructor(folder: string, published: CurrentDocument) {
    this.folder = folder;
    this.path = join(folder, CURRENT_FILE);
    this.published = published;
  }

  /** What readers see. */
  get current(): CurrentDocument {
    return this.published;
  }

  /**
   * `durable`: on disk before this returns; needed before anything that the document makes superfluous is deleted.
   * Throws `disk_full`, `storage_unavailable` …; readers then still see what they saw.
   */
  async publish(next: CurrentDocument, durable: boolean): Promise<void> {
    try {
      await writeFileAtomically(this.path, encodeCurrent(next), { durable });
    } catch (error) {
      throw errnoOf(error) === 'ENOENT' ? folderGone(this.folder, error) : fileError(error, CURRENT_FILE);
    }
    this.published = next;
  }
}

export interface FoundCurrent {
  readonly current: CurrentDocument | null;
  /** Whether a flipped bit of it would have shown. */
  readonly isSealed: boolean;
  /** Where a damaged document was set aside; names of landing files then say what has landed. */
  readonly quarantined: string | null;
}

const WITHOUT_CURRENT =
  'the start then goes by the names of the files, and writes it again; leave it there, it is of no use any more.';

/** For the one writer of the folder. Throws `folder_version`; what it says of a document that cannot be read has the next step. */
export async function readCurrentForRecovery(storage: FolderStorage, nowMs: number): Promise<FoundCurrent> {
  const misplaced = await setMisplacedAside(storage.folder, CURRENT_FILE, nowMs);
  if (misplaced !== null) return { current: null, isSealed: false, quarantined: misplaced };
  let bytes: Uint8Array;
  try {
    bytes = await readAtStart(storage, CURRENT_FILE, WITHOUT_CURRENT, () => storage.get(CURRENT_FILE));
  } catch (error) {
    const coded = fileError(error, CURRENT_FILE);
    if (coded.code === 'object_not_found') return { current: null, isSealed: false, quarantined: null };
    throw coded;
  }
  try {
    return { current: decodeCurrent(bytes, CURRENT_FILE), isSealed: isSealedJson(bytes), quarantined: null };
  } catch (error) {
    const coded = fileError(error, CURRENT_FILE);
    if (coded.code !== 'corrupt_file') throw coded;
    const quarantined = await putAside(storage, `${QUARANTINE_FOLDER}/current-${nowMs}.json`, bytes);
    return { current: null, isSealed: false, quarantined };
  }
}
