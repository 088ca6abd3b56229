// What every Storage must do. A folder runs it in its own test, a bucket in test/aws.
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Storage, StorageObject } from '../../src/storage/storage.ts';

const text = (value: string) => new TextEncoder().encode(value);
const read = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function pathsOf(objects: AsyncIterable<StorageObject>): Promise<string[]> {
  const paths: string[] = [];
  for await (const object of objects) paths.push(object.path);
  return paths;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return isTracelakeError(error) ? error.code : String(error);
  }
  return 'none';
}

async function* piecesOf(count: number, piece: Uint8Array, end?: Error): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n++) yield piece;
  if (end !== undefined) throw end;
}

/** `create` gives an empty storage each time. */
export function storageContract(name: string, create: () => Promise<Storage>): void {
  describe(`${name} keeps the storage contract`, () => {
    let storage: Storage;
    beforeEach(async () => {
      storage = await create();
    });

    it('gives back what was put', async () => {
      const put = await storage.put('a/b/c.json', text('hello'));
      expect(put).toMatchObject({ path: 'a/b/c.json', sizeBytes: 5 });
      expect(read(await storage.get('a/b/c.json'))).toBe('hello');
      expect(await storage.head('a/b/c.json')).toEqual(put);
    });

    it('keeps empty objects', async () => {
      await storage.put('empty', new Uint8Array(0));
      expect(await storage.get('empty')).toHaveLength(0);
      expect(await storage.head('empty')).toMatchObject({ sizeBytes: 0 });
    });

    it('reads ranges, cut at the end', async () => {
      await storage.put('digits', text('0123456789'));
      expect(read(await storage.get('digits', { offset: 3, lengthBytes: 4 }))).toBe('3456');
      expect(read(await storage.get('digits', { offset: 8, lengthBytes: 100 }))).toBe('89');
      expect(read(await storage.get('digits', { offset: 10, lengthBytes: 1 }))).toBe('');
    });

    it('says what is absent', async () => {
      expect(await storage.head('nothing')).toBeNull();
      expect(await codeOf(storage.get('nothing'))).toBe('object_not_found');
      expect(await codeOf(storage.get('nothing/below'))).toBe('object_not_found');
      await storage.delete('nothing');
    });

    it('lists in path order, by any prefix', async () => {
      const paths = ['a-b', 'a/2', 'a/10', 'a.txt', 'a/sub/x', 'ab', 'b', 'é/x', 'z'];
      for (const path of paths) await storage.put(path, text(path));
      const ordered = ['a-b', 'a.txt', 'a/10', 'a/2', 'a/sub/x', 'ab', 'b', 'z', 'é/x'];
      expect(await pathsOf(storage.list(''))).toEqual(ordered);
      expect(await pathsOf(storage.list('a/'))).toEqual(['a/10', 'a/2', 'a/sub/x']);
      expect(await pathsOf(storage.list('a'))).toEqual(ordered.slice(0, 6));
      expect(await pathsOf(storage.list('a/s'))).toEqual(['a/sub/x']);
      expect(await pathsOf(storage.list('none/'))).toEqual([]);
      for (const after of ['', 'a', 'a/', 'a/10', 'a/2', 'a/sub', 'a/sub/x', 'a0', 'zz', 'é']) {
        const behind = ordered.filter((path) => Buffer.compare(Buffer.from(path), Buffer.from(after)) > 0);
        expect(await pathsOf(storage.list('', { after }))).toEqual(behind);
        expect(await pathsOf(storage.list('a/', { after }))).toEqual(behind.filter((path) => path.startsWith('a/')));
      }
    });

    it('lists more than a page', async () => {
      const paths = Array.from({ length: 1005 }, (_, n) => `p/${String(n).padStart(4, '0')}`);
      for (let n = 0; n < paths.length; n += 40) {
        await Promise.all(paths.slice(n, n + 40).map((path) => storage.put(path, text('x'))));
      }
      expect(await pathsOf(storage.list('p/'))).toEqual(paths);
      expect(await pathsOf(storage.list('p/', { after: 'p/0003' }))).toEqual(paths.slice(4));
    });

    it('takes bodies in pieces, small and large', async () => {
      for (const pieceCount of [0, 1, 3, 300]) {
        const piece = new Uint8Array(64 * 1024).fill(7);
        const put = await storage.put('pieces', piecesOf(pieceCount, piece));
        expect(put.sizeBytes).toBe(pieceCount * piece.length);
        expect(await storage.head('pieces')).toEqual(put);
      }
      expect(read(await storage.get('pieces', { offset: 9_000_000, lengthBytes: 2 }))).toBe('\x07\x07');
    });

    it('keeps what was there when the pieces of a body end with an error', async () => {
      await storage.put('whole', text('before'));
      for (const pieceCount of [1, 300]) {
        const body = piecesOf(pieceCount, new Uint8Array(64 * 1024), new TracelakeError('disk_full', 'Elsewhere.'));
        expect(await codeOf(storage.put('whole', body))).toBe('disk_full');
      }
      expect(read(await storage.get('whole'))).toBe('before');
      expect(await pathsOf(storage.list(''))).toEqual(['whole']);
    });

    it('holds conditions for bodies in pieces, too', async () => {
      const large = () => piecesOf(200, new Uint8Array(64 * 1024));
      const first = await storage.put('large', large(), { ifNoneMatch: '*' });
      expect(await codeOf(storage.put('large', large(), { ifNoneMatch: '*' }))).toBe('precondition_failed');
      await storage.put('large', text('other'), { ifMatch: first.etag });
      expect(await codeOf(storage.put('large', large(), { ifMatch: first.etag }))).toBe('precondition_failed');
      expect(read(await storage.get('large'))).toBe('other');
    });

    it('replaces, and its etag says so', async () => {
      const etags = new Set<string>();
      for (let version = 10; version < 60; version++) {
        etags.add((await storage.put('same-size', text(`v${version}`))).etag);
      }
      expect(etags.size).toBe(50);
    });

    it('deletes', async () => {
      await storage.put('x/y', text('1'));
      await storage.delete('x/y');
      expect(await storage.head('x/y')).toBeNull();
      expect(await pathsOf(storage.list(''))).toEqual([]);
    });

    it('creates only where nothing is, with one winner', async () => {
      const tries = Array.from({ length: 8 }, (_, n) => storage.put('once', text(`w${n}`), { ifNoneMatch: '*' }));
      const codes = await Promise.all(tries.map(codeOf));
      expect(codes.filter((code) => code === 'none')).toHaveLength(1);
      expect(codes.filter((code) => code === 'precondition_failed')).toHaveLength(7);
      expect(read(await storage.get('once'))).toBe(`w${codes.indexOf('none')}`);
    });

    it('replaces only the version that was named', async () => {
      const first = await storage.put('cas', text('1'));
      const second = await storage.put('cas', text('2'), { ifMatch: first.etag });
      expect(await codeOf(storage.put('cas', text('3'), { ifMatch: first.etag }))).toBe('precondition_failed');
      expect(await codeOf(storage.put('absent', text('3'), { ifMatch: second.etag }))).toBe('precondition_failed');
      expect(read(await storage.get('cas'))).toBe('2');
    });

    it('loses no increment of many writers', async () => {
      await storage.put('counter', text('0'));
      const increment = async () => {
        for (;;) {
          const before = (await storage.head('counter'))!;
          const value = Number(read(await storage.get('counter')));
          const code = await codeOf(storage.put('counter', text(String(value + 1)), { ifMatch: before.etag }));
          if (code === 'none') return;
          expect(code).toBe('precondition_failed');
        }
      };
      await Promise.all(Array.from({ length: 12 }, increment));
      expect(read(await storage.get('counter'))).toBe('12');
    });

    it('refuses paths that leave the lake', async () => {
      for (const path of ['../x', 'a/../../x', '/etc/passwd', 'a//b', './a', 'a/.', 'nul\0byte', '']) {
        expect(await codeOf(storage.put(path, text('x')))).toBe('invalid_request');
        expect(await codeOf(storage.get(path))).toBe('invalid_request');
        expect(await codeOf(storage.delete(path))).toBe('invalid_request');
      }
      expect(await codeOf(pathsOf(storage.list('../')))).toBe('invalid_request');
    });
  });
}
