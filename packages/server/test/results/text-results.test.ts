// Results as JSON, NDJSON and CSV, to the byte.
import { TracelakeError } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { problemOf, toTracelakeError } from '../../src/http/problem.ts';
import { csvLine, csvResult } from '../../src/results/csv-result.ts';
import { collectJsonResult, jsonResultText } from '../../src/results/json-result.ts';
import { ndjsonResult } from '../../src/results/ndjson-result.ts';
import { resultFormOf } from '../../src/results/result-form.ts';
import { joined, SAMPLE_STATS, sampleResult } from './sample-result.ts';

const TWO_ROWS = {
  columns: [
    ['name', 'varchar'],
    ['n', 'bigint'],
  ] as const,
  batches: [[['a', '1']], [[null, '9223372036854775807']]],
};

const toProblem = (error: unknown) => problemOf(toTracelakeError(error), { instance: '/api/v1/sql', requestId: 'r1' });

const TIMED_OUT = new TracelakeError('query_timeout', 'The query ran\nlonger than 5 ms.');

describe('resultFormOf', () => {
  it.each([
    [undefined, 'json'],
    ['*/*', 'json'],
    ['application/json', 'json'],
    ['application/x-ndjson', 'ndjson'],
    ['text/csv; charset=utf-8', 'csv'],
    ['application/vnd.apache.arrow.stream', 'arrow'],
    ['text/html, text/csv;q=0.8, */*;q=0.1', 'csv'],
    ['application/json;q=0.2, application/x-ndjson', 'ndjson'],
    ['application/json;q=0, text/csv', 'csv'],
  ])('%s gives %s', (accept, form) => {
    expect(resultFormOf(accept)).toBe(form);
  });

  it('refuses what it cannot give', () => {
    expect(() => resultFormOf('image/png')).toThrow(expect.objectContaining({ code: 'not_acceptable' }));
  });
});

describe('jsonResultText', () => {
  it('has columns with Trino types, rows as arrays, stats', async () => {
    const text = jsonResultText(await collectJsonResult(sampleResult(TWO_ROWS), 1_000_000));
    expect(JSON.parse(text)).toEqual({
      columns: [
        { name: 'name', type: 'varchar' },
        { name: 'n', type: 'bigint' },
      ],
      rows: [
        ['a', '1'],
        [null, '9223372036854775807'],
      ],
      stats: SAMPLE_STATS,
    });
  });

  it('cuts what would pass the size, and says so', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => ['x'.repeat(100), String(index)]);
    const result = await collectJsonResult(sampleResult({ ...TWO_ROWS, batches: [rows] }), 5000);
    const document = JSON.parse(jsonResultText(result));
    expect(document.truncated).toBe(true);
    expect(document.rows.length).toBeGreaterThan(10);
    expect(document.rows.length).toBeLessThan(50);
    expect(document.stats.rows).toBe(document.rows.length);
    expect(document.stats.notes.join()).toContain('5000 bytes');
  });

  it('refuses a first row that does not fit, rather than show none', async () => {
    const result = sampleResult({ ...TWO_ROWS, batches: [[['x'.repeat(6000), '1']]] });
    await expect(collectJsonResult(result, 5000)).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('at most 5000'),
    });
  });
});

