// Landing files that Firehose wrote, asked by a server that has never seen them: SQL, fields, traces, at once.
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { amendsText, glueColumns, SPANS_TABLE } from '@tracelake/schema';
import {
  type FakeFirehose,
  keyedDocument,
  SPANS_CONVERSION,
  startFirehose,
  TEST_CREDENTIALS,
} from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRows, askSql, eventually, getJson } from './lake-client.ts';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from './tracelake-process.ts';

const TRACE = '6ad0f6a1000000000000000000000001';
const START = '1795370000123456789';

/** By column names; bare 64-bit integers, so that JSON.stringify cannot. */
const DOCUMENTS = [
  `{"trace_id":"${TRACE}","span_id":"00000000000000a1","start_time_unix_nano":${START},"duration_nano":9007199254740993,
    "name":"checkout","kind":"SERVER","status_code":"ERROR","service_name":"shop","main":true,
    "http_response_status_code":500,"aws_lambda_billed_duration_ms":12.5,"faas_coldstart":true,
    "attributes_string":{"User.Plan":"pro","user.plan":"free","__proto__":"odd","grüße":"🎈"},
    "attributes_number":{"cart.items":3,"cart.total":12.75},"attributes_boolean":{"cart.gift":false},
    "resource_attributes":{"host.name":"h1"},"scope_attributes":{"scope.key":"s"},
    "events":[{"time_unix_nano":1795370000123456790,"name":"exception","attributes":{"exception.type":"TypeError"}},
              {"time_unix_nano":1795370000123456791,"name":"retry","attributes":{}}],
    "links":[{"trace_id":"${'b'.repeat(32)}","span_id":"${'c'.repeat(16)}","attributes":{"why":"batch"}}]}`,
  `{"trace_id":"${TRACE}","span_id":"00000000000000a2","parent_span_id":"00000000000000a1","start_time_unix_nano":1795370000200000000,
    "duration_nano":1000,"name":"charge","kind":"CLIENT","status_code":"UNSET","service_name":"shop","main":false,
    "misplaced":"\\nhttp.response.status_code\\n","attributes_string":{"http.response.status_code":"n/a"}}`,
  `{"trace_id":"${'d'.repeat(32)}","span_id":"00000000000000a3","start_time_unix_nano":1795370000300000000,"duration_nano":5,
    "name":"cron","kind":"INTERNAL","status_code":"OK","service_name":"jobs","main":true,"unknown_column":"dropped"}`,
];

const STREAM = {
  prefix: 'landing/spans/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
  errorPrefix: 'errors/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/',
  conversion: SPANS_CONVERSION,
};

let folder: string;
let firehose: FakeFirehose;
let client: FirehoseClient;
let lake: RunningLake;

async function put(documents: readonly string[]): Promise<void> {
  const Records = [{ Data: new TextEncoder().encode(`${documents.map(keyedDocument).join('\n')}\n`) }];
  const answer = await client.send(new PutRecordBatchCommand({ DeliveryStreamName: 'spans', Records }));
  expect(answer.FailedPutCount).toBe(0);
  await firehose.flush();
}

beforeAll(async () => {
  folder = temporaryFolder('firehose');
  firehose = await startFirehose({
    streams: { spans: STREAM },
    storage: folder,
  });
  client = new FirehoseClient({ endpoint: firehose.url, region: firehose.region, credentials: TEST_CREDENTIALS });
  await put(DOCUMENTS);
  lake = await startLake(folder);
});

afterAll(async () => {
  await stopLake(lake);
  await firehose.close();
  removeFolder(folder);
});

describe('SQL', () => {
  test('every row, with 64-bit integers exact', async () => {
    const sql = 'SELECT name, start_time_unix_nano, duration_nano, main FROM spans ORDER BY start_time_unix_nano';
    expect((await askSql(lake, sql)).rows).toEqual([
      ['checkout', START, '9007199254740993', true],
      ['charge', '1795370000200000000', '1000', false],
      ['cron', '1795370000300000000', '5', true],
    ]);
  });

  test('attributes that nobody declared are columns; keys that differ only in case stay two', async () => {
    const sql = `SELECT "cart.items" AS items, "cart.total" AS total, "cart.gift" AS gift, "host.name" AS host, "grüße" AS greeting,
      attributes['User.Plan'] AS upper, attributes['user.plan'] AS lower, "__proto__" AS odd FROM spans WHERE "cart.items" = 3`;
    expect(await askRows(lake, sql)).toEqual([
      { items: 3, total: 12.75, gift: false, host: 'h1', greeting: '🎈', upper: 'pro', lower: 'free', odd: 'odd' },
    ]);
  });

  test('a well-known attribute whose value lies in a map', async () => {
    const sql = `SELECT attributes['http.response.status_code'] AS code, "http.response.status_code" AS number FROM spans ORDER BY start_time_unix_nano`;
    expect((await askSql(lake, sql)).rows).toEqual([
      ['500', '500'],
      ['n/a', null],
      [null, null],
    ]);
  });

  test('events and links', async () => {
    const sql = `SELECT e.name, e.time_unix_nano, element_at(e.attributes, 'exception.type') AS type
      FROM spans CROSS JOIN UNNEST(events) AS e (time_unix_nano, name, attributes) ORDER BY 2`;
    expect((await askSql(lake, sql)).rows).toEqual([
      ['exception', '1795370000123456790', 'TypeError'],
      ['retry', '1795370000123456791', null],
    ]);
    expect((await askSql(lake, 'SELECT sum(cardinality(links)) FROM spans')).rows).toEqual([['1']]);
    // As rows of the local writer: none is an empty list, not NULL.
    const none = "SELECT events, links, scope_attributes FROM spans WHERE name = 'cron'";
    expect((await askSql(lake, none)).rows).toEqual([[[], [], {}]]);
  });

  test('whole maps', async () => {
    const sql = "SELECT attributes, resource_attributes FROM spans WHERE name = 'cron'";
    expect((await askSql(lake, sql)).rows).toEqual([[{}, { 'service.name': 'jobs' }]]);
  });
});

