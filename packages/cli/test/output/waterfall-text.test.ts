// Traces as trees, whatever parents their spans name.
import { describe, expect, it } from 'vitest';
import { spanTree } from '../../src/output/span-tree.ts';
import { type ShownSpan, waterfallText } from '../../src/output/waterfall-text.ts';

const START = 1_795_366_800_000_000_000n;

function span(
  spanId: string,
  parentSpanId: string | null,
  fromMs: number,
  toMs: number,
  parts: Partial<ShownSpan> = {},
): ShownSpan {
  return {
    spanId,
    parentSpanId,
    name: `span ${spanId}`,
    serviceName: 'shop',
    statusCode: 'UNSET',
    statusMessage: null,
    start: '2026-11-22T17:00:00.000000000Z',
    startTimeUnixNano: String(START + BigInt(fromMs) * 1_000_000n),
    endTimeUnixNano: String(START + BigInt(toMs) * 1_000_000n),
    durationMs: toMs - fromMs,
    events: [],
    ...parts,
  };
}

describe('spanTree', () => {
  it('puts children under their parents by start', () => {
    const lines = spanTree([
      span('c', 'a', 30, 40),
      span('a', null, 0, 100),
      span('b', 'a', 10, 20),
      span('d', 'b', 12, 15),
    ]);
    expect(lines.map(({ branch, span: { spanId } }) => `${branch}${spanId}`)).toEqual(['a', '├─ b', '│  └─ d', '└─ c']);
  });

  it('keeps spans without their parent, with themselves as parent, and in a circle', () => {
    const lines = spanTree([span('a', 'gone', 0, 1), span('b', 'b', 1, 2), span('c', 'd', 2, 3), span('d', 'c', 3, 4)]);
    expect(lines.map(({ span: { spanId }, orphan }) => [spanId, orphan])).toEqual([
      ['a', true],
      ['b', true],
      ['c', true],
      ['d', false],
    ]);
  });

  it('is not afraid of depth', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) =>
      span(`s${index}`, index === 0 ? null : `s${index - 1}`, 0, 1),
    );
    expect(spanTree(chain)).toHaveLength(20_000);
  });
});

describe('waterfallText', () => {
  const spans = [
    span('a', null, 0, 100),
    span('b', 'a', 50, 100, { serviceName: 'payment', statusCode: 'ERROR', statusMessage: 'declined' }),
  ];

  it('shows the tree, durations and bars in their place', () => {
    expect(waterfallText('abc', spans, { width: 80, colors: false })).toBe(
      [
        'Trace abc: 2 spans, 2 services, 1 error, 100 ms, 2026-11-22T17:00:00.000000000Z',
        '',
        `shop  span a                    100 ms  ${'█'.repeat(26)}`,
        `└─ payment  span b  ✗ declined   50 ms  ${' '.repeat(13)}${'█'.repeat(13)}`,
        '',
      ].join('\n'),
    );
  });

  it('takes the words of an error from its exception when the status has none', () => {
    const exception = { name: 'exception', attributes: { 'exception.message': 'no address' } };
    const failed = [span('a', null, 0, 1, { statusCode: 'ERROR', events: [exception] })];
    expect(waterfallText('abc', failed, { width: 120, colors: false })).toContain('✗ no address');
  });

  it('marks errors in red where colours are wanted', () => {
    expect(waterfallText('abc', spans, { width: 80, colors: true })).toContain('\x1b[31m└─ payment');
  });

  it('shows a trace that took no time', () => {
    expect(waterfallText('abc', [span('a', null, 0, 0)], { width: 80, colors: false })).toContain('0 ms  █');
  });
});
