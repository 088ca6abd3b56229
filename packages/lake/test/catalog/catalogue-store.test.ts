// The store of field documents, in a real folder: kept, made, remade, bundled, deleted.
import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FieldDocument, SPANS_TABLE, tableFingerprint } from '@tracelake/schema';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fieldDocumentPath } from '../../src/catalog/catalogue-paths.ts';
import { CatalogueStore, putFieldDocument } from '../../src/catalog/catalogue-store.ts';
import { decodeFieldDocument, encodeFieldDocument } from '../../src/catalog/field-document-codec.ts';
import { summarizeFields } from '../../src/catalog/field-summary.ts';
import { startTimeRange } from '../../src/catalog/start-time-range.ts';
import { GZIP } from '../../src/parquet/parquet-codec.ts';
import { writeParquet } from '../../src/parquet/parquet-file.ts';
import { FolderStorage } from '../../src/storage/folder-storage.ts';
import type { StorageObject } from '../../src/storage/storage.ts';
import { buildBatch } from '../parquet/batch-builder.ts';

const HOUR = 'dt=2026-11-22/hour=17';
const HOUR_END_MS = Date.parse('2026-11-22T18:00:00Z');

let storage: FolderStorage;

beforeEach(() => {
  storage = new FolderStorage(mkdtempSync(join(tmpdir(), 'tracelake-store-')));
});

afterEach(() => rmSync(storage.folder, { recursive: true }));

/** Puts a landing file of one row; returns its listing and the document that belongs to it. */
async function land(name: string, partition = HOUR): Promise<{ object: StorageObject; document: FieldDocument }> {
  const batch = buildBatch(SPANS_TABLE, [{ start_time_unix_nano: 5n, attributes_string: { file: name } }]);
  const bytes = writeParquet(batch, SPANS_TABLE, { codec: GZIP });
  const object = await storage.put(`landing/spans/${partition}/${name}.parquet`, bytes);
  const columns = tableFingerprint(SPANS_TABLE);
  const file = { path: object.path, tier: 'landing' as const, layout: 0, sizeBytes: bytes.length, rows: 1, columns };
  const document = {
    version: 1 as const,
    file: { ...file, ...startTimeRange(batch) },
    ...summarizeFields(batch, SPANS_TABLE),
  };
  return { object, document };
}

function withoutValues(document: FieldDocument): FieldDocument {
  return { ...document, fields: document.fields.map((field) => ({ ...field, sketch: [], top: [] })) };
}

async function paths(prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const object of storage.list(prefix)) found.push(object.path);
  return found;
}

