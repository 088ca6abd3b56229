// A request to a fake as signatures are checked over it.
import type { IncomingMessage } from 'node:http';
import type { SignedRequest } from './firehose/signature-v4.ts';

/** `null` when the body is too long, or the caller went away: then the connection is broken. */
export async function receivedRequest(request: IncomingMessage, maxBodyBytes: number): Promise<SignedRequest | null> {
  const body = await requestBody(request, maxBodyBytes);
  if (body === null) {
    request.socket.destroy();
    return null;
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
  return { method: request.method ?? '', target: request.url ?? '', headers, body };
}

/** `null` when it is too long, or the caller went away. */
async function requestBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      bytes += (chunk as Buffer).length;
      if (bytes > maxBytes) return null;
      chunks.push(chunk as Buffer);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks);
}
