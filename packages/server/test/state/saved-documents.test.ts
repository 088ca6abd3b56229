// What is saved, as it lies in the lake: what gives way, and what is not taken for it.
import { FolderStorage } from '@tracelake/lake';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SAVED_LIMITS, SavedDocuments } from '../../src/state/saved-documents.ts';
import { StateAccess } from '../../src/state/state-access.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const PATH = 'state/saved/documents.json';
const STEP = { kind: 'history', name: 'step', sql: 'SELECT 1' } as const;

describe('SavedDocuments', () => {
  let folder: TempFolder;
  let storage: FolderStorage;
  let saved: SavedDocuments;

  beforeEach(() => {
    folder = tempFolder();
    storage = new FolderStorage(folder.path);
    saved = new SavedDocuments(new StateAccess(storage, true));
  });

  afterEach(() => folder.remove());

  const write = (text: string) => storage.put(PATH, new TextEncoder().encode(text));

  it('keeps the newest of the history, and every query', async () => {
    const documents = Array.from({ length: SAVED_LIMITS.history }, (_, n) => {
      return { id: `h-${n}`, version: n + 2, savedAtUnixNano: '0', ...STEP };
    });
    const query = { id: 'q', version: 1, savedAtUnixNano: '0', ...STEP, kind: 'query' };
    await write(JSON.stringify({ format: 1, saved: { lastVersion: 500, documents: [query, ...documents] } }));
    expect(await saved.put('newest', STEP, 'any', 7n)).toMatchObject({ version: 501, savedAtUnixNano: '7' });
    const history = await saved.list('history');
    expect([history.length, history[0].id, history.at(-1)!.id]).toEqual([SAVED_LIMITS.history, 'newest', 'h-1']);
    expect((await saved.list('query')).map(({ id }) => id)).toEqual(['q']);
  });

  it.each(['{', '{"format":2,"saved":{}}', '{"format":1,"saved":{"lastVersion":1,"documents":[{"id":7}]}}'])(
    'takes %s for none of its documents, and writes nothing over it',
    async (text) => {
      await write(text);
      await expect(saved.list()).rejects.toMatchObject({
        code: 'config_invalid',
        hint: expect.stringContaining('newest version'),
      });
      await expect(saved.put('x', STEP, 'any', 0n)).rejects.toMatchObject({ code: 'config_invalid' });
      expect(new TextDecoder().decode(await storage.get(PATH))).toBe(text);
    },
  );
});
