// Lets the DuckDB child read a bucket without credentials: HTTP on loopback, at names that cannot be guessed, with a word that
// each query has of its own, and only the objects of its plan.
import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Storage } from '@tracelake/lake';
import { type ByteRange, parseByteRange } from './byte-range.ts';
import { RangeCache } from './range-cache.ts';
import { GRANT_HEADER, RangeGrant } from './range-grant.ts';

export interface RangeProxyOptions {
  readonly storage: Pick<Storage, 'get'>;
  readonly cacheBytes?: number;
}

export interface ServedObject {
  readonly path: string;
  readonly sizeBytes: number;
}

/** A few columns of a day. */
const CACHE_BYTES = 64 * 1024 * 1024;
/** Read at once, up to so many of them: a range of a large row group is never whole in memory. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AHEAD = 3;
/** An object of this size comes whole with the first read: a request costs as much time as 2 MB. */
const WHOLE_OBJECT_BYTES = 256 * 1024;

export class RangeProxy {
  readonly #server: Server;
  readonly #secret = randomBytes(32);
  readonly #objects = new Map<string, ServedObject>();
  readonly #grants = new Map<string, RangeGrant>();
  readonly #storage: RangeProxyOptions['storage'];
  readonly #cache: RangeCache;
  #origin = '';

  private constructor({ storage, cacheBytes = CACHE_BYTES }: RangeProxyOptions) {
    this.#storage = storage;
    this.#cache = new RangeCache((path, { start, end }) => {
      return this.#storage.get(path, { offset: start, lengthBytes: end - start });
    }, cacheBytes);
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(options: RangeProxyOptions): Promise<RangeProxy> {
    const proxy = new RangeProxy(options);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    proxy.#origin = `http://127.0.0.1:${(proxy.#server.address() as AddressInfo).port}/`;
    return proxy;
  }

  /** What DuckDB opens for an object: always the same for the same one, so that planned texts stay the same. */
  locate(object: ServedObject): string {
    const name = createHmac('sha256', this.#secret).update(object.path).digest('base64url');
    const url = `${this.#origin}${name}.parquet`;
    this.#objects.set(url, object);
    return url;
  }

  /** For one query. Of these only the proxy's own count; `undefined` where there are none. */
  grant(files: readonly string[]): RangeGrant | undefined {
    const own = files.filter((file) => this.#objects.has(file));
    if (own.length === 0) return undefined;
    const grant = new RangeGrant(this.#origin, own, ({ access }) => this.#grants.delete(access.token));
    this.#grants.set(grant.access.token, grant);
    return grant;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = `${this.#origin}${(request.url ?? '').slice(1)}`;
    const grant = this.#grants.get(String(request.headers[GRANT_HEADER]));
    const object = grant?.covers(url) ? this.#objects.get(url) : undefined;
    // One answer for all that is not there for who asks: nothing can be learned from it.
    if (grant === undefined || object === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end();
      return;
    }
    const headers = { 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream' };
    if (request.method === 'HEAD') {
      response.writeHead(200, { ...headers, 'content-length': object.sizeBytes }).end();
      return;
    }
    const range = parseByteRange(request.headers.range, object.sizeBytes);
    if (range === undefined) {
      response.writeHead(416, { 'content-range': `bytes */${object.sizeBytes}` }).end();
      return;
    }
    await this.#send(response, { grant, object, range, isWhole: request.headers.range === undefined, headers });
  }

  async #send(
    response: ServerResponse,
    {
      grant,
      object,
      range,
      isWhole,
      headers,
    }: { grant: RangeGrant; object: ServedObject; range: ByteRange; isWhole: boolean; headers: Record<string, string> },
  ): Promise<void> {
    const { start, end } = range;
    const length = { ...headers, 'content-length': end - start };
    const head = isWhole ? length : { ...length, 'content-range': `bytes ${start}-${end - 1}/${object.sizeBytes}` };
    try {
      for await (const bytes of this.#parts(grant, object, range)) {
        if (!response.headersSent) response.writeHead(isWhole ? 200 : 206, head);
        grant.add({ servedBytes: bytes.length });
        if (response.destroyed) return;
        if (!response.write(bytes)) await drained(response);
      }
      response.end();
    } catch (error) {
      grant.fail(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    }
  }

  /** In order, with a few being read ahead. */
  async *#parts(grant: RangeGrant, object: ServedObject, range: ByteRange): AsyncGenerator<Uint8Array> {
    const starts: number[] = [];
    for (let at = range.start; at < range.end; at += PART_BYTES) starts.push(at);
    const reads: Promise<Uint8Array>[] = [];
    const readNext = (): void => {
      const start = starts[reads.length];
      if (start === undefined) return;
      const read = this.#read(grant, object, { start, end: Math.min(range.end, start + PART_BYTES) });
      // It is awaited in its turn; until then its failure is nobody's.
      read.catch(() => undefined);
      reads.push(read);
    };
    for (let n = 0; n < PARTS_AHEAD; n++) readNext();
    for (let n = 0; n < starts.length; n++) {
      yield await reads[n];
      // What was sent is not held.
      reads[n] = Promise.resolve(new Uint8Array(0));
      readNext();
    }
  }

  async #read(grant: RangeGrant, { path, sizeBytes }: ServedObject, { start, end }: ByteRange): Promise<Uint8Array> {
    const isSmall = sizeBytes <= WHOLE_OBJECT_BYTES;
    const asked = isSmall ? { start: 0, end: sizeBytes } : { start, end };
    const { bytes, fetchedBytes } = await this.#cache.read(path, asked);
    if (fetchedBytes > 0) grant.add({ fetchedBytes, fetches: 1 });
    return isSmall ? bytes.subarray(start, end) : bytes;
  }
}

/** Also where the reader went away. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
