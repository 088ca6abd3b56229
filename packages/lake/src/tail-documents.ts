// Field documents of tails: each lies beside its tail and is read once.
import {
  type DataFile,
  type FieldDocument,
  isTracelakeError,
  type TableDefinition,
  type TracelakeError,
} from '@tracelake/schema';
import { decodeFieldDocument } from './catalog/field-document-codec.ts';
import { readFieldDocument } from './catalog/field-document-reader.ts';
import { tailDocumentPath } from './lake-paths.ts';
import type { Storage } from './storage/storage.ts';

export interface TailDocumentsRead {
  readonly documents: ReadonlyMap<string, FieldDocument>;
  /** Tails that are no Parquet: they are not synced, so a power cut may leave one broken until recovery replaces it. */
  readonly unreadable: ReadonlyMap<string, TracelakeError>;
}

export class TailDocuments {
  private readonly storage: Storage;
  private readonly table: TableDefinition;
  private known = new Map<string, FieldDocument>();

  constructor(storage: Storage, table: TableDefinition) {
    this.storage = storage;
    this.table = table;
  }

  /** Throws `object_not_found` when a tail is gone. */
  async read(tails: readonly DataFile[]): Promise<TailDocumentsRead> {
    const documents = new Map<string, FieldDocument>();
    const unreadable = new Map<string, TracelakeError>();
    for (const file of tails) {
      try {
        documents.set(file.path, this.known.get(file.path) ?? (await this.readOne(file)));
      } catch (error) {
        if (!isTracelakeError(error) || error.code !== 'corrupt_file') throw error;
        unreadable.set(file.path, error);
      }
    }
    this.known = documents;
    return { documents, unreadable };
  }

  private async readOne(file: DataFile): Promise<FieldDocument> {
    const path = tailDocumentPath(file.path);
    try {
      return { ...decodeFieldDocument(await this.storage.get(path), path), file };
    } catch (error) {
      // A power cut may take either, since neither is synced; where the tail is gone too, that is said.
      if (!isTracelakeError(error) || !['corrupt_file', 'object_not_found'].includes(error.code)) throw error;
      return { ...(await readFieldDocument(this.storage, this.table, file)), file };
    }
  }
}
