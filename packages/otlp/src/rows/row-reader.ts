// OTLP trace bodies to sparse rows: the small counterpart of the column decoder, for where a few spans come now and then and code must be little.
// Every rule is the decoder's; tests hold both against the same slow reference.
import type { BodyFormat } from '@tracelake/schema';
import { readJsonTree } from './json-tree.ts';
import { ProtobufTree } from './protobuf-tree.ts';
import { createTreeRows, type ReadRows, type TreeRowsOptions } from './tree-rows.ts';

export type { ReadRows } from './tree-rows.ts';

export interface RowReaderOptions extends TreeRowsOptions {
  /** The bytes as text, a character a byte: where the platform has a fast way, as Node's Buffer does. */
  readonly latin1?: (bytes: Uint8Array) => string;
}

export interface RowReader {
  /** Throws TracelakeError `malformed_body` or `body_too_large`, as the column decoder does. */
  read(body: Uint8Array, format: BodyFormat): ReadRows;
}

export function createRowReader(options: RowReaderOptions = {}): RowReader {
  const treeRows = createTreeRows(options);
  const protobuf = new ProtobufTree(options.latin1);
  return { read: (body, format) => treeRows.read(format === 'otlpJson' ? readJsonTree(body) : protobuf.read(body)) };
}
