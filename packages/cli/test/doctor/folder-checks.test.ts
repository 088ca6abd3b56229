// What doctor says of what was set aside in a folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkFolder } from '../../src/doctor/folder-checks.ts';

function folderWith(names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'wal/quarantine'), { recursive: true });
  for (const name of names) writeFileSync(join(folder, 'wal/quarantine', name), 'seventeen bytes..');
  return folder;
}

it('says how many bytes a crash cut off, and where they lie: nothing is wrong', async () => {
  const checks = await checkFolder(folderWith(['000000000007-80.torn', '000000000009-32.torn']));
  const lines = checks.filter(({ name }) => name === 'log' || name === 'quarantine');
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ['ok', 'nothing was set aside'],
    [
      'ok',
      '34 bytes that a crash cut off at the end of 2 logs were not acknowledged, and lie in wal/quarantine/000000000007-80.torn … until you delete them',
    ],
  ]);
});

it('warns of damage beside it', async () => {
  const checks = await checkFolder(folderWith(['000000000007-80.bin', '000000000009-32.torn']));
  const warned = checks.filter(({ level }) => level === 'warn');
  expect(warned.map(({ message }) => message)).toEqual([
    '1 damaged file (17 B) in wal/quarantine: wal/quarantine/000000000007-80.bin',
  ]);
});
