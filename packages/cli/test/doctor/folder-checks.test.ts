// What doctor says of a folder: of what was set aside, of what is gone.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LakeWriter } from '@tracelake/lake';
import { createOtlpDecoder } from '@tracelake/otlp';
import { SPANS_TABLE } from '@tracelake/schema';
import { encodeOtlpProtobuf } from '@tracelake/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { checkFolder } from '../../src/doctor/folder-checks.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function folderWith(names: readonly string[]): string {
  const folder = newFolder();
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

it('counts no spans of a tail that somebody has deleted, and names it', async () => {
  const folder = newFolder();
  const parts = { folder, table: SPANS_TABLE, decoderFactory: createOtlpDecoder, worker: null };
  const writer = await LakeWriter.open(parts);
  onTestFinished(() => writer.close());
  const send = async (name: string) => {
    const span = { traceId: new Uint8Array(16).fill(7), spanId: new Uint8Array(8).fill(name.length), name };
    const body = encodeOtlpProtobuf({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
    await writer.append([body], body.length, 'otlpProtobuf');
    await writer.refresh();
  };
  await send('deleted');
  const tails = join(folder, 'wal/tail');
  const [tail] = readdirSync(tails).filter((name) => name.endsWith('.parquet'));
  await send('kept');
  rmSync(join(tails, tail!));
  const files = (await checkFolder(folder)).filter(({ name }) => name === 'files');
  expect(files.map(({ level, message }) => [level, message])).toEqual([
    ['ok', '1 span in 1 file'],
    ['warn', expect.stringContaining(`"wal/tail/${tail}" is left out: it is gone`)],
  ]);
});
