// The texts that the layer has in place of tables say what the tables say.
import { describe, expect, test } from 'vitest';
import { ATTRIBUTE_ALIASES } from '../src/attribute-aliases.ts';
import {
  attributeAliasesText,
  documentColumnsText,
  readAttributeAliases,
  readDocumentColumns,
} from '../src/column-text.ts';
import { DOCUMENT_COLUMNS } from '../src/document-columns.ts';

describe('tables as texts', () => {
  test('columns come back as they are', () => {
    expect(readDocumentColumns(documentColumnsText(DOCUMENT_COLUMNS))).toEqual(DOCUMENT_COLUMNS);
  });

  test('a younger column keeps its version, and one of another id its key', () => {
    const younger = DOCUMENT_COLUMNS.map((column) =>
      column.name === 'http_route' ? { ...column, since: '0.12.3' } : column,
    );
    expect(readDocumentColumns(documentColumnsText(younger))).toEqual(younger);
    const fewer = DOCUMENT_COLUMNS.filter((_, i) => i % 3 !== 1);
    expect(readDocumentColumns(documentColumnsText(fewer))).toEqual(fewer);
  });

  test('aliases come back with their scale', () => {
    expect(ATTRIBUTE_ALIASES.some(({ scale }) => scale !== 1)).toBe(true);
    const text = attributeAliasesText(ATTRIBUTE_ALIASES, DOCUMENT_COLUMNS);
    const read = readAttributeAliases(text, DOCUMENT_COLUMNS);
    expect(read).toEqual(expect.arrayContaining([...ATTRIBUTE_ALIASES]));
    expect(read).toHaveLength(ATTRIBUTE_ALIASES.length);
  });
});
