// LakeReader over a bucket that Firehose fills: which hours are listed, with how many requests, and what it remembers.
import { LakeReader, type S3Storage } from '@tracelake/lake';
import { SPANS_TABLE } from '@tracelake/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3Storage as OpenS3Storage } from '../../packages/lake/src/storage/s3-storage.ts';
import { type FirehoseBucket, openFirehoseBucket, spanDocument } from './firehose-bucket.ts';
import { newBucket, STAND_CLIENT, stand } from './stand-account.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The beginning of an hour of yesterday. */
const T0 = Math.floor(Date.now() / HOUR_MS - 20) * HOUR_MS;

const nanos = (ms: number): bigint => BigInt(ms) * 1_000_000n;

describe.skipIf(stand === null)('a bucket that Firehose fills', () => {
  let bucket: string;
  let firehose: FirehoseBucket;
  const keys: string[] = [];

  function openStorage(): S3Storage {
    return new OpenS3Storage({ address: { bucket, prefix: 'obs/' }, client: STAND_CLIENT });
  }

  function openReader(storage: S3Storage, readOnly = true): Promise<LakeReader> {
    return LakeReader.open({ storage, table: SPANS_TABLE, readOnly, listingTtlMs: 0 });
  }

  async function filesFrom(reader: LakeReader, startMs: number): Promise<string[]> {
    const { files } = await reader.snapshot({ startTimeUnixNano: nanos(startMs) });
    return files.map(({ path }) => `obs/${path}`);
  }

  beforeAll(async () => {
    bucket = await newBucket();
    firehose = await openFirehoseBucket(bucket, 'obs/');
  });
  afterAll(() => firehose.close());

  it('is a lake while it is empty', async () => {
    const storage = openStorage();
    expect((await (await openReader(storage)).snapshot()).files).toEqual([]);
    expect(storage.requests).toMatchObject({ list: 1, get: 1, put: 0 });
  });

  it('shows the first object at once, with an attribute that nobody has seen', async () => {
    keys.push(await firehose.deliver(T0 - 10 * DAY_MS, [spanDocument(T0 - 10 * DAY_MS, 1)]));
    keys.push(await firehose.deliver(T0, [spanDocument(T0, 2, { attributes_string: { 'User.Plan': 'pro' } })]));
    const storage = openStorage();
    const { documents, files } = await (await openReader(storage)).snapshot();
    expect(files.map(({ path }) => `obs/${path}`)).toEqual([keys[1]]);
    expect(files[0]).toMatchObject({ rows: 1, minStartTimeUnixNano: String(nanos(T0)) });
    expect(documents.get(files[0].path)?.fields.map(({ key }) => key)).toContain('User.Plan');
    // lake.json, the document that is not there, the object, whole.
    expect(storage.requests).toMatchObject({ list: 1, get: 3, put: 0 });
  });

  it('lists the hours that the range can need, and none before', async () => {
    for (const [n, hours] of [-3, -2, -1, 1, 5].entries()) {
      keys.push(await firehose.deliver(T0 + hours * HOUR_MS, [spanDocument(T0 + hours * HOUR_MS, 10 + n)]));
    }
    const reader = await openReader(openStorage());
    const [ancient, atT0, before3, before2, before1, after1, after5] = keys;
    // An object of the hour before may hold a row of this one: its name is the arrival of its oldest record.
    expect(await filesFrom(reader, T0 + 20 * 60_000)).toEqual([before1, atT0, after1, after5]);
    expect(await filesFrom(reader, T0)).toEqual([before2, before1, atT0, after1, after5]);
    expect(await filesFrom(reader, T0 + 4 * HOUR_MS)).toEqual([after5]);
    expect(await filesFrom(reader, 0)).toEqual([ancient, before3, before2, before1, atT0, after1, after5]);
  });

  it('finds a row however late it arrives', async () => {
    const late = await firehose.deliver(T0 + 10 * HOUR_MS, [spanDocument(T0 - 9 * DAY_MS, 20)]);
    expect(await filesFrom(await openReader(openStorage()), T0 - 9 * DAY_MS)).toContain(late);
  });

  it('asks for one listing a plan, and for nothing else while nothing changes', async () => {
    const storage = openStorage();
    const reader = await openReader(storage);
    const first = await reader.snapshot({ startTimeUnixNano: nanos(T0) });
    const before = storage.requests;
    expect(await reader.snapshot({ startTimeUnixNano: nanos(T0) })).toBe(first);
    // Another range, whose first hour is the same.
    expect(await reader.snapshot({ startTimeUnixNano: nanos(T0 + 60_000) })).toBe(first);
    expect(storage.requests).toEqual({ ...before, list: before.list + 2 });
    await reader.snapshot({ startTimeUnixNano: nanos(T0 + 4 * HOUR_MS) });
    expect(storage.requests).toEqual({ ...before, list: before.list + 3 });
    await firehose.deliver(T0 + 11 * HOUR_MS, [spanDocument(T0, 21)]);
    expect((await reader.snapshot({ startTimeUnixNano: nanos(T0) })).files).toHaveLength(first.files.length + 1);
    expect(storage.requests).toMatchObject({ list: before.list + 4, get: before.get + 2 });
  });

  it('shares a listing among those who ask at the same time', async () => {
    const storage = openStorage();
    const reader = await openReader(storage);
    await Promise.all(Array.from({ length: 5 }, () => reader.snapshot({ startTimeUnixNano: nanos(T0) })));
    expect(storage.requests.list).toBe(1);
  });

  it('writes what it learned, where it may: a day is then a document an hour', async () => {
    for (let n = 0; n < 4; n++) await firehose.deliver(T0 + 3 * HOUR_MS, [spanDocument(T0 + 3 * HOUR_MS, 30 + n)]);
    const range = { startTimeUnixNano: nanos(T0 + 2 * HOUR_MS) };
    const made = await (await openReader(openStorage(), false)).snapshot(range);
    const storage = openStorage();
    const read = await (await openReader(storage)).snapshot(range);
    expect([...read.documents.keys()]).toEqual([...made.documents.keys()]);
    const hours = new Set(made.files.map(({ path }) => path.slice(0, path.lastIndexOf('/'))));
    // lake.json; of the hour with four files its bundle, of the others each document.
    expect(storage.requests).toMatchObject({ list: 1, get: 1 + 1 + (made.files.length - 4), put: 0 });
    expect(hours.size).toBeLessThan(made.files.length);
  });
});
