// S3Storage on a stand-in for S3: the contract of every storage, prefixes, counts, faults.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3Storage } from '../../packages/lake/src/storage/s3-storage.ts';
import { storageContract } from '../../packages/lake/test/contract/storage-contract.ts';
import { FaultyNetwork, type NetworkFault, type NetworkFaults, plannedFaults, randomFaults } from './faulty-network.ts';
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
    let network: FaultyNetwork;
    beforeAll(async () => {
      bucket = await newBucket();
      network = await FaultyNetwork.open();
    });
    afterAll(() => network.close());

    /** What becomes of the first requests; each test has a prefix of its own. */
    function openFaulty(...planned: NetworkFault[]): S3Storage {
      network.faults = plannedFaults(...planned);
      return openAt(bucket, `${randomUUID()}/`, network.url);
    }

    it('repeats what was throttled or reset, and counts it apart', async () => {
      const storage = openFaulty('throttle', 'reset', 'pass', 'throttle', 'pass');
      await storage.put('x', bytes('1'));
      expect(new TextDecoder().decode(await storage.get('x'))).toBe('1');
      expect(storage.requests).toMatchObject({ put: 1, get: 1, failed: 3 });
    });

    it('gives up at last, with a code that says to try again', async () => {
      const storage = openFaulty('reset', 'reset', 'reset', 'reset', 'reset');
      await expect(storage.get('x')).rejects.toMatchObject({ code: 'storage_unavailable', retryAfterSeconds: 5 });
    });

    it('knows its own put again when the answer was lost', async () => {
      const storage = openFaulty('lost', 'pass', 'pass', 'lost');
      const first = await storage.put('once', bytes('mine'), { ifNoneMatch: '*' });
      const second = await storage.put('once', bytes('again'), { ifMatch: first.etag });
      expect(await storage.head('once')).toEqual(second);
    });

    it('takes no other put for its own', async () => {
      const storage = openFaulty('reset');
      await openAt(bucket, storage.address.prefix).put('once', bytes('mine'));
      await expect(storage.put('once', bytes('mine'), { ifNoneMatch: '*' })).rejects.toMatchObject({
        code: 'precondition_failed',
      });
    });

    it('tries again where another writer was at the key at the same time', async () => {
      const storage = openFaulty('conflict', 'conflict', 'pass');
      await storage.put('x', bytes('1'), { ifNoneMatch: '*' });
      expect(storage.requests.put).toBe(3);
    });

    it('reads again what broke off', async () => {
      const storage = openFaulty('pass', 'cut', 'cut', 'pass', 'cut');
      await storage.put('x', bytes('whole'));
      expect(new TextDecoder().decode(await storage.get('x'))).toBe('whole');
      expect(new TextDecoder().decode(await storage.get('x', { offset: 1, lengthBytes: 3 }))).toBe('hol');
      expect(storage.requests).toMatchObject({ get: 5, failed: 3, bytesRead: 8 });
    });

    it('says of what breaks off each time that it is to be tried again', async () => {
      const storage = openFaulty('pass', 'cut', 'cut', 'cut', 'cut', 'cut');
      await storage.put('x', bytes('whole'));
      await expect(storage.get('x')).rejects.toMatchObject({ code: 'storage_unavailable', retryAfterSeconds: 5 });
    });

    it('knows its own put again, lost before another was at the key', async () => {
      const storage = openFaulty('lost', 'conflict', 'pass');
      const put = await storage.put('once', bytes('mine'), { ifNoneMatch: '*' });
      expect(await storage.head('once')).toEqual(put);
    });

    const LARGE = 18_000_000;
    async function* large() {
      for (let i = 0; i < 18; i++) yield new Uint8Array(LARGE / 18).fill(i);
    }

    it.each<[string, NetworkFaults]>([
      ['its beginning', ({ url }) => (/\?uploads/.test(url) ? 'lost' : 'pass')],
      ['a part', ({ url }) => (/partNumber=2/.test(url) ? 'lost' : 'pass')],
      ['its end', ({ method, url }) => (method === 'POST' && /uploadId/.test(url) ? 'lost' : 'pass')],
    ])('puts an object in parts once, though the answer to %s was lost', async (_, isHit) => {
      const storage = openFaulty();
      const hit = new Set<string>();
      network.faults = (passing) => {
        if (hit.size > 0 || isHit(passing) === 'pass') return 'pass';
        hit.add(passing.url);
        return 'lost';
      };
      const put = await storage.put('large', large(), { ifNoneMatch: '*' });
      expect(hit.size).toBe(1);
      expect(put.sizeBytes).toBe(LARGE);
      expect(await storage.head('large')).toEqual(put);
      expect((await storage.get('large', { offset: LARGE - 2, lengthBytes: 9 })).join()).toBe('17,17');
      await expect(storage.put('large', large(), { ifNoneMatch: '*' })).rejects.toMatchObject({
        code: 'precondition_failed',
      });
    });

    it('loses no change and makes none twice while every fourth request fails', async () => {
      const storage = openFaulty();
      const random = randomFaults(20_261_128, 0.25, ['reset', 'throttle', 'conflict', 'lost', 'cut']);
      network.faults = (passing) => {
        const fault = random(passing);
        return fault === 'conflict' && passing.method !== 'PUT' ? 'throttle' : fault;
      };
      const NAMES = Array.from({ length: 12 }, (_, i) => `n${i}`);
      let version = await storage.put('list', bytes('[]'), { ifNoneMatch: '*' });
      for (const name of NAMES) {
        const list = JSON.parse(new TextDecoder().decode(await storage.get('list'))) as string[];
        version = await storage.put('list', bytes(JSON.stringify([...list, name])), { ifMatch: version.etag });
      }
      network.faults = () => 'pass';
      expect(JSON.parse(new TextDecoder().decode(await storage.get('list')))).toEqual(NAMES);
      expect(storage.requests.failed).toBeGreaterThan(5);
    });
  });
});
