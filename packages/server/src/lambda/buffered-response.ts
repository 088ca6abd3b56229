// The answer in one piece, as function URLs without streaming take it: what an emulator runs.
import type { ServiceAnswer } from './service-answer.ts';

export interface BufferedResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const TEXT = /^(?:text\/|application\/(?:[\w.+-]*json|x-ndjson))/;

export async function bufferedResponse({ status, headers, cookies, body }: ServiceAnswer): Promise<BufferedResponse> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(Buffer.from(piece));
  const bytes = Buffer.concat(pieces);
  const isText = TEXT.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined;
  return {
    statusCode: status,
    headers,
    ...(cookies === undefined ? {} : { cookies }),
    body: bytes.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}
