// A streamed file is whole when its last line says so, and does not hold that line.
import { expect, test } from 'vitest';
import { wholeRows } from '../../src/api/streamed-rows.ts';

const read = async (text: string, form: 'csv' | 'ndjson') => (await wholeRows(new Blob([text]), form)).text();

test('the last line is taken off', async () => {
  expect(await read('a,b\n1,"é"\n# complete rows=1 elapsedMs=2\n', 'csv')).toBe('a,b\n1,"é"\n');
  expect(await read('{"a":1}\n{"stats":{"rows":1}}\n', 'ndjson')).toBe('{"a":1}\n');
  expect(await read('{"stats":{"rows":0}}\n', 'ndjson')).toBe('');
});

test.each([
  ['a,b\n1,2\n', 'csv'],
  ['a,b\n1,2\n# complete rows=1', 'csv'],
  ['a\n# error query_timeout: It took too long.\n', 'csv'],
  ['{"a":1}\n{"error":{"code":"query_timeout"}}\n', 'ndjson'],
  ['{"a":1}\n', 'ndjson'],
] as const)('a cut one is refused: %j', async (text, form) => {
  await expect(read(text, form)).rejects.toMatchObject({ code: 'cut_stream' });
});
