// What reading a field takes.
import type { DataFile } from '@tracelake/schema';
import { expect, it } from 'vitest';
import { columnBytes, fieldBytes } from '../../src/plan/bytes-estimate.ts';

const FILES = [{ sizeBytes: 1_000_000 }, { sizeBytes: 3_000_000 }] as unknown as readonly DataFile[];

it('a field with a column takes that, one without the maps of its types', () => {
  const bytes = (column: string | null, levels: string[], types: object) =>
    fieldBytes(FILES)({ column, levels, types: { ...types } });
  expect(bytes('http_route', ['span'], { string: 3 })).toBe(columnBytes(FILES, 'http_route'));
  expect(bytes(null, ['span'], { string: 3, number: 1 })).toBe(
    columnBytes(FILES, 'attributes_string') + columnBytes(FILES, 'attributes_number'),
  );
  expect(bytes(null, ['resource', 'event'], { string: 3 })).toBe(
    columnBytes(FILES, 'resource_attributes') + columnBytes(FILES, 'events'),
  );
});

it('of many fields the files are summed once a column', () => {
  let looks = 0;
  const file = {
    get sizeBytes() {
      looks += 1;
      return 1_000_000;
    },
  } as unknown as DataFile;
  const bytesOf = fieldBytes([file]);
  const field = { column: null, levels: ['span', 'event'], types: { string: 1 } };
  const all = Array.from({ length: 100 }, () => bytesOf(field));
  expect(new Set(all).size).toBe(1);
  expect(looks).toBe(2);
});
