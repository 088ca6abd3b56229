// One document of each kind of row, as Firehose gets it from this version (those about rows: the extension's own test). A released version's never change: testkit's test converts those of all.
import { readFileSync } from 'node:fs';
import { SPANS_TABLE, tableVersion } from '@tracelake/schema';
import { encodeOtlpProtobuf } from '@tracelake/testkit';
import { expect, test } from 'vitest';
import { createRowReader, documentOf, type WideRow } from '../../src/index.ts';
import {
  amendments,
  assembler,
  done,
  events,
  init,
  invoke,
  ROOT,
  report,
  START_MS,
  span,
  start,
  xray,
} from './platform-script.ts';

const NANOSECONDS = 1_000_000n;

/** A span with something in every column that a span can fill, and texts that JSON must escape. */
function wholeSpan(): WideRow[] {
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const body = encodeOtlpProtobuf({
    resourceSpans: [
      {
        resource: {
          attributes: [text('service.name', 'shop'), text('cloud.region', 'eu-central-1'), text('team', 'cart "A"')],
        },
        scopeSpans: [
          {
            scope: { name: 'pg', version: '8.1.0', attributes: [text('pool', 'main')] },
            spans: [
              {
                traceId: new Uint8Array(16).fill(0xab),
                spanId: new Uint8Array(8).fill(1),
                parentSpanId: new Uint8Array(8).fill(2),
                traceState: 'a=b',
                flags: 0x101,
                name: 'SELECT "orders"\n',
                kind: 3,
                startTimeUnixNano: BigInt(START_MS) * NANOSECONDS + 1n,
                endTimeUnixNano: BigInt(START_MS + 12) * NANOSECONDS,
                attributes: [
                  text('db.statement', 'SELECT 1 -- \u0001 \u{1f600}'),
                  { key: 'server.port', value: { stringValue: 'no number' } },
                  { key: 'rows', value: { intValue: 9_007_199_254_740_993n } },
                  { key: 'share', value: { doubleValue: 0.25 } },
                  { key: 'zero', value: { doubleValue: -0 } },
                  { key: 'cached', value: { boolValue: false } },
                  { key: 'ids', value: { arrayValue: { values: [{ intValue: 1n }, { stringValue: 'b' }] } } },
                ],
                events: [
                  {
                    timeUnixNano: BigInt(START_MS + 3) * NANOSECONDS,
                    name: 'exception',
                    attributes: [text('exception.type', 'Error'), text('exception.message', 'gone')],
                  },
                ],
                links: [
                  {
                    traceId: new Uint8Array(16).fill(0xcd),
                    spanId: new Uint8Array(8).fill(3),
                    attributes: [text('why', 'retry')],
                  },
                ],
                status: { code: 2, message: 'gone' },
              },
            ],
          },
        ],
      },
    ],
  });
  return createRowReader().read(body, 'otlpProtobuf').rows;
}

function coldInvocation(): WideRow[] {
  const one = assembler({ accountId: '123456789012', attributes: new Map([['deployment.environment.name', 'prod']]) });
  one.telemetry(init());
  one.invoke(invoke('r1', xray(`Root=${ROOT};Parent=9a9197af755a6419;Sampled=1`)), START_MS + 1);
  one.telemetry([start('r1', START_MS), done('r1', START_MS, 80.125)]);
  return one.take();
}

function lateReport(): WideRow[] {
  const one = assembler();
  one.telemetry([start('r1', START_MS), done('r1', START_MS, 80.125)]);
  one.telemetry([report('r1', START_MS, 81.5)]);
  return amendments(one.take());
}

function timeoutWithOpenSpan(): WideRow[] {
  const one = assembler();
  one.invoke(invoke('r1'), START_MS + 1);
  one.telemetry([start('r1', START_MS)]);
  const open = span({ parent_span_id: '09'.repeat(8), name: 'GET api.example.com' });
  delete open.duration_nano;
  one.spans([open]);
  one.shutdown('timeout', START_MS + 3000);
  return one.take();
}

function handlerError(): WideRow[] {
  const one = assembler();
  one.telemetry([start('r1', START_MS), done('r1', START_MS, 10, { status: 'error', errorType: 'TypeError' })]);
  return one.take();
}

function outOfMemory(): WideRow[] {
  const one = assembler();
  const end = { status: 'error', errorType: 'Runtime.ExitError' };
  one.telemetry([
    start('r1', START_MS),
    done('r1', START_MS, 700, end),
    report('r1', START_MS, 701, { ...end, metrics: { maxMemoryUsedMB: 512 } }),
  ]);
  return one.take();
}

function withOwnSpan(): WideRow[] {
  const one = assembler();
  one.invoke(invoke('r1'), START_MS + 1);
  one.telemetry([start('r1', START_MS)]);
  one.spans([span({ kind: 'SERVER', faas_invocation_id: 'r1', http_route: '/cart', scope_name: 'aws-lambda' })]);
  one.telemetry([done('r1', START_MS, 10)]);
  return one.take();
}

function failedInit(): WideRow[] {
  const one = assembler();
  one.telemetry(
    init({ initializationType: 'provisioned-concurrency', status: 'error', errorType: 'Runtime.ExitError' }),
  );
  one.shutdown('failure', START_MS);
  return one.take();
}

const VERSION = tableVersion(SPANS_TABLE);

test.each([
  ['span', wholeSpan],
  ['invocation-cold', coldInvocation],
  ['invocation-amendment', lateReport],
  ['invocation-timeout', timeoutWithOpenSpan],
  ['invocation-error', handlerError],
  ['invocation-out-of-memory', outOfMemory],
  ['invocation-with-span', withOwnSpan],
  ['init-failure', failedInit],
])('%s', (name, rowsOf) => {
  const documents = rowsOf().map((row) => `${documentOf(row)}\n`);
  for (const document of documents) expect(() => JSON.parse(document)).not.toThrow();
  const golden = new URL(`../../../../test/golden/firehose/${VERSION}/${name}.ndjson`, import.meta.url);
  expect(documents.join('')).toBe(readFileSync(golden, 'utf8'));
});

test('every kind of row but spans and amendments has exactly one unit of work', () => {
  for (const rowsOf of [coldInvocation, timeoutWithOpenSpan, handlerError, outOfMemory, withOwnSpan]) {
    const rows = rowsOf();
    expect(events(rows)).toHaveLength(1);
    expect(rows.filter(({ main }) => main === true)).toEqual(events(rows));
  }
});
