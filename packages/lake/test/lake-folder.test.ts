// lake.json that a disk has damaged: readers read on, the next server mends it, and no other identity is believed.
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOtlpDecoder } from '@tracelake/otlp';
import { SPANS_TABLE } from '@tracelake/schema';
import { expect, it } from 'vitest';
import { LakeReader } from '../src/lake-reader.ts';
import {
  abandon,
  append,
  bodyOf,
  newFolder,
  openWriter,
  spanIds,
  spanIdsIn,
  visibleSpanIds,
} from './log/lake-fixture.ts';

/** The folder of a killed server: two rows have landed, two only the log has. */
async function killedLake(): Promise<string> {
  const folder = await newFolder();
  const writer = await openWriter(folder);
  await append(writer, bodyOf(0, 2));
  await writer.land();
  await append(writer, bodyOf(2, 2));
  await abandon(folder);
  return folder;
}

async function idsOfReader(folder: string): Promise<{ ids: string[]; notes: string }> {
  const reader = await LakeReader.open({
    folder,
    table: SPANS_TABLE,
    decoderFactory: createOtlpDecoder,
    readOnly: true,
  });
  const snapshot = await reader.snapshot();
  const ids = await spanIdsIn(snapshot);
  reader.close();
  return { ids, notes: (snapshot.notes ?? []).join() };
}

it('is read over, and mended, wherever a bit of it is flipped', async () => {
  const folder = await killedLake();
  const whole = await readFile(join(folder, 'lake.json'));
  for (let bit = 0; bit < whole.length * 8; bit += 37) {
    const copy = `${folder}-${bit}`;
    await cp(folder, copy, { recursive: true });
    const bytes = Buffer.from(whole);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    await writeFile(join(copy, 'lake.json'), bytes);
    expect((await idsOfReader(copy)).ids).toEqual(spanIds(0, 4));
    const writer = await openWriter(copy);
    await writer.close();
    expect(writer.stats().damage).toEqual([]);
    expect(await visibleSpanIds(copy)).toEqual(spanIds(0, 4));
  }
});

it('is not needed where it is gone, and made again', async () => {
  const folder = await newFolder();
  const writer = await openWriter(folder);
  await append(writer, bodyOf(0, 4));
  await writer.refresh();
  await abandon(folder);
  await rm(join(folder, 'lake.json'));
  expect((await idsOfReader(folder)).ids).toEqual(spanIds(0, 4));
  await (await openWriter(folder)).close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
});

it('is told of to who only reads', async () => {
  const folder = await killedLake();
  await writeFile(join(folder, 'lake.json'), '{"format":1,"lakeI');
  expect((await idsOfReader(folder)).notes).toMatch(/lake\.json" is not a description of a lake\. "tracelake up"/);
});

it('says what to do where no other file knows the lake', async () => {
  const folder = await killedLake();
  for (const name of ['lake.json', 'wal/current.json']) await writeFile(join(folder, name), '{"format":1,"lakeI');
  await expect(idsOfReader(folder)).rejects.toMatchObject({
    code: 'corrupt_file',
    hint: expect.stringContaining('delete the file'),
  });
});

it('of an older version, which has no seal, is sealed; where a bit of it is flipped, current.json knows better', async () => {
  const folder = await killedLake();
  const path = join(folder, 'lake.json');
  const sealed = await readFile(path, 'utf8');
  const { format, lakeId } = JSON.parse(sealed);
  const other = (lakeId.startsWith('1') ? '0' : '1') + lakeId.slice(1);
  for (const written of [lakeId, other]) {
    await writeFile(path, JSON.stringify({ format, lakeId: written }));
    expect((await idsOfReader(folder)).ids).toEqual(spanIds(0, 4));
    const copy = `${folder}-${written}`;
    await cp(folder, copy, { recursive: true });
    await (await openWriter(copy)).close();
    expect(await visibleSpanIds(copy)).toEqual(spanIds(0, 4));
    expect(await readFile(join(copy, 'lake.json'), 'utf8')).toBe(sealed);
  }
});
