// Storage in an S3 bucket, under a prefix. Repeats what failed for no fault of ours, and counts every request.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { isTracelakeError, type S3Address, s3AddressText } from '@tracelake/schema';
import { checkObjectPath, checkPathPrefix, preconditionFailed } from './object-path.ts';
import { RequestCounter, type RequestCounts } from './request-counts.ts';
import { createS3Client } from './s3-client.ts';
import { isConditionFailure, isConflict, isRangeBehindEnd, isUploadGone, s3Error } from './s3-error.ts';
import { PART_BYTES, uploadInParts } from './s3-upload.ts';
import type { PutBody, PutCondition, Storage, StorageObject } from './storage.ts';
import { uploadParts } from './upload-parts.ts';

export interface S3StorageOptions {
  readonly address: S3Address;
  /** For who needs other than what the environment says: tests, an endpoint of one's own. */
  readonly client?: S3ClientConfig;
  /** After so long without a byte a request is given up, and made again. */
  readonly silenceTimeoutMs?: number;
}

/** Who of several wrote an object shows by this: after a lost answer, a writer finds its own put. */
const PUT_ID = 'tracelake-put';
const MAX_CONFLICTS = 6;
const CONFLICT_PAUSE_MS = 50;
const MAX_BODIES = 5;
const BODY_PAUSE_MS = 50;

/**
 * `etag` is S3's: equal for equal bytes put in one request, so who must see every version puts something of it into the bytes.
 * A conditional put whose answer was lost is known again by its metadata. What is not seen: it was applied, its answer was
 * lost, and another writer replaced it at once; it then counts as failed.
 */
export class S3Storage implements Storage {
  /** A request takes 15 to 30 ms, as long as 2 MB; describing a file of our table takes 60 of them. */
  readonly wholeReadBytes = 16 * 1024 * 1024;
  readonly address: S3Address;
  readonly #client: S3Client;
  readonly #counter = new RequestCounter();

  constructor({ address, client, silenceTimeoutMs }: S3StorageOptions) {
    this.address = address;
    this.#client = createS3Client(this.#counter, client, silenceTimeoutMs);
  }

  /** All attempts since it was opened. */
  get requests(): RequestCounts {
    return this.#counter.counts;
  }

  close(): void {
    this.#client.destroy();
  }

  locate(path: string): string {
    checkObjectPath(path);
    return s3AddressText(this.address) + path;
  }

