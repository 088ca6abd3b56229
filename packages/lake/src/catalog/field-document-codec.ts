// Field documents as bytes: JSON, checked when read, because anything may have happened to a file.
import { type FieldDocument, type FieldSummary, TracelakeError } from '@tracelake/schema';
import { openSealedJson, sealedJson } from '../sealed-json.ts';

export const FIELD_DOCUMENT_VERSION = 1;

export function encodeFieldDocument(document: FieldDocument): Uint8Array {
  return sealedJson(document);
}

/** Throws `corrupt_file` for anything that is not a document of this version. */
export function decodeFieldDocument(bytes: Uint8Array, path: string): FieldDocument {
  const document = parseJson(bytes, path);
  if (!isFieldDocument(document)) throw damaged(path);
  return document;
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return openSealedJson(bytes);
  } catch (cause) {
    throw damaged(path, cause);
  }
}

function damaged(path: string, cause?: unknown): TracelakeError {
  return new TracelakeError('corrupt_file', `"${path}" is not a field document.`, { details: { path }, cause });
}

export function isFieldDocument(value: unknown): value is FieldDocument {
  return (
    isObject(value) &&
    value['version'] === FIELD_DOCUMENT_VERSION &&
    isDataFile(value['file']) &&
    typeof value['truncated'] === 'boolean' &&
    Array.isArray(value['fields']) &&
    value['fields'].every(isFieldSummary) &&
    (value['amendments'] === undefined || isAmendmentSummary(value['amendments']))
  );
}

function isDataFile(value: unknown): boolean {
  return isObject(value) && typeof value['path'] === 'string' && [value['sizeBytes'], value['rows']].every(isCount);
}

function isFieldSummary(value: unknown): value is FieldSummary {
  return (
    isObject(value) &&
    typeof value['key'] === 'string' &&
    typeof value['level'] === 'string' &&
    (value['column'] === null || typeof value['column'] === 'string') &&
    isObject(value['types']) &&
    Object.values(value['types']).every(isCount) &&
    typeof value['integral'] === 'boolean' &&
    isArrayOf(value['sketch'], (hash) => typeof hash === 'string') &&
    isArrayOf(value['top'], (entry) => Array.isArray(entry) && typeof entry[0] === 'string' && isCount(entry[1]))
  );
}

function isAmendmentSummary(value: unknown): boolean {
  return isObject(value) && isCount(value['rows']) && isArrayOf(value['columns'], (name) => typeof name === 'string');
}

function isArrayOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
