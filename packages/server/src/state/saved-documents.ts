// What people keep in the lake: saved queries, boards, the history of questions. All of it is one document, so a list is one request
// and no limit is passed by two who save at once.
import { TracelakeError } from '@tracelake/schema';
import type { StateAccess } from './state-access.ts';
import { StateDocument } from './state-document.ts';

export const SAVED_KINDS = ['query', 'board', 'history'] as const;
export type SavedKind = (typeof SAVED_KINDS)[number];

export interface BoardPanel {
  readonly name: string;
  /** Text of a structured query, or SQL: one of both. */
  readonly query?: string | undefined;
  readonly sql?: string | undefined;
  /** Or words. */
  readonly text?: string | undefined;
  /** How it is drawn: the page's own word. */
  readonly view?: string | undefined;
  /** In a grid of twelve columns. */
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

export interface SavedContent {
  readonly kind: SavedKind;
  readonly name: string;
  readonly query?: string | undefined;
  readonly sql?: string | undefined;
  readonly panels?: readonly BoardPanel[] | undefined;
}

export interface SavedDocument extends SavedContent {
  readonly id: string;
  /** Greater with every write, and never used again. */
  readonly version: number;
  readonly savedAtUnixNano: string;
}

/** What the caller has seen: a version, that there is none, or nothing said. */
export type SavedCondition = number | 'absent' | 'any';

export const SAVED_LIMITS = { documentBytes: 64 * 1024, totalBytes: 2 * 1024 * 1024, history: 200 } as const;

interface SavedState {
  readonly lastVersion: number;
  readonly documents: readonly SavedDocument[];
}

const PATH = 'state/saved/documents.json';

export class SavedDocuments {
  readonly #access: StateAccess;
  readonly #document: StateDocument<SavedState>;

  constructor(access: StateAccess) {
    this.#access = access;
    this.#document = new StateDocument<SavedState>(access.storage, {
      path: PATH,
      member: 'saved',
      empty: { lastVersion: 0, documents: [] },
      isValid: isSavedState,
      hint: `Use the newest version; if it cannot read it either, move ${PATH} away.`,
    });
  }

  /** Newest first. */
  async list(kind?: SavedKind): Promise<readonly SavedDocument[]> {
    const { documents } = await this.#document.read();
    const wanted = documents.filter((document) => kind === undefined || document.kind === kind);
    return wanted.sort((left, right) => right.version - left.version);
  }

  /** Throws `saved_not_found`. */
  async get(id: string): Promise<SavedDocument> {
    const { documents } = await this.#document.read();
    return documents.find((document) => document.id === id) ?? notFound(id);
  }

  /** Throws `precondition_failed`, `body_too_large`, `saved_full`, `lake_read_only`. */
  async put(id: string, content: SavedContent, condition: SavedCondition, nowUnixNano: bigint): Promise<SavedDocument> {
    this.#access.checkWritable();
    checkSize(content);
    return this.#document.change(({ lastVersion, documents }) => {
      checkCondition(documents, id, condition);
      const saved = { id, version: lastVersion + 1, savedAtUnixNano: nowUnixNano.toString(), ...content };
      const others = documents.filter((document) => document.id !== id);
      return { value: { lastVersion: saved.version, documents: withinLimits(saved, others) }, result: saved };
    });
  }

  /** Throws `saved_not_found`, `precondition_failed`, `lake_read_only`. */
  async delete(id: string, condition: SavedCondition): Promise<void> {
    this.#access.checkWritable();
    await this.#document.change((state) => {
      if (!state.documents.some((document) => document.id === id)) notFound(id);
      checkCondition(state.documents, id, condition);
      const documents = state.documents.filter((document) => document.id !== id);
      return { value: { ...state, documents }, result: null };
    });
  }
}

function checkCondition(documents: readonly SavedDocument[], id: string, condition: SavedCondition): void {
  if (condition === 'any') return;
  const found = documents.find((document) => document.id === id)?.version ?? null;
  const expected = condition === 'absent' ? null : condition;
  if (found === expected) return;
  const said = found === null ? 'is not there' : `has version ${found}`;
  throw new TracelakeError('precondition_failed', `What is saved as ${JSON.stringify(id)} ${said}.`, {
    details: { id, expected, found },
  });
}

/** The oldest of the history gives way; nothing else is ever dropped. Throws `saved_full`. */
function withinLimits(saved: SavedDocument, others: readonly SavedDocument[]): readonly SavedDocument[] {
  const history = others.filter(({ kind }) => kind === 'history').sort((left, right) => left.version - right.version);
  let kept = [...others, saved];
  const isOver = (): boolean =>
    bytesOf(kept) > SAVED_LIMITS.totalBytes ||
    kept.filter(({ kind }) => kind === 'history').length > SAVED_LIMITS.history;
  while (isOver()) {
    const oldest = history.shift();
    if (oldest === undefined) throw full(bytesOf(kept));
    kept = kept.filter((document) => document !== oldest);
  }
  return kept;
}

function checkSize(content: SavedContent): void {
  const sizeBytes = bytesOf(content);
  if (sizeBytes <= SAVED_LIMITS.documentBytes) return;
  const message = `What is to be saved has ${sizeBytes} bytes; ${SAVED_LIMITS.documentBytes} are the most.`;
  throw new TracelakeError('body_too_large', message, {
    details: { sizeBytes, limitBytes: SAVED_LIMITS.documentBytes },
    hint: 'Save fewer panels, or shorter queries.',
  });
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function full(sizeBytes: number): TracelakeError {
  const message = `With this ${sizeBytes} bytes would be saved; ${SAVED_LIMITS.totalBytes} are the most.`;
  return new TracelakeError('saved_full', message, { details: { sizeBytes, limitBytes: SAVED_LIMITS.totalBytes } });
}

function notFound(id: string): never {
  throw new TracelakeError('saved_not_found', `Nothing is saved as ${JSON.stringify(id)}.`, { details: { id } });
}

function isSavedState(value: unknown): value is SavedState {
  const { lastVersion, documents } = (value ?? {}) as Partial<SavedState>;
  return Number.isSafeInteger(lastVersion) && Array.isArray(documents) && documents.every(isSavedDocument);
}

function isSavedDocument(value: unknown): boolean {
  const { id, kind, name, version, savedAtUnixNano } = (value ?? {}) as Partial<SavedDocument>;
  const areTexts = [id, name, savedAtUnixNano].every((member) => typeof member === 'string');
  return areTexts && SAVED_KINDS.includes(kind as SavedKind) && Number.isSafeInteger(version);
}
