// Bad input at the OTLP port: each refusal is coded and names the value, the limit and the next step; what is good beside it is kept.
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { encodeOtlpProtobuf, type OtlpSpan, type OtlpTraceRequest } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askCount, askRows, eventually, postOtlp, postTaken } from './lake-client.ts';
import { endProcesses } from './spawned-process.ts';
import { type RunningLake, removeFolder, startLake, temporaryFolder } from './tracelake-process.ts';

const MEBIBYTE = 1_048_576;
const START_NANO = BigInt(Date.now()) * 1_000_000n - 60_000_000_000n;

let folder: string;
let lake: RunningLake;
let nextNumber = 1;

endProcesses('after all');
beforeAll(async () => {
  folder = temporaryFolder('bad-otlp');
  lake = await startLake(folder);
});
afterAll(() => removeFolder(folder));

function goodSpan(name: string): OtlpSpan & { readonly traceId: Uint8Array; readonly spanId: Uint8Array } {
  const number = nextNumber++;
  return {
    traceId: new Uint8Array(16).fill(number),
    spanId: new Uint8Array(8).fill(number),
    name,
    kind: 2,
    startTimeUnixNano: START_NANO,
    endTimeUnixNano: START_NANO + 5_000_000n,
  };
}

function requestOf(...spans: OtlpSpan[]): OtlpTraceRequest {
  const attributes = [{ key: 'service.name', value: { stringValue: 'bad-otlp' } }];
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] };
}

/** Waits for the span first: before, the lake does not know its attributes. */
async function rowsNamed(name: string, columns: string): Promise<Record<string, unknown>[]> {
  const ask = (what: string) => askRows(lake, `SELECT ${what} FROM spans WHERE name = '${name}'`);
  await eventually(
    () => ask('name'),
    (rows) => rows.length > 0,
  );
  return ask(columns);
}

/** A google.rpc.Status as the sender reads it. Its text stands in the protobuf form as it is, too. */
async function refusal(response: Response): Promise<{ status: number; type: string | null; message: string }> {
  const text = await response.text();
  const type = response.headers.get('content-type');
  const message = type?.startsWith('application/json') ? (JSON.parse(text) as { message: string }).message : text;
  return { status: response.status, type, message };
}

describe('bodies that cannot be read', () => {
  test('malformed protobuf', async () => {
    const answer = await refusal(await postOtlp(lake, new TextEncoder().encode('this is no protobuf')));
    expect(answer).toMatchObject({ status: 400, type: 'application/x-protobuf' });
    expect(answer.message).toContain('malformed_body');
    expect(answer.message).toContain('Send an ExportTraceServiceRequest');
  });

  test('protobuf cut short stores nothing of it', async () => {
    const whole = encodeOtlpProtobuf(requestOf(goodSpan('cut short'), goodSpan('cut short')));
    const before = await askCount(lake);
    const answer = await refusal(await postOtlp(lake, whole.subarray(0, whole.length - 3)));
    expect(answer.status).toBe(400);
    expect(answer.message).toContain('malformed_body');
    await postTaken(lake, requestOf(goodSpan('after the cut')));
    await rowsNamed('after the cut', 'name');
    expect(await askCount(lake)).toBe(before + 1);
  });

  test('malformed JSON is answered as JSON', async () => {
    const body = new TextEncoder().encode('{"resourceSpans": [');
    const answer = await refusal(await postOtlp(lake, body, { 'content-type': 'application/json' }));
    expect(answer).toMatchObject({ status: 400, type: 'application/json' });
    expect(answer.message).toContain('malformed_body');
  });

  test('broken gzip', async () => {
    const answer = await refusal(
      await postOtlp(lake, new Uint8Array([1, 2, 3]), {
        'content-encoding': 'gzip',
        'content-type': 'application/json',
      }),
    );
    expect(answer.status).toBe(400);
    expect(answer.message).toMatch(/malformed_body: .*gzip/);
  });

  test('more than 64 MiB after decompression', async () => {
    const bomb = gzipSync(new Uint8Array(65 * MEBIBYTE), { level: 9 });
    const answer = await refusal(await postOtlp(lake, bomb, { 'content-encoding': 'gzip' }));
    expect(answer.status).toBe(413);
    expect(answer.message).toContain('body_too_large');
    expect(answer.message).toContain(String(64 * MEBIBYTE));
    expect(answer.message).toContain('OTEL_BSP_MAX_EXPORT_BATCH_SIZE');
  });

  test('more than 64 MiB announced: refused before it is sent', async () => {
    const length = 65 * MEBIBYTE;
    const { status, text } = await announceBody(length);
    expect(status).toBe(413);
    expect(text).toContain(`body_too_large: The body is ${length} bytes; the limit is ${64 * MEBIBYTE} bytes.`);
  });
});

