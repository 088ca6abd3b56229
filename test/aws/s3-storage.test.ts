// S3Storage on a stand-in for S3: the contract of every storage, prefixes, counts, faults.
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { S3Storage } from '../../packages/lake/src/storage/s3-storage.ts';
import { storageContract } from '../../packages/lake/test/contract/storage-contract.ts';
import { newBucket, STAND_CLIENT, stand } from './stand-account.ts';

const bytes = (value: string) => new TextEncoder().encode(value);

async function pathsOf(storage: S3Storage): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of storage.list('')) paths.push(path);
  return paths;
}

describe.skipIf(stand === null)('on the stand', () => {
  storageContract('S3Storage', async () => openAt(await newBucket(), 'some/prefix/'));
  storageContract('S3Storage at the root of a bucket', async () => openAt(await newBucket(), ''));

  function openAt(bucket: string, prefix: string, endpoint = stand!.url): S3Storage {
    return new S3Storage({ address: { bucket, prefix }, client: { ...STAND_CLIENT, endpoint } });
  }

  describe('S3Storage', () => {
    it('sees nothing outside its prefix', async () => {
      const bucket = await newBucket();
      await openAt(bucket, '').put('other/x', bytes('1'));
      await openAt(bucket, '').put('lake-2/x', bytes('1'));
      const storage = openAt(bucket, 'lake/');
      await storage.put('x', bytes('1'));
      expect(await pathsOf(storage)).toEqual(['x']);
      expect(storage.locate('x')).toBe(`s3://${bucket}/lake/x`);
    });

    it('counts each request by its price class', async () => {
      const storage = openAt(await newBucket(), '');
      await storage.put('a', bytes('12345'));
      await storage.put(
        'large',
        (async function* () {
          yield new Uint8Array(20_000_000);
        })(),
      );
      await storage.get('a', { offset: 1, lengthBytes: 2 });
      await storage.head('a');
      await storage.head('absent');
      await storage.delete('a');
      await pathsOf(storage);
      expect(storage.requests).toEqual({
        list: 1,
        put: 1 + 1 + 3 + 1,
        get: 3,
        delete: 1,
        failed: 0,
        bytesRead: 2,
        bytesWritten: 20_000_005,
      });
    });

    it('says that there is no such bucket', async () => {
      const storage = openAt('no-such-bucket-anywhere', '');
      await expect(storage.put('x', bytes('1'))).rejects.toMatchObject({ code: 'bucket_not_found' });
      await expect(storage.get('x')).rejects.toMatchObject({ code: 'bucket_not_found' });
      await expect(pathsOf(storage)).rejects.toMatchObject({ code: 'bucket_not_found' });
    });
  });

  describe('S3Storage behind a faulty network', () => {
    let bucket: string;
    let proxy: Server;
    /** What becomes of the n-th request that fits; `lost`: taken by S3, its answer never seen. */
    let faults: ('pass' | 'reset' | 'slow-down' | 'lost' | 'conflict')[] = [];
    beforeAll(async () => {
      bucket = await newBucket();
    });
    afterEach(() => {
      proxy.closeAllConnections();
      proxy.close();
    });

    async function openFaulty(...planned: typeof faults): Promise<S3Storage> {
      faults = planned;
      proxy = createServer((incoming, outgoing) => {
        const fault = faults.shift() ?? 'pass';
        if (fault === 'reset') return incoming.socket.destroy();
        if (fault === 'slow-down') return outgoing.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
        if (fault === 'conflict')
          return outgoing.writeHead(409).end('<Error><Code>ConditionalRequestConflict</Code></Error>');
        const { url, method, headers } = incoming;
        const onward = request(new URL(url!, stand!.url), { method: method!, headers }, (answer) => {
          if (fault === 'lost') return answer.resume().on('end', () => incoming.socket.destroy());
          outgoing.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(outgoing);
        });
        incoming.pipe(onward);
        return undefined;
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      return openAt(bucket, `${planned.join('-')}/`, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    }

    it('repeats what was throttled or reset, and counts it apart', async () => {
      const storage = await openFaulty('slow-down', 'reset', 'pass', 'slow-down', 'pass');
      await storage.put('x', bytes('1'));
      expect(new TextDecoder().decode(await storage.get('x'))).toBe('1');
      expect(storage.requests).toMatchObject({ put: 1, get: 1, failed: 3 });
    });

    it('gives up at last, with a code that says to try again', async () => {
      const storage = await openFaulty('reset', 'reset', 'reset', 'reset', 'reset');
      await expect(storage.get('x')).rejects.toMatchObject({ code: 'storage_unavailable', retryAfterSeconds: 5 });
    });

    it('knows its own put again when the answer was lost', async () => {
      const storage = await openFaulty('lost', 'pass', 'pass', 'lost');
      const first = await storage.put('once', bytes('mine'), { ifNoneMatch: '*' });
      const second = await storage.put('once', bytes('again'), { ifMatch: first.etag });
      expect(await storage.head('once')).toEqual(second);
    });

    it('takes no other put for its own', async () => {
      const storage = await openFaulty('reset');
      await openAt(bucket, storage.address.prefix).put('once', bytes('mine'));
      await expect(storage.put('once', bytes('mine'), { ifNoneMatch: '*' })).rejects.toMatchObject({
        code: 'precondition_failed',
      });
    });

    it('tries again where another writer was at the key at the same time', async () => {
      const storage = await openFaulty('conflict', 'conflict', 'pass');
      await storage.put('x', bytes('1'), { ifNoneMatch: '*' });
      expect(storage.requests.put).toBe(3);
    });
  });
});
