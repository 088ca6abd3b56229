// Which spans tell how one of them failed.
import { expect, it } from 'vitest';
import { exampleRows } from '../../src/errors/example-rows.ts';
import type { LeanSpan } from '../../src/trace/lean-spans.ts';
import { traceModel } from '../../src/trace/trace-model.ts';

function span(spanId: string, parentSpanId: string | null, startMs: number, statusCode = 'UNSET'): LeanSpan {
  const [name, startNs] = [spanId, startMs * 1e6];
  const none = { attributes: {}, events: [], links: [] };
  return { spanId, parentSpanId, name, kind: null, serviceName: 'shop', startNs, durationNs: 1e6, statusCode, ...none };
}

const model = traceModel({
  traceId: 'a',
  startUnixNano: 0n,
  isTruncated: false,
  spans: [
    span('root', null, 0),
    span('charge', 'root', 1, 'ERROR'),
    span('first try', 'charge', 2, 'ERROR'),
    span('second try', 'charge', 3, 'ERROR'),
    span('log', 'charge', 4),
    span('cart', 'root', 5),
  ],
});
const names = (spanId: string, most: number) => exampleRows(model, spanId, most).map(({ name }) => name);

it('what led to it and what failed beside it come before what went well', () => {
  expect(names('second try', 3)).toEqual(['root', 'charge', 'second try']);
  expect(names('second try', 4)).toEqual(['root', 'charge', 'first try', 'second try']);
  expect(names('second try', 9)).toEqual(['root', 'charge', 'first try', 'second try', 'log']);
});

it('what it called comes before what was called beside it', () => {
  expect(names('charge', 3)).toEqual(['root', 'charge', 'first try']);
  expect(names('charge', 9)).toEqual(['root', 'charge', 'first try', 'second try', 'log', 'cart']);
});

it('a span that is not in the trace has none', () => {
  expect(names('other', 9)).toEqual([]);
});
