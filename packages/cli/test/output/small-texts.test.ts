// Quantities, errors, log lines and the tail of a stream, as people see them.
import { TracelakeError } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { errorText } from '../../src/output/error-text.ts';
import { logLine } from '../../src/output/log-text.ts';
import { planText } from '../../src/output/plan-text.ts';
import { bytesText, countText, durationText } from '../../src/output/quantity-text.ts';
import { statsText } from '../../src/output/stats-text.ts';
import { passAllButLastLine } from '../../src/output/stream-tail.ts';

describe('quantities', () => {
  it.each([
    [0, '0 ms'],
    [0.0000005, '0.5 ns'],
    [0.0123, '12.3 µs'],
    [1.234567, '1.23 ms'],
    [999, '999 ms'],
    [1240, '1.24 s'],
    [61_000, '1 min 1 s'],
    [3_600_000, '1 h 0 min'],
    [-5, '-5 ms'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });

  it('bytes and counts', () => {
    expect([0, 999, 1000, 1_234_567, 5e12].map(bytesText)).toEqual(['0 B', '999 B', '1 kB', '1.23 MB', '5 TB']);
    expect([countText(1, 'row'), countText(1234, 'row'), countText(0, 'entry', 'entries')]).toEqual([
      '1 row',
      '1,234 rows',
      '0 entries',
    ]);
  });
});

describe('errorText', () => {
  const error = new TracelakeError('COLUMN_NOT_FOUND', "Column 'nme' cannot be resolved", {
    details: { line: 2, column: 8 },
    hint: 'Did you mean "name"?',
  });

  it('puts a caret under the place in the query', () => {
    expect(errorText(error, { colors: false, sql: 'SELECT\n  count(nme)\nFROM spans' })).toBe(
      [
        "error COLUMN_NOT_FOUND: Column 'nme' cannot be resolved",
        '    count(nme)',
        '         ^',
        'hint: Did you mean "name"?',
        '',
      ].join('\n'),
    );
  });

  it('shows the surroundings of a place in a long line', () => {
    const sql = `SELECT ${'a, '.repeat(200)}nme FROM spans`;
    const place = new TracelakeError('COLUMN_NOT_FOUND', 'x', { details: { line: 1, column: sql.indexOf('nme') + 1 } });
    const [, line, caret] = errorText(place, { colors: false, sql }).split('\n');
    expect(line.length).toBeLessThan(120);
    expect(line.slice(caret.indexOf('^')).startsWith('nme')).toBe(true);
  });

  it('shows no place where there is none', () => {
    expect(errorText(error, { colors: false })).not.toContain('^');
    expect(errorText(error, { colors: false, sql: 'one line' })).not.toContain('^');
  });
});

describe('logLine', () => {
  it('is one line whatever is logged', () => {
    const line = logLine(new Date(0), 'warn', 'two\nlines', { code: 'x', text: 'a "b"', n: 5 }, false);
    expect(line).toBe('1970-01-01T00:00:00.000Z warn two↵lines code=x text="a \\"b\\"" n=5\n');
  });
});

describe('statsText', () => {
  it('says what a query took, what was cut and what to know', () => {
    const stats = { elapsedMs: 34.2, rows: 1, bytesScanned: 1500, files: 2, notes: ['slow form'] };
    expect(statsText(stats, true, 'here')).toBe(
      '1 row in 34.2 ms, 2 files, 1.5 kB read (here)\nThere are more rows: --limit N shows more, --format ndjson or csv all of them.\nnote: slow form\n',
    );
  });
});

describe('statsText of Athena', () => {
  it('says what it cost, and what is known of duplicates', () => {
    const stats = {
      elapsedMs: 2100,
      rows: 1,
      bytesScanned: 20e6,
      files: 2,
      notes: [],
      engine: 'athena',
      costUsd: 0.0001,
    };
    const line = (possibleDuplicates: number | null) => statsText({ ...stats, possibleDuplicates }, false, 'there');
    expect(line(3)).toBe('1 row in 2.1 s, 2 files, 20 MB read, 0.000100 USD on Athena, 3 duplicates (there)\n');
    expect(line(null)).toContain('0.000100 USD on Athena, duplicates not looked for (there)');
    expect(statsText(stats, false, 'there')).not.toContain('duplicates');
  });
});

describe('planText', () => {
  it('is SQL with everything else in comments', () => {
    const text = planText({
      sql: { duckdb: 'SELECT 1', trino: 'SELECT 2' },
      files: [{ sizeBytes: 5000 }, { sizeBytes: 6000 }],
      leftOut: [{ reason: 'too old', files: 1, sizeBytes: 700 }],
      columnsRead: [{ name: 'attributes_string', files: 2, estimatedBytes: 1200, usedFor: ['odd\r\nkey', 'b'] }],
      bounds: ['duration_nano >= 5'],
      estimatedBytes: 3400,
      engine: 'duckdb',
      estimatedUsd: { athena: 0.00005 },
      notes: ['slow form'],
    });
    expect(text).toBe(
      [
        '-- 2 files of 11 kB, about 3.4 kB read; duckdb would answer; on Athena about 0.000050 USD',
        '-- left out: 1 file of 700 B: too old',
        '-- bound: duration_nano >= 5',
        '-- reads attributes_string: about 1.2 kB in 2 files, for odd key, b',
        '-- note: slow form',
        '-- Trino:\nSELECT 2\n\n-- DuckDB:\nSELECT 1\n',
      ].join('\n'),
    );
  });
});

describe('passAllButLastLine', () => {
  async function passed(chunks: readonly string[]): Promise<[string, string]> {
    let text = '';
    const stream = (async function* () {
      for (const chunk of chunks) yield Buffer.from(chunk);
    })();
    const last = await passAllButLastLine(stream, async (bytes) => {
      text += Buffer.from(bytes).toString();
    });
    return [text, last];
  }

  it.each([
    [['a\nb\n', 'last\n'], 'a\nb\n', 'last'],
    [['a\nla', 'st', '\n'], 'a\n', 'last'],
    [['a\r\nlast\r\n'], 'a\r\n', 'last'],
    [['last'], '', 'last'],
    [['a\n', '\n'], 'a\n', ''],
    [[], '', ''],
  ])('%j', async (chunks, text, last) => {
    expect(await passed(chunks)).toEqual([text, last]);
  });
});