describe('CatalogueStore', () => {
  test('reads the documents that were put', async () => {
    const { object, document } = await land('a');
    await putFieldDocument(storage, document);
    await storage.put(object.path, new Uint8Array(object.sizeBytes));
    const { documents, unreadable } = await new CatalogueStore(storage, SPANS_TABLE).read([object]);
    expect(documents).toEqual(new Map([[object.path, document]]));
    expect(unreadable.size).toBe(0);
  });

  test('makes and keeps the document of a file that has none', async () => {
    const { object, document } = await land('a');
    const { documents } = await new CatalogueStore(storage, SPANS_TABLE).read([object]);
    expect(documents.get(object.path)).toEqual(document);
    expect(await paths('catalog/')).toEqual([`catalog/spans/${HOUR}/a.json`]);
    const stored = await storage.get(`catalog/spans/${HOUR}/a.json`);
    expect(decodeFieldDocument(stored, 'a.json')).toEqual(document);
  });

  test('keeps the values of the newest files only, and the keys and counts of all', async () => {
    const landed = [await land('a'), await land('b'), await land('c')];
    const store = new CatalogueStore(storage, SPANS_TABLE);
    const objects = landed.map(({ object }) => object);
    const valuesOf = async (files: number, detailed: number) => {
      const { documents } = await store.read(objects.slice(0, files), { detailedFiles: detailed });
      return [...documents.values()].map(({ fields }) => fields.find(({ key }) => key === 'file')!.top.length);
    };
    expect(await valuesOf(2, 2)).toEqual([1, 1]);
    expect(await valuesOf(3, 1)).toEqual([0, 0, 1]);
    const { documents } = await store.read(objects, { detailedFiles: 1 });
    expect(documents.get(objects[0]!.path)).toEqual(withoutValues(landed[0]!.document));
    expect((await store.read(objects, { detailedFiles: 1 })).documents.get(objects[0]!.path)).toBe(
      documents.get(objects[0]!.path),
    );
  });

  test('forgets values that nobody has asked for, and has them for who asks', async () => {
    const landed = [await land('a'), await land('b')];
    const objects = landed.map(({ object }) => object);
    const store = new CatalogueStore(storage, SPANS_TABLE, { forgetsValues: true });
    const documentsOf = async (withValues: boolean) => [
      ...(await store.read(objects, { withValues })).documents.values(),
    ];
    expect(await documentsOf(false)).toEqual(landed.map(({ document }) => withoutValues(document)));
    const whole = landed.map(({ document }) => document);
    expect(await documentsOf(true)).toEqual(whole);
    expect(await documentsOf(false)).toEqual(whole);
  });

  test('keeps nothing when it only reads', async () => {
    const { object, document } = await land('a');
    const store = new CatalogueStore(storage, SPANS_TABLE, { readOnly: true });
    expect((await store.read([object])).documents.get(object.path)).toEqual(document);
    expect(await paths('catalog/')).toEqual([]);
  });

  test.each([
    ['cut', (bytes: Uint8Array) => bytes.slice(0, 20)],
    ['empty', () => new Uint8Array(0)],
    [
      'of a later version',
      (bytes: Uint8Array) => Buffer.from(Buffer.from(bytes).toString().replace('"version":1', '"version":9')),
    ],
    ['of another shape', () => Buffer.from('{"version":1,"fields":[{"key":3}]}')],
    [
      'of a file of another size',
      (bytes: Uint8Array) =>
        Buffer.from(
          Buffer.from(bytes)
            .toString()
            .replace(/"sizeBytes":\d+/, '"sizeBytes":1'),
        ),
    ],
  ])('makes a document that is %s anew', async (_what, broken) => {
    const { object, document } = await land('a');
    const path = fieldDocumentPath(object.path);
    await storage.put(path, broken(encodeFieldDocument(document)));
    const { documents } = await new CatalogueStore(storage, SPANS_TABLE).read([object]);
    expect(documents.get(object.path)).toEqual(document);
    expect(Buffer.from(await storage.get(path))).toEqual(Buffer.from(encodeFieldDocument(document)));
  });

  test('names a file that is no Parquet, and goes on', async () => {
    const good = await land('a');
    const bad = await storage.put(`landing/spans/${HOUR}/b.parquet`, Buffer.from('not at all a Parquet file'));
    const { documents, unreadable } = await new CatalogueStore(storage, SPANS_TABLE).read([good.object, bad]);
    expect([...documents.keys()]).toEqual([good.object.path]);
    expect(unreadable.get(bad.path)).toMatchObject({ code: 'corrupt_file' });
  });

  test('leaves out a file that went away between listing and reading', async () => {
    const { object } = await land('a');
    await storage.delete(object.path);
    const read = await new CatalogueStore(storage, SPANS_TABLE).read([object]);
    expect([read.documents.size, read.unreadable.size]).toEqual([0, 0]);
  });

  test('opens nothing twice', async () => {
    const { object, document } = await land('a');
    const store = new CatalogueStore(storage, SPANS_TABLE);
    await store.read([object]);
    await storage.delete(object.path);
    await storage.delete(fieldDocumentPath(object.path));
    expect((await store.read([object])).documents.get(object.path)).toEqual(document);
    const { object: other, document: remembered } = await land('b');
    store.remember(remembered);
    await storage.delete(other.path);
    expect((await store.read([other])).documents.get(other.path)).toBe(remembered);
  });

  test('deletes documents with their files', async () => {
    const landed = [await land('a'), await land('b')];
    const store = new CatalogueStore(storage, SPANS_TABLE);
    await store.read(landed.map(({ object }) => object));
    await storage.delete(landed[0].object.path);
    await store.delete([landed[0].object.path]);
    expect(await paths('catalog/')).toEqual([`catalog/spans/${HOUR}/b.json`]);
    expect((await store.read([landed[0].object])).documents.size).toBe(0);
  });
});