  async *list(prefix: string, { after }: { readonly after?: string } = {}): AsyncIterable<StorageObject> {
    checkPathPrefix(prefix);
    const { bucket, prefix: root } = this.address;
    let token: string | undefined;
    do {
      const page = await this.#ask('ListObjectsV2', prefix, () =>
        this.#client.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: root + prefix,
            ...(token === undefined ? {} : { ContinuationToken: token }),
            ...(after === undefined || token !== undefined ? {} : { StartAfter: root + after }),
          }),
        ),
      );
      for (const { Key = '', Size = 0, ETag = '' } of page.Contents ?? []) {
        // Consoles make "folders" of empty objects whose names end with "/".
        if (!Key.endsWith('/')) yield { path: Key.slice(root.length), sizeBytes: Size, etag: ETag };
      }
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  async head(path: string): Promise<StorageObject | null> {
    const key = this.#key(path);
    try {
      const { ContentLength = 0, ETag = '' } = await this.#ask('HeadObject', path, () =>
        this.#client.send(new HeadObjectCommand(key)),
      );
      return { path, sizeBytes: ContentLength, etag: ETag };
    } catch (error) {
      if (isTracelakeError(error) && error.code === 'object_not_found') return null;
      throw error;
    }
  }

  async get(path: string, range?: { readonly offset: number; readonly lengthBytes: number }): Promise<Uint8Array> {
    const key = this.#key(path);
    // No header says "no bytes": one is asked for.
    const lastByte = range === undefined ? 0 : range.offset + Math.max(1, range.lengthBytes) - 1;
    const Range = range === undefined ? undefined : `bytes=${range.offset}-${lastByte}`;
    const bytes = await this.#ask('GetObject', path, () => this.#bytes(new GetObjectCommand({ ...key, Range })));
    this.#counter.add({ bytesRead: bytes.length });
    return range === undefined ? bytes : bytes.subarray(0, range.lengthBytes);
  }

  /** The client repeats a request, but not one whose answer breaks off while it is read. */
  async #bytes(command: GetObjectCommand): Promise<Uint8Array> {
    for (let attempt = 1; ; attempt++) {
      const Body = await this.#body(command);
      if (Body === undefined) return new Uint8Array(0);
      try {
        return await Body.transformToByteArray();
      } catch (error) {
        if (attempt === MAX_BODIES) throw error;
        this.#counter.add({ failed: 1 });
        await sleep(Math.random() * BODY_PAUSE_MS * 2 ** attempt);
      }
    }
  }

  async #body(command: GetObjectCommand) {
    try {
      return (await this.#client.send(command)).Body;
    } catch (error) {
      if (isRangeBehindEnd(error)) return undefined;
      throw error;
    }
  }

  async put(path: string, body: PutBody, condition?: PutCondition): Promise<StorageObject> {
    this.#key(path);
    if (body instanceof Uint8Array) return this.#putWhole(path, body, condition);
    const parts = uploadParts(body, PART_BYTES);
    const first = await parts.next();
    // The one part there is may be the last: only what is longer is worth three requests.
    if (first.done || first.value.length < PART_BYTES)
      return this.#putWhole(path, first.value ?? new Uint8Array(0), condition);
    return this.#putParts(path, precededBy(first.value, parts), condition);
  }

  async delete(path: string): Promise<void> {
    const key = this.#key(path);
    await this.#ask('DeleteObject', path, () => this.#client.send(new DeleteObjectCommand(key)));
  }

  async #putWhole(path: string, body: Uint8Array, condition?: PutCondition): Promise<StorageObject> {
    const putId = randomUUID();
    const command = { ...this.#key(path), ...headersOf(condition), Body: body, Metadata: { [PUT_ID]: putId } };
    for (let conflicts = 1; ; conflicts++) {
      try {
        const { ETag = '' } = await this.#client.send(new PutObjectCommand(command));
        this.#counter.add({ bytesWritten: body.length });
        return { path, sizeBytes: body.length, etag: ETag };
      } catch (error) {
        if (isConflict(error) && conflicts < MAX_CONFLICTS) {
          await sleep(Math.random() * CONFLICT_PAUSE_MS * 2 ** conflicts);
          continue;
        }
        const isRepeated = conflicts > 1;
        return await this.#afterFailedPut(error, { path, putId, condition, operation: 'PutObject', isRepeated });
      }
    }
  }

  async #putParts(path: string, parts: AsyncIterable<Uint8Array>, condition?: PutCondition): Promise<StorageObject> {
    const putId = randomUUID();
    let sizeBytes = 0;
    const counted = async function* () {
      for await (const part of parts) {
        sizeBytes += part.length;
        yield part;
      }
    };
    try {
      const target = { ...this.#key(path), Metadata: { [PUT_ID]: putId } };
      const etag = (await uploadInParts(this.#client, target, counted(), headersOf(condition))) ?? '';
      this.#counter.add({ bytesWritten: sizeBytes });
      return { path, sizeBytes, etag };
    } catch (error) {
      return this.#afterFailedPut(error, { path, putId, condition, operation: 'CompleteMultipartUpload' });
    }
  }

  /** The put may have been taken, and only its answer lost: the repeated one then met its own object. */
  async #afterFailedPut(
    error: unknown,
    put: { path: string; putId: string; condition: PutCondition | undefined; operation: string; isRepeated?: boolean },
  ): Promise<StorageObject> {
    const { path, putId, condition, operation, isRepeated = false } = put;
    const attempts = (error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1;
    if ((isRepeated || attempts > 1) && (isConditionFailure(error) || isUploadGone(error))) {
      const {
        Metadata,
        ContentLength = 0,
        ETag = '',
      } = await this.#ask('HeadObject', path, () => this.#client.send(new HeadObjectCommand(this.#key(path))));
      if (Metadata?.[PUT_ID] === putId) return { path, sizeBytes: ContentLength, etag: ETag };
    }
    const coded = s3Error(error, { operation, address: this.address, path });
    const isAbsent = condition !== undefined && 'ifMatch' in condition && coded.code === 'object_not_found';
    if (isConditionFailure(error) || isAbsent) throw preconditionFailed(path, { expected: condition }, error);
    throw coded;
  }

  #key(path: string): { readonly Bucket: string; readonly Key: string } {
    checkObjectPath(path);
    return { Bucket: this.address.bucket, Key: this.address.prefix + path };
  }

  async #ask<T>(operation: string, path: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw s3Error(error, { operation, address: this.address, path });
    }
  }
}

function headersOf(condition: PutCondition | undefined) {
  if (condition === undefined) return {};
  return 'ifMatch' in condition ? { IfMatch: condition.ifMatch } : { IfNoneMatch: condition.ifNoneMatch };
}

async function* precededBy<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}