describe('ndjsonResult', () => {
  it('is an object a row and a last line with the stats', async () => {
    const lines = (await joined(ndjsonResult(sampleResult(TWO_ROWS), toProblem))).split('\n');
    expect(lines).toEqual([
      '{"name":"a","n":"1"}',
      '{"name":null,"n":"9223372036854775807"}',
      JSON.stringify({ stats: SAMPLE_STATS }),
      '',
    ]);
  });

  it('keeps every column where names repeat', async () => {
    const result = sampleResult({
      columns: [
        ['x', 'bigint'],
        ['x', 'bigint'],
        ['x_2', 'bigint'],
      ],
      batches: [[['1', '2', '3']]],
    });
    expect(await joined(ndjsonResult(result, toProblem))).toMatch(/^\{"x":"1","x_2":"2","x_2_2":"3"\}\n/);
  });

  it('has no row that looks like its last line', async () => {
    for (const name of ['stats', 'error']) {
      const lone = sampleResult({ columns: [[name, 'map(varchar,integer)']], batches: [[[{ rows: 1 }]]] });
      expect(await joined(ndjsonResult(lone, toProblem))).toMatch(new RegExp(`^\\{"${name}_2":\\{"rows":1\\}\\}\n`));
    }
    const beside = sampleResult({ ...TWO_ROWS, columns: [['stats', 'varchar'], TWO_ROWS.columns[1]] });
    expect(await joined(ndjsonResult(beside, toProblem))).toMatch(/^\{"stats":"a","n":"1"\}\n/);
  });

  it('ends with the error when the query fails on the way', async () => {
    const text = await joined(ndjsonResult(sampleResult({ ...TWO_ROWS, failure: TIMED_OUT }), toProblem));
    const last = JSON.parse(text.trimEnd().split('\n').at(-1)!);
    expect(last.error).toMatchObject({ code: 'query_timeout', status: 504, requestId: 'r1' });
  });
});

describe('a negative zero', () => {
  const ZEROS = {
    columns: [
      ['x', 'double'],
      ['l', 'array(double)'],
      ['m', 'map(varchar,double)'],
    ] as const,
    batches: [[[-0, [0, -0, null], { 'a"': -0 }]]],
  };

  it('keeps its sign in every text', async () => {
    const json = jsonResultText(await collectJsonResult(sampleResult(ZEROS), 1_000_000));
    expect(json).toContain(String.raw`"rows":[[-0.0,[0,-0.0,null],{"a\"":-0.0}]]`);
    expect(await joined(ndjsonResult(sampleResult(ZEROS), toProblem))).toContain(
      String.raw`{"x":-0.0,"l":[0,-0.0,null],"m":{"a\"":-0.0}}`,
    );
    expect(csvLine([-0, 0, [-0]])).toBe('-0.0,0,[-0.0]\n');
  });
});

describe('csvResult', () => {
  it('follows RFC 4180, and tells NULL from empty text', () => {
    expect(csvLine(['a', 'b,c', 'say "hi"', 'two\nlines', null, '', ' x', '#no comment'])).toBe(
      'a,"b,c","say ""hi""","two\nlines",,""," x","#no comment"\n',
    );
    expect(csvLine([1.5, true, ['1', null], { k: 'v' }])).toBe('1.5,true,"[""1"",null]","{""k"":""v""}"\n');
  });

  it('ends with a comment line when asked', async () => {
    expect(await joined(csvResult(sampleResult(TWO_ROWS), true, toProblem))).toBe(
      'name,n\na,1\n,9223372036854775807\n# complete rows=2 elapsedMs=13\n',
    );
    expect(await joined(csvResult(sampleResult(TWO_ROWS), false, toProblem))).not.toContain('#');
  });

  it('has in the comment line what was noted, as far as a line may be long', async () => {
    const noted = (notes: readonly string[]) => ({
      ...sampleResult(TWO_ROWS),
      stats: () => ({ ...SAMPLE_STATS, rows: 2, notes }),
    });
    const lastOf = async (notes: readonly string[]) =>
      (await joined(csvResult(noted(notes), true, toProblem))).split('\n').at(-2);
    expect(await lastOf(['"a" is left out:\nb'])).toBe(
      String.raw`# complete rows=2 elapsedMs=13 notes=["\"a\" is left out:\nb"]`,
    );
    expect((await lastOf(new Array(1000).fill('x'.repeat(500))))!.length).toBeLessThan(32_768);
  });

  it('ends with the error in the comment line, and without it breaks off', async () => {
    const failing = () => sampleResult({ ...TWO_ROWS, failure: TIMED_OUT });
    const text = await joined(csvResult(failing(), true, toProblem));
    expect(text.endsWith('# error query_timeout: The query ran longer than 5 ms.\n')).toBe(true);
    await expect(joined(csvResult(failing(), false, toProblem))).rejects.toThrow(TIMED_OUT);
  });
});
