// A real app on the OpenTelemetry Node SDK, in both protocols: what SQL and the trace answer is what was sent.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRows, askSql, eventually, getJson } from './lake-client.ts';
import { answeredAttributes, parseSentSpans, type SentSpan, textAttributes } from './sent-span.ts';
import { endProcesses, run } from './spawned-process.ts';
import { type RunningLake, removeFolder, startLake, temporaryFolder } from './tracelake-process.ts';

const APP_PATH = new URL('apps/node-sdk-app.mjs', import.meta.url).pathname;

let folder: string;
let lake: RunningLake;

endProcesses('after all');
beforeAll(async () => {
  folder = temporaryFolder('node-sdk');
  lake = await startLake(folder);
});
afterAll(() => removeFolder(folder));

describe.each([
  ['protobuf', 'proto'],
  ['JSON', 'http'],
])('sent as %s', (_, exporter) => {
  let sent: SentSpan[];
  let root: SentSpan;

  beforeAll(async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: lake.otlpUrl };
    const app = await run(process.execPath, [APP_PATH, exporter], { env });
    expect(app.stderr).toBe('');
    expect(app.code).toBe(0);
    sent = parseSentSpans(app.stdout);
    root = sent.find(({ parentSpanId }) => parentSpanId === null) as SentSpan;
    const count = `SELECT span_id FROM spans WHERE trace_id = '${root.traceId}'`;
    await eventually(
      () => askRows(lake, count),
      (rows) => rows.length >= sent.length,
    );
  });

  test('structural columns, to the nanosecond', async () => {
    const rows = await askRows(
      lake,
      `SELECT trace_id, span_id, parent_span_id, name, kind, status_code, status_message, service_name, scope_name,
         scope_version, start_time_unix_nano, duration_nano
       FROM spans WHERE trace_id = '${root.traceId}' ORDER BY start_time_unix_nano`,
    );
    const expected = [...sent]
      .sort((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)))
      .map((span) => ({
        trace_id: span.traceId,
        span_id: span.spanId,
        parent_span_id: span.parentSpanId,
        name: span.name,
        kind: span.kind,
        status_code: span.statusCode,
        status_message: span.statusMessage,
        service_name: 'node-sdk-app',
        scope_name: 'node-sdk-app-scope',
        scope_version: '4.5.6',
        start_time_unix_nano: span.startTimeUnixNano,
        duration_nano: String(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)),
      }));
    expect(rows).toEqual(expected);
  });

  test('every attribute as a column of its own', async () => {
    const expected = answeredAttributes(root.attributes);
    const columns = Object.keys(expected).map((key) => `"${key}"`);
    const { columns: answered, rows } = await askSql(
      lake,
      `SELECT ${columns.join(', ')} FROM spans WHERE span_id = '${root.spanId}'`,
    );
    // A column of type bigint travels as text.
    const asAsked = Object.entries(expected).map(([key, value], index) =>
      answered[index].type === 'bigint' ? [key, String(value)] : [key, value],
    );
    expect(rows).toHaveLength(1);
    expect(Object.fromEntries(rows[0].map((value, index) => [answered[index].name, value]))).toEqual(
      Object.fromEntries(asAsked),
    );
  });

  test('old names are found under both names', async () => {
    const rows = await askRows(
      lake,
      `SELECT "http.status_code" AS old, "http.response.status_code" AS new FROM spans WHERE span_id = '${root.spanId}'`,
    );
    expect(rows).toEqual([{ old: '503', new: '503' }]);
  });

  test('resource attributes as columns', async () => {
    const rows = await askRows(
      lake,
      `SELECT DISTINCT "service.name", "service.version", "cloud.region", "team.name", "team.size",
         resource_attributes['team.name'] AS team
       FROM spans WHERE trace_id = '${root.traceId}'`,
    );
    expect(rows).toEqual([
      {
        'service.name': 'node-sdk-app',
        'service.version': '1.2.3',
        'cloud.region': 'eu-central-1',
        'team.name': 'tea & coffee',
        'team.size': '7',
        team: 'tea & coffee',
      },
    ]);
  });

  test('the first exception as columns of its span', async () => {
    const brew = sent.find(({ name }) => name === 'brew') as SentSpan;
    const exception = brew.events.find(({ name }) => name === 'exception');
    const rows = await askRows(
      lake,
      `SELECT "exception.type", "exception.message", "exception.stacktrace" FROM spans WHERE span_id = '${brew.spanId}'`,
    );
    expect(rows).toEqual([exception?.attributes]);
  });

  test('events and links by UNNEST', async () => {
    const events = await askRows(
      lake,
      `SELECT e.event_name AS name, e.at AS "timeUnixNano", e.attributes
       FROM spans CROSS JOIN UNNEST(events) AS e (at, event_name, attributes)
       WHERE trace_id = '${root.traceId}' ORDER BY e.at`,
    );
    const expectedEvents = sent
      .flatMap((span) => span.events)
      .map((event) => ({ ...event, attributes: textAttributes(event.attributes) }));
    expect(events).toEqual(expectedEvents);

    const links = await askRows(
      lake,
      `SELECT l.trace_id AS "traceId", l.span_id AS "spanId", l.attributes
       FROM spans CROSS JOIN UNNEST(links) AS l (trace_id, span_id, trace_state, attributes)
       WHERE spans.trace_id = '${root.traceId}'`,
    );
    const expectedLinks = sent.flatMap((span) => span.links);
    expect(links).toEqual(expectedLinks);
  });

  test('the whole trace by its id', async () => {
    const { status, body } = await getJson(`${lake.apiUrl}/api/v1/traces/${root.traceId}`);
    expect(status).toBe(200);
    const answered = body['spans'] as Record<string, unknown>[];
    expect(answered).toHaveLength(sent.length);
    for (const span of sent) {
      const answer = answered.find(({ spanId }) => spanId === span.spanId);
      expect(answer).toMatchObject({
        traceId: span.traceId,
        parentSpanId: span.parentSpanId,
        name: span.name,
        kind: span.kind,
        startTimeUnixNano: span.startTimeUnixNano,
        endTimeUnixNano: span.endTimeUnixNano,
        statusCode: span.statusCode,
        statusMessage: span.statusMessage,
        events: span.events.map((event) => ({ ...event, attributes: textAttributes(event.attributes) })),
        links: span.links.map((link) => ({ ...link, attributes: textAttributes(link.attributes) })),
      });
      if (span === root) expect(answer?.['attributes']).toEqual(answeredAttributes(root.attributes));
    }
  });
});
