// Our signer against the official one, and against AWS's published vectors' shape.
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Credentials, signedHeaders } from '../../src/io/request-signer.ts';

/** What the official signer asks of a hash. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }
  update(data: string | Uint8Array): void {
    this.hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}

interface Case {
  readonly path: string;
  readonly region: string;
  readonly body: string;
  readonly credentials: Credentials;
  readonly nowMs: number;
  readonly extra: string;
}

async function officialHeaders({
  path,
  region,
  body,
  credentials,
  nowMs,
  extra,
}: Case): Promise<Record<string, string>> {
  const signer = new SignatureV4({ service: 'firehose', region, credentials, sha256: Sha256 as never });
  const signed = await signer.sign(
    {
      method: 'POST',
      protocol: 'https:',
      hostname: 'firehose.example',
      path,
      query: {},
      headers: headersOf(extra),
      body,
    },
    { signingDate: new Date(nowMs) },
  );
  return signed.headers;
}

function headersOf(extra: string): Record<string, string> {
  return {
    host: 'firehose.example',
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Firehose_20150804.PutRecordBatch',
    'x-extra': extra,
  };
}

const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019+/=-_.'), minLength: 1, maxLength: 40 });

const cases: fc.Arbitrary<Case> = fc.record({
  path: fc.constantFrom('/', '/proxy/', '/a%20b/c', "/it's(1)*!"),
  region: fc.constantFrom('us-east-1', 'cn-north-1'),
  body: fc.string({ unit: 'binary', maxLength: 300 }),
  credentials: fc.record({
    accessKeyId: word,
    secretAccessKey: word,
    sessionToken: fc.option(word, { nil: undefined }),
  }),
  nowMs: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  extra: fc.constantFrom('one', 'two  spaces', ' edges '),
});

describe('the signer', () => {
  it('signs as the official one does', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (request) => {
        const ours = signedHeaders(
          { method: 'POST', path: request.path, headers: headersOf(request.extra), body: Buffer.from(request.body) },
          { service: 'firehose', region: request.region, credentials: request.credentials, nowMs: request.nowMs },
        );
        expect(ours).toEqual(await officialHeaders(request));
      }),
      { numRuns: 300 },
    );
  });
});
