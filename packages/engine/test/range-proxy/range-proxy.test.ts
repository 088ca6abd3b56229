// The proxy that a DuckDB child reads a bucket through: who gets what, and what is counted.
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStorage } from '@tracelake/lake';
import { TracelakeError } from '@tracelake/schema';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GRANT_HEADER, type RangeGrant } from '../../src/range-proxy/range-grant.ts';
import { RangeProxy } from '../../src/range-proxy/range-proxy.ts';

const LARGE = Uint8Array.from({ length: 20_000_000 }, (_, n) => n % 251);
const SMALL = LARGE.slice(0, 1000);

let storage: FolderStorage;
let proxy: RangeProxy;
let large: string;
let small: string;
let grant: RangeGrant;

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

/** Paths as they are: fetch would tidy them. */
function ask(
  url: string,
  {
    method = 'GET',
    range,
    token = grant.access.token,
  }: { method?: string; range?: string; token?: string | null } = {},
): Promise<Answer> {
  const { origin } = grant.access;
  const headers = { ...(range && { range }), ...(token && { [GRANT_HEADER]: token }) };
  return new Promise((resolve, reject) => {
    request(origin, { method, path: url.slice(origin.length - 1), headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) });
      });
    })
      .on('error', reject)
      .end();
  });
}

beforeAll(async () => {
  storage = new FolderStorage(await mkdtemp(join(tmpdir(), 'tracelake-proxy-')));
  await storage.put('large', LARGE);
  await storage.put('small', SMALL);
});
afterAll(() => rm(storage.folder, { recursive: true }));

beforeEach(async () => {
  proxy = await RangeProxy.start({ storage });
  large = proxy.locate({ path: 'large', sizeBytes: LARGE.length });
  small = proxy.locate({ path: 'small', sizeBytes: SMALL.length });
  grant = proxy.grant([large, small, '/some/file.parquet'])!;
  return () => proxy.close();
});

describe('what it serves', () => {
  it('ranges, heads, and the whole', async () => {
    const part = await ask(large, { range: 'bytes=100-199' });
    expect(part.status).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 100-199/${LARGE.length}`);
    expect(part.body).toEqual(Buffer.from(LARGE.subarray(100, 200)));
    const head = await ask(large, { method: 'HEAD' });
    expect(head).toMatchObject({
      status: 200,
      headers: { 'content-length': String(LARGE.length), 'accept-ranges': 'bytes' },
    });
    const whole = await ask(large);
    expect(whole.status).toBe(200);
    expect(whole.body.equals(LARGE)).toBe(true);
    expect((await ask(large, { range: 'bytes=20000000-' })).status).toBe(416);
  });

  it('counts what it handed on, and what it had to fetch for that', async () => {
    await ask(large, { method: 'HEAD' });
    expect(grant.counts).toEqual({ servedBytes: 0, fetchedBytes: 0, fetches: 0 });
    await ask(large, { range: 'bytes=0-999999' });
    await ask(large, { range: 'bytes=500000-1999999' });
    expect(grant.counts).toEqual({ servedBytes: 2_500_000, fetchedBytes: 2_000_000, fetches: 2 });
    const other = proxy.grant([large])!;
    await ask(large, { range: 'bytes=0-9', token: other.access.token });
    expect(other.counts).toEqual({ servedBytes: 10, fetchedBytes: 0, fetches: 0 });
  });

  it('a small object comes whole with its first byte', async () => {
    await ask(small, { range: 'bytes=-8' });
    await ask(small, { range: 'bytes=0-499' });
    expect(grant.counts).toEqual({ servedBytes: 508, fetchedBytes: 1000, fetches: 1 });
  });

  it('the same name for the same object, another in another process', async () => {
    expect(proxy.locate({ path: 'large', sizeBytes: LARGE.length })).toBe(large);
    const second = await RangeProxy.start({ storage });
    expect(new URL(second.locate({ path: 'large', sizeBytes: 1 })).pathname).not.toBe(new URL(large).pathname);
    await second.close();
  });
});

describe('what it refuses, as if nothing were there', () => {
  it('who has no word, or a wrong one', async () => {
    for (const token of [null, 'x', `${grant.access.token}x`, 'undefined', '__proto__']) {
      expect((await ask(large, { token })).status).toBe(404);
    }
  });

  it('an object of another plan', async () => {
    const own = proxy.grant([small])!;
    expect((await ask(small, { token: own.access.token })).status).toBe(200);
    expect((await ask(large, { token: own.access.token })).status).toBe(404);
  });

  it('everything once the query has ended', async () => {
    grant.revoke();
    expect((await ask(large)).status).toBe(404);
  });

  it('names of the lake, and any but its own', async () => {
    const { origin } = grant.access;
    const names = ['large', 'small', '', '..', '../large', 'etc/passwd', '%2e%2e/large', 'x.parquet', '?path=large'];
    for (const name of names) expect((await ask(origin + name)).status).toBe(404);
    for (const ending of ['?x=1', '/', '/../x', '#x']) expect((await ask(large + ending)).status).toBe(404);
  });

  it('any method that is not a read', async () => {
    for (const method of ['PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await ask(large, { method })).status).toBe(404);
    }
  });

  it('the network: it listens on loopback alone', () => {
    expect(new URL(grant.access.origin).hostname).toBe('127.0.0.1');
  });
});

it('keeps what the storage said when something cannot be read', async () => {
  const denied = new TracelakeError('aws_access_denied', 'No.');
  const failing = await RangeProxy.start({
    storage: {
      async get(_path, range) {
        if (range!.offset > 0) throw denied;
        return LARGE.slice(0, range!.lengthBytes);
      },
    },
  });
  const url = failing.locate({ path: 'large', sizeBytes: LARGE.length });
  grant = failing.grant([url])!;
  expect((await ask(url, { range: 'bytes=5-9' })).status).toBe(502);
  expect(grant.failure).toBe(denied);
  // On the way: the reader sees that the answer is cut.
  await expect(ask(url)).rejects.toThrow();
  await failing.close();
});

it('has nothing to grant for files of a folder', () => {
  expect(proxy.grant(['/some/file.parquet'])).toBeUndefined();
});
