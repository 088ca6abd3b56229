// Field documents of tails: each lies beside its tail and is read once; with its values once more, when somebody first asks for these.
import {
  type DataFile,
  type FieldDocument,
  isTracelakeError,
  type TableDefinition,
  type TracelakeError,
} from '@tracelake/schema';
import { decodeFieldDocument } from './catalog/field-document-codec.ts';
import { readFieldDocument } from './catalog/field-document-reader.ts';
import { isLight, LightDocuments } from './catalog/light-document.ts';
import { tailDocumentPath } from './lake-paths.ts';
import { cannotBeRead } from './storage/file-error.ts';
import type { Storage } from './storage/storage.ts';

export interface TailDocumentsRead {
  readonly documents: ReadonlyMap<string, FieldDocument>;
  /** Tails that cannot be read, or are no Parquet: they are not synced, so a power cut may leave one broken until recovery replaces it. */
  readonly unreadable: ReadonlyMap<string, TracelakeError>;
}

export class TailDocuments {
  private readonly storage: Storage;
  private readonly table: TableDefinition;
  private readonly light = new LightDocuments();
  private known = new Map<string, FieldDocument>();

  constructor(storage: Storage, table: TableDefinition) {
    this.storage = storage;
    this.table = table;
  }

  /**
   * Throws `object_not_found` when a tail is gone. Without values unless they are asked for: at 20,000 spans a second they were
   * 0.3 MB a second that V8 took for long-lived.
   */
  async read(tails: readonly DataFile[], withValues: boolean): Promise<TailDocumentsRead> {
    const documents = new Map<string, FieldDocument>();
    const unreadable = new Map<string, TracelakeError>();
    for (const file of tails) {
      try {
        documents.set(file.path, this.knownOf(file, withValues) ?? (await this.readAs(file, withValues)));
      } catch (error) {
        if (!isTracelakeError(error) || (error.code !== 'corrupt_file' && !cannotBeRead(error))) throw error;
        unreadable.set(file.path, error);
      }
    }
    this.known = documents;
    return { documents, unreadable };
  }

  private knownOf({ path }: DataFile, withValues: boolean): FieldDocument | undefined {
    const known = this.known.get(path);
    return known !== undefined && withValues && isLight(known) ? undefined : known;
  }

  private async readAs(file: DataFile, withValues: boolean): Promise<FieldDocument> {
    const document = await this.readOne(file);
    return withValues ? document : this.light.lighten(document);
  }

  private async readOne(file: DataFile): Promise<FieldDocument> {
    const path = tailDocumentPath(file.path);
    try {
      return { ...decodeFieldDocument(await this.storage.get(path), path), file };
    } catch (error) {
      // A power cut may take either, since neither is synced; where the tail is gone too, that is said.
      const isLost = isTracelakeError(error) && ['corrupt_file', 'object_not_found'].includes(error.code);
      if (!isLost && !cannotBeRead(error)) throw error;
      return { ...(await readFieldDocument(this.storage, this.table, file)), file };
    }
  }
}
