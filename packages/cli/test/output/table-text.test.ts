// Tables that fit the terminal, and nothing in them that it would obey.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, textWidth, visibleText } from '../../src/output/cell-text.ts';
import { resultTable } from '../../src/output/result-table.ts';
import { fitWidths, tableText } from '../../src/output/table-text.ts';

const PLAIN = { width: null, colors: false };

describe('tableText', () => {
  const columns = [
    { name: 'name', align: 'left' },
    { name: 'n', align: 'right' },
  ] as const;

  it('aligns text to the left and numbers to the right', () => {
    expect(
      tableText(
        columns,
        [
          ['GET /', '12'],
          ['日本', '7'],
          [null, '1000'],
        ],
        PLAIN,
      ),
    ).toBe(['name      n', '─────  ────', 'GET /    12', '日本      7', 'NULL   1000', ''].join('\n'));
  });

  it('shows each row as a block where even cut columns do not fit', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ name: `column ${index}`, align: 'left' as const }));
    const text = tableText(many, [many.map(({ name }) => `value of ${name}`), many.map(() => null)], {
      width: 24,
      colors: false,
    });
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(26);
    expect(lines.slice(0, 2)).toEqual(['── row 1', 'column 0   value of col…']);
    expect(lines[14]).toBe('column 0   NULL');
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(24);
  });

  it('fits the terminal by cutting the widest columns', () => {
    const text = tableText(columns, [['x'.repeat(500), '12']], { width: 40, colors: false });
    for (const line of text.trimEnd().split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(40);
    expect(text).toContain('…');
    expect(text).toContain('12');
  });

  it('cuts nothing where there is no terminal', () => {
    expect(tableText(columns, [['x'.repeat(500), '12']], PLAIN)).toContain('x'.repeat(500));
  });

  it('never sends to the terminal what a span holds', () => {
    const text = tableText(columns, [['\x1b[31mred\x07\nnext\u202e', '1']], { width: 80, colors: false });
    expect(text).toContain('\\u001b[31mred\\u0007↵next\\u202e');
    expect(text.split('\n')).toHaveLength(4);
  });

  it('colours only the header, and only when asked', () => {
    expect(tableText(columns, [['a', '1']], { width: 80, colors: true })).toMatch(/^\x1b\[1m/);
    expect(tableText(columns, [['a', '1']], { width: 80, colors: false })).not.toContain('\x1b');
  });
});

describe('fitWidths', () => {
  it('leaves what fits, and makes no column wider or narrower than four', () => {
    expect(fitWidths([5, 10], 20)).toEqual([5, 10]);
    expect(fitWidths([5, 100], 25)).toEqual([5, 20]);
    expect(fitWidths([2, 100, 100], 22)).toEqual([2, 10, 10]);
    expect(fitWidths([50, 50], 1)).toEqual([4, 4]);
  });

  it('uses all there is and no more, for any columns', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(300), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 80, max: 400 }),
        (natural, available) => {
          const widths = fitWidths(natural, available);
          const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
          widths.forEach((width, index) => {
            expect(width).toBeLessThanOrEqual(natural[index]);
            expect(width).toBeGreaterThanOrEqual(Math.min(natural[index], 4));
          });
          expect(sum(widths)).toBe(
            Math.max(Math.min(sum(natural), available), sum(natural.map((width) => Math.min(width, 4)))),
          );
        },
      ),
    );
  });
});

describe('cutText', () => {
  it('never passes its width and never cuts what fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(30), (text, width) => {
        const cut = cutText(visibleText(text), width);
        expect(textWidth(cut)).toBeLessThanOrEqual(Math.max(width, 0));
        if (textWidth(visibleText(text)) <= width) expect(cut).toBe(visibleText(text));
      }),
    );
  });
});

describe('resultTable', () => {
  it('shows lists and maps as JSON, and aligns by Trino type', () => {
    const text = resultTable(
      {
        columns: [
          { name: 'n', type: 'bigint' },
          { name: 'd', type: 'decimal(10,2)' },
          { name: 'm', type: 'map(varchar, varchar)' },
        ],
        rows: [['9223372036854775807', '1.50', { a: 'b' }]],
      },
      PLAIN,
    );
    expect(text.split('\n')[2]).toBe('9223372036854775807  1.50  {"a":"b"}');
  });

  it('shows an empty result as its header', () => {
    expect(resultTable({ columns: [{ name: 'n', type: 'bigint' }], rows: [] }, PLAIN)).toBe('n\n─\n');
  });
});
