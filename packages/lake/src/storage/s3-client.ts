// The S3 client as all of this package uses it: how long it waits, how often it repeats, and a count of every attempt.
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { currentCredentials } from './current-credentials.ts';
import type { RequestCounter } from './request-counts.ts';

/** The SDK waits between attempts with full jitter: 100 ms doubled each time, at most 20 s; 500 ms after a throttle. */
const MAX_ATTEMPTS = 5;
const CONNECT_TIMEOUT_MS = 5_000;
/** Without a byte, before the answer or inside it. */
export const SILENCE_TIMEOUT_MS = 10_000;

const READS = new Set(['GetObject', 'HeadObject']);
const DELETES = new Set(['DeleteObject', 'AbortMultipartUpload']);

/** Credentials and region are found as every AWS tool finds them; a bucket of another region is followed there. */
export function createS3Client(
  counter: RequestCounter,
  config: S3ClientConfig = {},
  silenceTimeoutMs: number = SILENCE_TIMEOUT_MS,
): S3Client {
  const client = new S3Client({
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    followRegionRedirects: true,
    credentials: currentCredentials(),
    // Its requestTimeout only writes a warning.
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: silenceTimeoutMs },
    ...config,
  });
  client.middlewareStack.addRelativeTo(countAttempts(counter), {
    name: 'countAttempts',
    relation: 'after',
    toMiddleware: 'retryMiddleware',
  });
  return client;
}

type Middleware = Parameters<S3Client['middlewareStack']['addRelativeTo']>[0];

function countAttempts(counter: RequestCounter): Middleware {
  const middleware = (next: (args: object) => Promise<object>, context: Record<string, unknown>) => {
    const counted = classOf(String(context['commandName']).replace(/Command$/, ''));
    return async (args: object): Promise<object> => {
      try {
        const answer = await next(args);
        counter.add(counted);
        return answer;
      } catch (error) {
        const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
        const status = $metadata?.httpStatusCode ?? 0;
        counter.add(status === 0 || status >= 500 ? { failed: 1 } : counted);
        throw error;
      }
    };
  };
  return middleware as Middleware;
}

function classOf(operation: string) {
  if (operation === 'ListObjectsV2') return { list: 1 };
  if (READS.has(operation)) return { get: 1 };
  return DELETES.has(operation) ? { delete: 1 } : { put: 1 };
}
