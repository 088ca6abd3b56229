// Where documents lie beside the files they describe, and back.
import { expect, test } from 'vitest';
import { cataloguePrefix, describedFilePath, fieldDocumentPath } from '../../src/catalog/catalogue-paths.ts';

test('a document lies where its file does, and says which that is', () => {
  const file = 'landing/spans/dt=2026-11-29/hour=21/2026-11-29T21-05.parquet';
  const document = fieldDocumentPath(file);
  expect(document).toBe('catalog/spans/dt=2026-11-29/hour=21/2026-11-29T21-05.json');
  expect(document.startsWith(cataloguePrefix('spans'))).toBe(true);
  expect(describedFilePath(document)).toBe(file);
  expect(() => fieldDocumentPath('compacted/spans/x.parquet')).toThrow('is no landing file');
});
