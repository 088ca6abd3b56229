// What lies in the place of a folder of the lake: a file keeps no server from starting, a link that leads nowhere does.
import { rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quarantinedFiles } from '../../src/quarantine.ts';
import { abandon, append, bodyOf, newFolder, openWriter, spanIds, visibleSpanIds } from './lake-fixture.ts';

/** Two spans have landed, the next two are in the log and in their tail. */
async function writtenFolder(): Promise<string> {
  const folder = await newFolder();
  const writer = await openWriter(folder);
  for (let n = 0; n < 4; n++) {
    await append(writer, bodyOf(n, 1));
    await (n < 2 ? writer.land() : writer.refresh());
  }
  await abandon(folder);
  return folder;
}

describe('in the place of a folder', () => {
  it.each([
    ['wal/quarantine', 0],
    ['wal/log', 0],
    ['wal/tail', 0],
    ['wal/recent', 0],
    ['catalog', 0],
    // What had landed was in it.
    ['landing', 2],
  ])('a file is set aside by the next start, which goes on without it: %s', async (part, first) => {
    const folder = await writtenFolder();
    await rm(join(folder, part), { recursive: true, force: true });
    await writeFile(join(folder, part), 'of somebody else');
    const second = await openWriter(folder);
    expect((await quarantinedFiles(folder)).map(({ path }) => path)).toContainEqual(
      expect.stringMatching(new RegExp(`^wal/quarantine/${basename(part)}-\\d+\\.misplaced$`)),
    );
    for (let n = 4; n < 6; n++) {
      await append(second, bodyOf(n, 1));
      await second.land();
    }
    await second.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(first, 6 - first));
  });

  it('a file that is in that of wal is left as it is, and the start says what to do', async () => {
    const folder = await writtenFolder();
    const wal = join(folder, 'wal');
    await rename(wal, `${wal}-away`);
    await writeFile(wal, 'of somebody else');
    await expect(openWriter(folder)).rejects.toMatchObject({
      code: 'folder_read_only',
      message: '"wal" is no folder, and that of the log should be there.',
      hint: expect.stringContaining('Move it out of the lake’s folder'),
    });
    await rm(wal);
    await (await openWriter(folder)).close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 2));
  });

  it.each(['landing', 'catalog', 'wal/log', 'wal'])(
    'a link that leads nowhere is left as it is, and the start says what to do: %s',
    async (part) => {
      const folder = await writtenFolder();
      await rm(join(folder, part), { recursive: true });
      await symlink(join(folder, 'not mounted'), join(folder, part));
      await expect(openWriter(folder)).rejects.toMatchObject({
        code: 'storage_unavailable',
        message: `"${part}" is a link that leads nowhere.`,
        hint: expect.stringContaining('a disk that is not mounted'),
      });
      await rm(join(folder, part));
      await (await openWriter(folder)).close();
    },
  );
});
