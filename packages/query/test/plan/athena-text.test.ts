// Athena's text of a query: what is cast, where the LIMIT stands, and that places of the user's words are kept.
import { describe, expect, it } from 'vitest';
import { athenaText } from '../../src/plan/athena-text.ts';
import { positionInUserText } from '../../src/translate/copied-text.ts';
import { parseTypeText } from '../../src/types/type-text-parser.ts';

const columns = (...types: string[]) => types.map((type, i) => ({ name: `n${i}`, type: parseTypeText(type) }));
const UNLIMITED = Number.MAX_SAFE_INTEGER;

describe('athenaText', () => {
  const sql = 'SELECT a, b FROM t ORDER BY b -- last';

  it('leaves a text alone that Athena answers exactly', () => {
    const plain = { sql, columns: columns('bigint', 'varchar', 'timestamp(3)', 'json', 'varbinary') };
    expect(athenaText({ ...plain, takesLimit: true }, UNLIMITED).sql).toBe(sql);
    expect(athenaText({ ...plain, takesLimit: false }, 10).sql).toBe(sql);
    expect(athenaText({ ...plain, takesLimit: true }, 10).sql).toBe(`${sql}\nLIMIT 10`);
  });

  it('casts what it does not, around the whole query, and keeps its order by a LIMIT inside', () => {
    const nested = { sql, columns: columns('timestamp(6)', 'varchar') };
    const wrapped = (inside: string, after = '') =>
      `SELECT CAST(c0 AS varchar) AS c0, c1 AS c1 FROM (\n${inside}\n) AS answer (c0, c1)${after}`;
    expect(athenaText({ ...nested, takesLimit: true }, 10).sql).toBe(wrapped(`${sql}\nLIMIT 10`));
    expect(athenaText({ ...nested, takesLimit: true }, UNLIMITED).sql).toBe(wrapped(`${sql}\nLIMIT 2147483647`));
    expect(athenaText({ ...nested, takesLimit: false }, 10).sql).toBe(wrapped(sql, ' LIMIT 10'));
    expect(athenaText({ ...nested, takesLimit: false }, UNLIMITED).sql).toBe(wrapped(sql));
  });

  it.each([
    ['array(varchar)', 'c0'],
    ['array(bigint)', 'transform(c0, x1 -> CAST(x1 AS varchar))'],
    ['map(varchar, double)', 'c0'],
    [
      'map(date, varbinary)',
      'transform_keys(transform_values(c0, (k1, x1) -> to_base64(x1)), (k1, x1) -> CAST(k1 AS varchar))',
    ],
    [
      'row(a bigint, double)',
      'IF(c0 IS NULL, NULL, CAST(ROW(CAST(c0[1] AS varchar), c0[2]) AS row(f0 varchar, f1 double)))',
    ],
    ['array(array(json))', 'transform(c0, x1 -> transform(x1, x2 -> json_format(x2)))'],
  ])('says %s as JSON that loses nothing', (type, value) => {
    const { sql: text } = athenaText({ sql, columns: columns(type) }, UNLIMITED);
    expect(text).toBe(`SELECT json_format(CAST(${value} AS JSON)) AS c0 FROM (\n${sql}\n) AS answer (c0)`);
  });

  it('knows where the user’s words stand', () => {
    const { sql: text, copied } = athenaText({ sql, columns: columns('array(bigint)', 'bigint') }, 10);
    const lines = text.split('\n');
    expect(lines[1]).toBe(sql);
    expect(positionInUserText(copied, text, { line: 2, column: 8 })).toEqual({ line: 1, column: 8 });
    expect(positionInUserText(copied, text, { line: 1, column: 8 })).toBeUndefined();
  });
});
