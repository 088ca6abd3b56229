// Spans kept at known rates, against the same spans without sampling: what is weighed must come near the truth, exactly where it can.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriesAnswer } from '../../src/structured/series-answer.ts';
import type { Calculation } from '../../src/structured/structured-query.ts';
import type { Row } from '../plan/span-files.ts';
import { StructuredLake, span } from './structured-lake.ts';

const CALCULATIONS: readonly Calculation[] = [
  { op: 'COUNT' },
  { op: 'SUM', column: 'duration_ms' },
  { op: 'AVG', column: 'duration_ms' },
  { op: 'ERROR_RATE' },
  { op: 'RATE' },
  { op: 'CONCURRENCY' },
  { op: 'P50', column: 'duration_ms' },
  { op: 'P90', column: 'duration_ms' },
  { op: 'MAX', column: 'duration_ms' },
];

/** Errors are all kept, fast spans one in twenty, slow ones one in 2.5: as a tail sampler would. */
const KINDS = [
  { kept: 6, rate: 1, durationMs: 700, status: 'ERROR' },
  { kept: 10, rate: 20, durationMs: 10, status: 'UNSET' },
  { kept: 8, rate: 2.5, durationMs: 250, status: 'UNSET' },
];

function rowsOf(copies: (rate: number) => number, sampled: boolean): Row[] {
  let n = 0;
  return KINDS.flatMap(({ kept, rate, durationMs, status }) =>
    Array.from({ length: Math.round(kept * copies(rate)) }, (_, i) => {
      n += 1;
      const duration = BigInt(durationMs + (Number.isInteger(rate) ? i % kept : 0)) * 1_000_000n;
      const weight: Row = sampled && rate !== 1 ? { sample_rate: rate } : {};
      return span(n / 50, { span_id: `s${n}`, duration_nano: duration, status_code: status, ...weight });
    }),
  );
}

let lake: StructuredLake;
beforeAll(async () => {
  lake = await StructuredLake.open();
}, 60_000);
afterAll(() => lake.close());

describe('weighing by sample_rate', () => {
  it('gives what all the spans would have given', { timeout: 60_000 }, async () => {
    await lake.write(
      rowsOf((rate) => rate, false),
      [],
    );
    const [truth] = await lake.ask({ calculations: CALCULATIONS });
    expect(truth[0]).toBe('226');
    await lake.write(
      rowsOf(() => 1, true),
      [],
    );
    const [weighed] = await lake.ask({ calculations: CALCULATIONS }, { sampled: true });
    expect(weighed[0]).toBe('226');
    for (const [index, { op }] of CALCULATIONS.entries()) {
      expect.soft(Number(weighed[index]) / Number(truth[index]), op).toBeCloseTo(1, op.startsWith('P') ? 1 : 9);
    }
    const [literal] = await lake.ask({ calculations: CALCULATIONS });
    expect(literal[0]).toBe('24');
  });

  it('gives buckets that add up to the whole, though rates are no integers', { timeout: 60_000 }, async () => {
    await lake.write(
      Array.from({ length: 50 }, (_, n) => span(n / 6, { span_id: `t${n}`, sample_rate: 1 / 0.3 })),
      [],
    );
    const query = { calculations: [{ op: 'COUNT' }], granularity: 60 } as const;
    const compiled = lake.compile(query, { sampled: true });
    const table = await lake.rows(compiled.sql);
    const rows = await lake.rows(compiled.series!.sql);
    const { groups } = seriesAnswer(rows, compiled.series!.buckets, [], compiled.calculations, table);
    const counts = groups[0].values['COUNT'].map(Number);
    expect(table[0][0]).toBe('167');
    expect(counts.every(Number.isInteger)).toBe(true);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(167);
  });

  it('takes an absurd rate of one span for 1, in every calculation', { timeout: 60_000 }, async () => {
    const calculations = [...CALCULATIONS, { op: 'HEATMAP', column: 'duration_ms' }] as const;
    const answers = async (absurd: Row) => {
      const rows = Array.from({ length: 10 }, (_, n) =>
        span(n / 2, {
          span_id: `a${n}`,
          duration_nano: BigInt(n + 1) * 1_000_000n,
          status_code: n % 5 === 0 ? 'ERROR' : 'UNSET',
          ...(n === 7 ? absurd : { sample_rate: 2.5 }),
        }),
      );
      await lake.write(rows, []);
      const compiled = lake.compile({ calculations, granularity: 60 }, { sampled: true });
      const texts = [compiled.sql, compiled.series!.sql, ...compiled.heatmaps.map(({ sql }) => sql)];
      return Promise.all(texts.map((sql) => lake.rows(sql)));
    };
    const truth = await answers({});
    expect(truth[0][0][0]).toBe('24');
    for (const rate of [2 ** 63, 1e300, 0.5, -5, Number.NaN]) {
      expect([rate, await answers({ sample_rate: rate })]).toEqual([rate, truth]);
    }
  });

  it('is said, and what cannot be weighed too', () => {
    const { notes } = lake.compile(
      { calculations: [{ op: 'COUNT' }, { op: 'COUNT_DISTINCT', column: 'name' }] },
      { sampled: true },
    );
    expect(notes.join(' ')).toMatch(/weigh each span by its sample_rate.*COUNT_DISTINCT/s);
    expect(lake.compile({}).notes).toEqual([]);
  });
});