test('fields name what is in the files, with their columns and types', async () => {
  const { body } = await getJson(`${lake.apiUrl}/api/v1/fields`);
  const fields = new Map((body['fields'] as { key: string }[]).map((field) => [field.key, field]));
  expect(fields.get('cart.items')).toMatchObject({ rows: 1, types: { number: 1 }, column: null });
  expect([...fields.keys()]).toEqual(
    expect.arrayContaining(['User.Plan', 'user.plan', 'faas.coldstart', 'exception.type']),
  );
  expect(fields.has('unknown_column')).toBe(false);
});

test('a trace with its events', async () => {
  const { status, body } = await getJson(`${lake.apiUrl}/api/v1/traces/${TRACE}?start=0&end=9223372036854775807`);
  expect(status).toBe(200);
  const spans = body['spans'] as Record<string, unknown>[];
  expect(spans.map(({ name }) => name)).toEqual(['checkout', 'charge']);
  expect(spans[0]).toMatchObject({
    startTimeUnixNano: START,
    durationNano: '9007199254740993',
    attributes: { 'cart.items': 3, 'cart.gift': false, 'User.Plan': 'pro' },
    resourceAttributes: { 'host.name': 'h1', 'service.name': 'shop' },
    events: [{ name: 'exception', timeUnixNano: '1795370000123456790' }, { name: 'retry' }],
  });
});

test('files that come while it runs are seen at once, a new attribute in them too', async () => {
  await put([
    `{"trace_id":"${'e'.repeat(32)}","span_id":"00000000000000b1","start_time_unix_nano":1795370009000000000,"duration_nano":7,
      "name":"later","kind":"INTERNAL","main":true,"attributes_string":{"never.seen.before":"yes"}}`,
  ]);
  const sql = `SELECT name FROM spans WHERE attributes['never.seen.before'] = 'yes'`;
  const { answer } = await eventually(
    () => askSql(lake, sql),
    ({ rows }) => rows.length > 0,
  );
  expect(answer.rows).toEqual([['later']]);
});

test("a resent batch's duplicates are not counted", async () => {
  await put([DOCUMENTS[2]!]);
  const { answer } = await eventually(
    () => askSql(lake, "SELECT count(*) FROM spans WHERE name = 'cron'", undefined, 'fast'),
    ({ rows }) => rows[0]![0] === '2',
  );
  expect(answer.rows).toEqual([['2']]);
  expect((await askSql(lake, "SELECT count(*) FROM spans WHERE name = 'cron'")).rows).toEqual([['1']]);
});

test("an invocation's late values, from a file of their own", async () => {
  const id = 'f'.repeat(32);
  const identity = `"trace_id":"${id}","span_id":"00000000000000f1","kind":"SERVER","start_time_unix_nano":1795370010000000000`;
  await put([`{${identity},"name":"invocation","main":true,"aws_lambda_billed_duration_ms":1}`]);
  const late = ['aws_lambda_billed_duration_ms', 'aws_lambda_memory_used_mb'];
  await put([`{${identity},"amends":"${amendsText(late)}","${late[0]}":12,"${late[1]}":91}`]);
  const columns = 'name, "aws.lambda.billed_duration_ms", "aws.lambda.memory_used_mb"';
  const { answer } = await eventually(
    () => askSql(lake, `SELECT ${columns} FROM spans WHERE trace_id = '${id}'`),
    ({ rows }) => rows[0]?.[2] === 91,
  );
  expect(answer.rows).toEqual([['invocation', 12, 91]]);
  expect((await askSql(lake, `SELECT count(*) FROM spans WHERE trace_id = '${id}'`)).rows).toEqual([['1']]);
  const { body } = await getJson(`${lake.apiUrl}/api/v1/traces/${id}?start=0&end=9223372036854775807`);
  expect(body['spans']).toMatchObject([{ name: 'invocation', attributes: { 'aws.lambda.memory_used_mb': 91 } }]);
});

test('files of an older table, which lacks columns, beside those of today', async () => {
  const old = glueColumns(SPANS_TABLE).filter(({ Name }) => !/^(aws_lambda|links|scope|misplaced|amends)/.test(Name));
  const streams = { old: { ...STREAM, conversion: { ...SPANS_CONVERSION, table: old } } };
  const before = await startFirehose({ streams, storage: folder });
  const document = `{"trace_id":"${'9'.repeat(32)}","span_id":"0000000000000091","start_time_unix_nano":1795370011000000000,"name":"old"}`;
  const { url: endpoint, region } = before;
  const Records = [{ Data: new TextEncoder().encode(keyedDocument(document)) }];
  const command = new PutRecordBatchCommand({ DeliveryStreamName: 'old', Records });
  await new FirehoseClient({ endpoint, region, credentials: TEST_CREDENTIALS }).send(command);
  await before.flush();
  await before.close();
  const sql = `SELECT name, "aws.lambda.status", links, scope_name FROM spans WHERE name IN ('old', 'cron') ORDER BY 1`;
  const { answer } = await eventually(
    () => askSql(lake, sql),
    ({ rows }) => rows.length === 2,
  );
  expect(answer.rows).toEqual([
    ['cron', null, [], null],
    ['old', null, [], null],
  ]);
});
