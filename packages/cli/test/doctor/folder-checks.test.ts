// What doctor says of a folder: of what was set aside, of what is gone.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

function openWriter(folder: string): Promise<LakeWriter> {
  return LakeWriter.open({ folder, table: SPANS_TABLE, decoderFactory: createOtlpDecoder, worker: null });
}

async function send(writer: LakeWriter, name: string): Promise<void> {
  const span = { traceId: new Uint8Array(16).fill(7), spanId: new Uint8Array(8).fill(name.length), name };
  const body = encodeOtlpProtobuf({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  await writer.append([body], body.length, 'otlpProtobuf');
  await writer.refresh();
}

it('counts no spans of a tail that somebody has deleted, and names it', async () => {
  const folder = newFolder();
  const writer = await openWriter(folder);
  onTestFinished(() => writer.close());
  await send(writer, 'deleted');
  const tails = join(folder, 'wal/tail');
  const [tail] = readdirSync(tails).filter((name) => name.endsWith('.parquet'));
  await send(writer, 'kept');
  rmSync(join(tails, tail!));
  const files = (await checkFolder(folder)).filter(({ name }) => name === 'files');
  expect(files.map(({ level, message }) => [level, message])).toEqual([
    ['ok', '1 span in 1 file'],
    ['warn', expect.stringContaining(`"wal/tail/${tail}" is left out: it is gone`)],
  ]);
});

it('names a landing file that is empty, with and without its document', async () => {
  const folder = newFolder();
  for (const name of ['emptied', 'kept']) {
    const writer = await openWriter(folder);
    await send(writer, name);
    await writer.close();
  }
  const landing = join(folder, 'landing');
  const paths = readdirSync(landing, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.parquet'));
  const emptied = paths.sort()[0]!;
  truncateSync(join(landing, emptied));
  const told = async () => {
    const checks = (await checkFolder(folder)).filter(({ name }) => name === 'files');
    return checks.map(({ level, message }) => `${level}: ${message}`).join('\n');
  };
  for (const step of ['with it', 'without it']) {
    if (step === 'without it') rmSync(join(folder, 'catalog'), { recursive: true });
    expect(await told()).toMatch(new RegExp(`(warn|fail): .*landing/${emptied}`));
    expect(await told()).toMatch(/ok: 1 span in 1 file/);
  }
});

it('says what was lost of which nothing is left', async () => {
  const folder = folderWith([]);
  const named = async (name: string) => (await checkFolder(folder)).filter((check) => check.name === name);
  expect(await named('log')).toEqual([]);
  mkdirSync(join(folder, 'wal/quarantine'), { recursive: true });
  writeFileSync(join(folder, 'wal/quarantine/000000000002-0.lost'), 'Log 2: the log file is gone\n');
  const message = 'Log 2: the log file is gone (wal/quarantine/000000000002-0.lost)';
  expect(await named('log')).toMatchObject([{ level: 'warn', message }]);
  expect(await named('quarantine')).toMatchObject([{ level: 'ok' }]);
});

it('says of a log that no step got through that its spans are in no answer, of others that nothing is lost', async () => {
  const folder = folderWith([]);
  const aside = async (path: string) => {
    mkdirSync(dirname(join(folder, 'wal/quarantine', path)), { recursive: true });
    writeFileSync(join(folder, 'wal/quarantine', path), 'a log');
    return (await checkFolder(folder)).find(({ name }) => name === 'quarantine')?.next;
  };
  expect(await aside('wal/log/000000000002.log')).toMatch(/Their spans are in answers/);
  expect(await aside('unrolled/000000000003.log')).toMatch(/in no answer: this version cannot write them.*Keep them/);
});
