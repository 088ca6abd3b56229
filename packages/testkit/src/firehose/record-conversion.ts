// One record of any number of JSON documents to rows and failures.
import type { HiveMember } from './hive-type.ts';
import { JsonDocumentReader, MalformedJson } from './json-document-reader.ts';
import type { JsonValue } from './json-value.ts';
import { type HiveStructValue, type OpenXOptions, openXRow, UnfitDocument } from './openx-serde.ts';

export interface ConversionFailure {
  readonly code: 'DataFormatConversion.ParseError' | 'DataFormatConversion.MalformedData';
  readonly message: string;
  /** What goes to the error prefix. */
  readonly rawData: Uint8Array;
}

export interface ConvertedRecord {
  readonly rows: readonly HiveStructValue[];
  readonly failures: readonly ConversionFailure[];
}

/**
 * What becomes of the other documents of a record when one fails. Nobody has probed it, so both must be survived:
 * `alone`: the others convert, and what failed is sent to the error prefix by itself; `together`: the record fails as a whole.
 */
export type FailureUnit = 'alone' | 'together';

export interface ConversionOptions extends OpenXOptions {
  readonly failureUnit?: FailureUnit;
}

export function convertRecord(
  record: Uint8Array,
  columns: readonly HiveMember[],
  options: ConversionOptions = {},
): ConvertedRecord {
  const reader = new JsonDocumentReader(record);
  const rows: HiveStructValue[] = [];
  const failures: ConversionFailure[] = [];
  if (!reader.hasNext()) failures.push(malformedData('The record was empty or contained only whitespace.', record));
  while (reader.hasNext()) {
    const start = reader.position;
    const outcome = convertNext(reader, start, columns, options);
    if ('row' in outcome) rows.push(outcome.row);
    else failures.push(outcome.failure);
    if ('isLast' in outcome) break;
  }
  if (failures.length === 0 || options.failureUnit !== 'together') return { rows, failures };
  return { rows: [], failures: [{ ...failures[0]!, rawData: record }] };
}

type Outcome = { readonly row: HiveStructValue } | { readonly failure: ConversionFailure; readonly isLast?: true };

function convertNext(
  reader: JsonDocumentReader,
  start: number,
  columns: readonly HiveMember[],
  options: ConversionOptions,
): Outcome {
  let document: JsonValue;
  try {
    document = reader.next();
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    // Where the next document begins cannot be known: all the rest is lost with it.
    const message = `Encountered malformed JSON. ${error.message}`;
    const rawData = new TextEncoder().encode(reader.textFrom(start));
    return { failure: { code: 'DataFormatConversion.ParseError', message, rawData }, isLast: true };
  }
  try {
    return { row: openXRow(document, columns, options) };
  } catch (error) {
    if (!(error instanceof UnfitDocument)) throw error;
    const rawData = new TextEncoder().encode(reader.textFrom(start, reader.position));
    return { failure: malformedData(`Data does not match the schema. ${error.message}`, rawData) };
  }
}

function malformedData(message: string, rawData: Uint8Array): ConversionFailure {
  return { code: 'DataFormatConversion.MalformedData', message, rawData };
}
