// Flags in words to the bodies of POST query and POST compare; what is drawn of the answers.
import { encodeQuery } from '@tracelake/query';
import { describe, expect, test } from 'vitest';
import { compareRequest } from '../../src/commands/compare-command.ts';
import { heatmapLine, queryRequest, rowsText } from '../../src/commands/query-command.ts';
import { comparisonText } from '../../src/output/comparison-text.ts';
import { sparkline } from '../../src/output/sparkline.ts';

describe('tracelake query', () => {
  test('says what was typed', () => {
    const flags = {
      calculate: 'count, p95(duration_ms)',
      where: 'service.name = "shop-checkout" and duration_ms > 5',
      by: 'service.version',
      order: 'P95(duration_ms) desc, service.version',
      every: '1m',
      limit: '5',
      last: '2h',
    };
    expect(queryRequest(flags)).toEqual({
      calculations: [{ op: 'COUNT' }, { op: 'P95', column: 'duration_ms' }],
      filters: [
        { column: 'service.name', op: '=', value: 'shop-checkout' },
        { column: 'duration_ms', op: '>', value: 5 },
      ],
      filterCombination: 'AND',
      breakdowns: ['service.version'],
      orders: [{ op: 'P95', column: 'duration_ms', order: 'descending' }, { column: 'service.version' }],
      granularity: 60,
      limit: 5,
      start: '-2h',
    });
    expect(queryRequest({})).toEqual({ calculations: [{ op: 'COUNT' }] });
    expect(queryRequest({ limit: 'x' })['limit']).toBe('x');
    expect(queryRequest({ where: `a = 'it''s' and b = "x""y"` })['filters']).toEqual([
      { column: 'a', op: '=', value: "it's" },
      { column: 'b', op: '=', value: 'x"y' },
    ]);
  });

  test('takes the question of a link, as text or as a URL, and flags change parts of it', () => {
    const question = { calculations: [{ op: 'COUNT' as const }], breakdowns: ['name'], limit: 5 };
    const text = encodeQuery(question);
    expect(queryRequest({}, text)).toEqual(question);
    expect(
      queryRequest({ limit: '7', last: '2h' }, `http://127.0.0.1:4320/api/v1/query?q=${text}&timeoutMs=1`),
    ).toEqual({ ...question, limit: 7, start: '-2h' });
    expect(() => queryRequest({}, 'hello')).toThrow(/does not begin with a version/);
  });

  test('says of a heatmap where it is', () => {
    const heatmap = {
      column: 'duration_ms',
      times: ['a', 'b'],
      cells: [null],
      counts: [[0, 0, 3] as const, [1, 0, 4] as const],
    };
    expect(heatmapLine(heatmap)).toBe(
      'heatmap of duration_ms: 7 spans in 2 steps by 1 cells; --format json has them\n',
    );
  });

  test.each([
    ['csv', 'name,P95(duration_ms)\n"a,b",1.5\n,\n'],
    [
      'ndjson',
      '{"name":"a,b","P95(duration_ms)":1.5}\n{"name":null,"P95(duration_ms)":null}\n{"stats":{"elapsedMs":3}}\n',
    ],
  ] as const)('writes rows as %s', async (format, text) => {
    const columns = [
      { name: 'name', type: 'varchar' },
      { name: 'P95(duration_ms)', type: 'double' },
    ];
    const rows = [
      ['a,b', 1.5],
      [null, null],
    ];
    expect(await rowsText(format, { columns, rows, stats: { elapsedMs: 3 } as never })).toBe(text);
  });

  test('writes every column as ndjson, though two have one name, and in their order', async () => {
    const columns = ['COUNT', '7', 'COUNT'].map((name) => ({ name, type: 'bigint' }));
    expect(await rowsText('ndjson', { columns, rows: [['5', '6', '1']], stats: {} as never })).toBe(
      '{"COUNT":"5","7":"6","COUNT_2":"1"}\n{"stats":{}}\n',
    );
  });

  test('refuses steps that are no whole seconds', () => {
    expect(() => queryRequest({ every: '1500ms' })).toThrow(/--every 1500ms/);
  });
});

describe('tracelake compare', () => {
  test('says what was typed', () => {
    expect(compareRequest({ within: 'main = true', with: 'all' }, 'errors')).toEqual({
      filters: [{ column: 'main', op: '=', value: true }],
      filterCombination: 'AND',
      selection: { preset: 'errors' },
      baseline: 'rest-of-all',
    });
    expect(compareRequest({ where: 'v = 2', with: 'v = 1', fields: 'a, b' }, undefined)).toMatchObject({
      selection: { filters: [{ column: 'v', op: '=', value: 2 }] },
      baseline: { filters: [{ column: 'v', op: '=', value: 1 }] },
      fields: ['a', 'b'],
    });
  });

  test('wants a selection, and a preset that there is', () => {
    expect(() => compareRequest({}, undefined)).toThrow(/Say which spans/);
    expect(() => compareRequest({}, 'error')).toThrow(/there are errors and slowest/);
  });

  test('shows the most telling values first', () => {
    const value = (name: string, selectedShare: number, baselineShare: number) =>
      ({ kind: 'value', value: name, selectedShare, baselineShare }) as const;
    const field = {
      field: 'payment.provider',
      role: 'cause',
      difference: 0.71,
      sameAs: ['peer'],
      values: [value('brindlepay', 0.04, 0.45), value('ottercard', 0.96, 0.25)],
    };
    const quiet = { ...field, field: 'user.plan', difference: 0.001 };
    const text = comparisonText(
      { selected: { spans: 40 }, baseline: { spans: 1200 }, fields: [field, quiet] },
      { width: null, colors: false },
    );
    expect(text).toBe(`40 selected spans against 1,200

attribute         difference  value       selected  baseline  same as
────────────────  ──────────  ──────────  ────────  ────────  ───────
payment.provider        0.71  ottercard       96 %      25 %  peer
                              brindlepay     4.0 %      45 %
`);
  });
});

test('a sparkline has a block a number, a gap where there is none, and never more than 40', () => {
  expect(sparkline(['0', '5', null, '10'])).toBe('▁▅ █');
  expect(sparkline(Array.from({ length: 100 }, (_, i) => i))).toHaveLength(34);
  expect(sparkline([])).toBe('');
});
