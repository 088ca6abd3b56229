// Tokens as they are kept: nothing in the lake gives one away, and people who write at once lose nothing.
import { FolderStorage } from '@tracelake/lake';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isTokenOf } from '../../src/access/access-token.ts';
import { TokenList } from '../../src/access/token-list.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const NOW = Date.UTC(2026, 10, 22);

describe('TokenList', () => {
  let folder: TempFolder;
  let storage: FolderStorage;
  let list: TokenList;

  beforeEach(() => {
    folder = tempFolder();
    storage = new FolderStorage(folder.path);
    list = new TokenList(storage, () => NOW);
  });

  afterEach(() => folder.remove());

  const document = async (): Promise<string> => new TextDecoder().decode(await storage.get('state/tokens.json'));

  it('keeps a salted hash, never the token', async () => {
    const token = await list.create('laptop');
    const [, id, secret] = /^tlk_([0-9a-f]{12})_(.{43})$/.exec(token)!;
    expect(await document()).not.toContain(secret);
    const [kept] = await list.read();
    expect(kept).toMatchObject({ id, name: 'laptop', createdAt: '2026-11-22T00:00:00.000Z' });
    expect(isTokenOf(token, kept)).toBe(true);
    expect(isTokenOf(`tlk_${id}_${'A'.repeat(43)}`, kept)).toBe(false);
  });

  it('salts: the same secret would not have the same hash twice', async () => {
    await list.create('one');
    await list.create('two');
    const [one, two] = await list.read();
    expect(one.salt).not.toBe(two.salt);
  });

  it('rotates: the old one ends, the name stays', async () => {
    const old = await list.create('laptop');
    const fresh = await list.rotate('laptop');
    const kept = await list.read();
    expect(kept.map(({ name }) => name)).toEqual(['laptop']);
    expect([isTokenOf(old, kept[0]), isTokenOf(fresh, kept[0])]).toEqual([false, true]);
  });

  it('revokes one and leaves the others', async () => {
    await list.create('one');
    await list.create('two');
    await list.revoke('one');
    expect((await list.read()).map(({ name }) => name)).toEqual(['two']);
  });

  it('loses none of many that are made at once', async () => {
    const names = Array.from({ length: 8 }, (_, n) => `ci-${n}`);
    await Promise.all(names.map((name) => list.create(name)));
    expect((await list.read()).map(({ name }) => name).sort()).toEqual(names);
  });

  it.each([
    ['a name twice', async () => [await list.create('laptop'), await list.create('laptop')], /rotate laptop/],
    ['no name', () => list.create('../x'), /letters, digits/],
    ['an unknown name', () => list.revoke('nobody'), /create NAME/],
    [
      'a list that was changed by hand',
      async () => {
        await storage.put('state/tokens.json', new TextEncoder().encode('{"format":1,"tokens":[{"id":7}]}'));
        await list.read();
      },
      /newest version/,
    ],
  ])('refuses %s and says what to do', async (_, run, hint) => {
    await expect(run()).rejects.toMatchObject({ code: 'config_invalid', hint: expect.stringMatching(hint) });
  });
});