describe('bundles', () => {
  const BUNDLE = `catalog/spans/${HOUR}/_hour.json.gz`;
  const KEYS = `catalog/spans/${HOUR}/_hour-keys.json.gz`;

  test('hold the documents of a closed hour, and are enough for a reader', async () => {
    const landed = [await land('a'), await land('b'), await land('c')];
    const objects = landed.map(({ object }) => object);
    const store = new CatalogueStore(storage, SPANS_TABLE);
    expect(await store.bundleClosedHours(objects, HOUR_END_MS + 60_000)).toEqual([]);
    expect(await store.bundleClosedHours(objects, HOUR_END_MS + 3_600_000)).toEqual([`catalog/spans/${HOUR}/`]);
    expect(await store.bundleClosedHours(objects, HOUR_END_MS + 3_600_000)).toEqual([]);
    for (const path of await paths('catalog/')) if (!path.endsWith('.gz')) await storage.delete(path);
    for (const { path } of objects) await storage.delete(path);
    const { documents } = await new CatalogueStore(storage, SPANS_TABLE, { readOnly: true }).read(objects, {
      withValues: true,
    });
    expect(documents).toEqual(new Map(landed.map(({ object, document }) => [object.path, document])));
  });

  test('are read without values until somebody asks for these', async () => {
    const landed = [await land('a'), await land('b'), await land('c'), await land('d')];
    const objects = landed.map(({ object }) => object);
    await new CatalogueStore(storage, SPANS_TABLE).bundleClosedHours(objects, HOUR_END_MS * 2);
    for (const path of await paths('catalog/')) if (path !== KEYS) await storage.delete(path);
    const bundle = await storage.get(KEYS);
    const store = new CatalogueStore(storage, SPANS_TABLE, { readOnly: true });
    const whole = new Map(landed.map(({ object, document }) => [object.path, document]));
    const light = new Map(landed.map(({ object, document }) => [object.path, withoutValues(document)]));
    expect((await store.read(objects)).documents).toEqual(light);
    await storage.delete(KEYS);
    // Of the newest alone; from the files, where there is no bundle of whole documents.
    const newest = await store.read(objects, { withValues: true, detailedFiles: 1 });
    const [last] = objects.slice(-1);
    expect(newest.documents).toEqual(new Map([...light, [last!.path, whole.get(last!.path)]]));
    expect((await store.read(objects, { withValues: true })).documents).toEqual(whole);
    await storage.put(KEYS, bundle);
    expect((await store.read(objects)).documents).toEqual(whole);
  });

  test('of an older version, of whole documents alone, are read as well', async () => {
    const landed = [await land('a'), await land('b'), await land('c')];
    const objects = landed.map(({ object }) => object);
    await new CatalogueStore(storage, SPANS_TABLE).bundleClosedHours(objects, HOUR_END_MS * 2);
    for (const path of await paths('catalog/')) if (path !== BUNDLE) await storage.delete(path);
    for (const { path } of objects) await storage.delete(path);
    const { documents } = await new CatalogueStore(storage, SPANS_TABLE, { readOnly: true }).read(objects);
    expect(documents).toEqual(new Map(landed.map(({ object, document }) => [object.path, document])));
  });

  test('have the values of all their files, also of those that a reader has kept without', async () => {
    const landed = [await land('a'), await land('b'), await land('c')];
    const objects = landed.map(({ object }) => object);
    const store = new CatalogueStore(storage, SPANS_TABLE);
    await store.read(objects, { detailedFiles: 0 });
    await store.bundleClosedHours(objects, HOUR_END_MS * 2);
    const read = await new CatalogueStore(storage, SPANS_TABLE).read(objects, { withValues: true });
    expect([...read.documents.values()]).toEqual(landed.map(({ document }) => document));
  });

  test('leave no values in memory: what is written is kept without them', async () => {
    const landed = [await land('a'), await land('b'), await land('c')];
    const objects = landed.map(({ object }) => object);
    const store = new CatalogueStore(storage, SPANS_TABLE);
    await store.bundleClosedHours(objects, HOUR_END_MS * 2);
    const light = landed.map(({ document }) => withoutValues(document));
    expect([...(await store.read(objects)).documents.values()]).toEqual(light);
  });

  test('are written again for a file that came late, by a new process too', async () => {
    const objects = [(await land('a')).object, (await land('b')).object, (await land('c')).object];
    await new CatalogueStore(storage, SPANS_TABLE).bundleClosedHours(objects, HOUR_END_MS * 2);
    const again = new CatalogueStore(storage, SPANS_TABLE);
    expect(await again.bundleClosedHours(objects, HOUR_END_MS * 2)).toEqual([]);
    objects.push((await land('late')).object);
    expect(await again.bundleClosedHours(objects, HOUR_END_MS * 2)).toHaveLength(1);
  });

  test.each([[BUNDLE], [KEYS]])('that are broken are passed over: %s', async (path) => {
    const landed = [await land('a'), await land('b'), await land('c')];
    await storage.put(path, Buffer.from('no gzip'));
    const objects = landed.map(({ object }) => object);
    for (const withValues of [false, true]) {
      const { documents } = await new CatalogueStore(storage, SPANS_TABLE).read(objects, { withValues });
      expect(documents.size).toBe(3);
    }
  });

  test.skipIf(process.platform !== 'linux')(
    'wait for a document that cannot be read: what is made of its file knows no checksum',
    async () => {
      const landed = [await land('a'), await land('b'), await land('c')];
      const objects = landed.map(({ object }) => object);
      for (const { document } of landed)
        await putFieldDocument(storage, { ...document, file: { ...document.file, crc32: 7 } });
      const path = join(storage.folder, fieldDocumentPath(objects[1]!.path));
      renameSync(path, `${path}.away`);
      // It can be opened, and every read of it fails.
      symlinkSync('/proc/self/mem', path);
      const store = new CatalogueStore(storage, SPANS_TABLE);
      expect(await store.bundleClosedHours(objects, HOUR_END_MS * 2)).toEqual([]);
      renameSync(`${path}.away`, path);
      expect(await store.bundleClosedHours(objects, HOUR_END_MS * 2)).toHaveLength(1);
      const { documents } = await new CatalogueStore(storage, SPANS_TABLE).read(objects);
      expect([...documents.values()].map(({ file }) => file.crc32)).toEqual([7, 7, 7]);
    },
  );

  test('go with the last file of their hour', async () => {
    const objects = [(await land('a')).object, (await land('b')).object, (await land('c')).object];
    const store = new CatalogueStore(storage, SPANS_TABLE);
    await store.bundleClosedHours(objects, HOUR_END_MS * 2);
    await store.delete(objects.slice(0, 2).map(({ path }) => path));
    expect(await paths('catalog/')).toEqual(expect.arrayContaining([BUNDLE, KEYS]));
    await store.delete([objects[2].path]);
    expect(await paths('catalog/')).toEqual([]);
  });
});