/** Asks with `Expect: 100-continue` and sends no body. */
function announceBody(length: number): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': length, expect: '100-continue' };
    const request = httpRequest(`${lake.otlpUrl}/v1/traces`, { method: 'POST', headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      request.destroy();
      resolve({ status: response.statusCode ?? 0, text });
    });
    request.on('error', reject);
    request.on('continue', () => reject(new Error('the body was asked for')));
    request.flushHeaders();
  });
}

describe('requests of the wrong kind', () => {
  test.each([
    [
      'an unknown content type',
      'text/plain',
      {},
      415,
      'unsupported_media_type',
      'text/plain',
      'application/x-protobuf',
    ],
    [
      'an unknown encoding',
      'application/json',
      { 'content-encoding': 'br' },
      415,
      'unsupported_encoding',
      'br',
      'gzip',
    ],
  ])('%s', async (_, contentType, headers, status, code, value, next) => {
    const response = await postOtlp(lake, requestOf(goodSpan('refused')), { 'content-type': contentType, ...headers });
    const answer = await refusal(response);
    expect(answer.status).toBe(status);
    for (const part of [code, value, next]) expect(answer.message).toContain(part);
  });

  test('another signal', async () => {
    const response = await fetch(`${lake.otlpUrl}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const answer = await refusal(response);
    expect(answer.status).toBe(404);
    expect(answer.message).toContain('signal_not_supported');
    expect(answer.message).toContain('OTEL_METRICS_EXPORTER=none');
  });

  test('another path, with what to set instead', async () => {
    const answer = await refusal(await fetch(`${lake.otlpUrl}/v1/traces/v1/traces`, { method: 'POST', body: '{}' }));
    expect(answer.status).toBe(404);
    expect(answer.message).toContain('OTEL_EXPORTER_OTLP_ENDPOINT');
  });

  test('another method', async () => {
    const response = await fetch(`${lake.otlpUrl}/v1/traces`);
    expect(response.headers.get('allow')).toBe('POST');
    const answer = await refusal(response);
    expect(answer.status).toBe(405);
    expect(answer.message).toContain('method_not_allowed');
  });
});

describe('spans with something wrong', () => {
  test('wrong ids: left out and counted, the good one beside them is kept', async () => {
    const request = requestOf(
      { ...goodSpan('wrong ids'), traceId: new Uint8Array(15).fill(1) },
      { ...goodSpan('wrong ids'), spanId: new Uint8Array(8) },
      { ...goodSpan('wrong ids'), parentSpanId: new Uint8Array(3).fill(1) },
      goodSpan('good among wrong ids'),
    );
    const json = {
      resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: 'xyz', spanId: '0102030405060708', name: 'wrong ids' }] }] }],
    };
    const asJson = await postOtlp(lake, new TextEncoder().encode(JSON.stringify(json)), {
      'content-type': 'application/json',
    });
    expect(asJson.status).toBe(200);
    const { partialSuccess } = (await asJson.json()) as { partialSuccess: Record<string, string> };
    expect(partialSuccess).toMatchObject({ rejectedSpans: '1', errorMessage: expect.stringContaining('trace_id') });

    const text = await postTaken(lake, request);
    for (const field of ['trace_id', 'span_id', 'parent_span_id']) expect(text).toContain(field);
    await rowsNamed('good among wrong ids', 'name');
    expect(await askRows(lake, `SELECT name FROM spans WHERE name = 'wrong ids'`)).toEqual([]);
  });

  test('an end before the start: kept, negative, and said', async () => {
    const span = { ...goodSpan('turned round'), endTimeUnixNano: START_NANO - 7n };
    expect(await postTaken(lake, requestOf(span))).toContain('ended before the start');
    expect(await rowsNamed('turned round', 'duration_nano')).toEqual([{ duration_nano: '-7' }]);
  });

  test('invalid UTF-8: kept, with U+FFFD where it was', async () => {
    const span = {
      ...goodSpan('bad text'),
      attributes: [{ key: 'text.bad', value: { stringValue: 'tea: §§ and on' } }],
    };
    const body = Buffer.from(encodeOtlpProtobuf(requestOf(span)));
    // "§§" is c2 a7 c2 a7; as c3 28 ff fe it is nothing.
    const place = body.indexOf('§§');
    Buffer.from([0xc3, 0x28, 0xff, 0xfe]).copy(body, place);
    await postTaken(lake, new Uint8Array(body));
    const [row] = await rowsNamed('bad text', '"text.bad"');
    expect(row['text.bad']).toBe('tea: \uFFFD(\uFFFD\uFFFD and on');
  });
});
