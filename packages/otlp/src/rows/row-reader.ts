// OTLP trace bodies to sparse rows: the small counterpart of the column decoder, for where a few spans come now and then and code must be little.
// Every rule is the decoder's; tests hold both against the same slow reference.
import type { BodyFormat } from '@tracelake/schema';
import { readJsonTree } from './json-tree.ts';
import { ProtobufTree } from './protobuf-tree.ts';
import { RowBuilder } from './row-builder.ts';
import { RowKeys } from './row-keys.ts';
import { type RowLimitOptions, RowLimits } from './row-limits.ts';
import type { WideRow } from './wide-row.ts';

export interface RowReaderOptions extends RowLimitOptions {
  /** Version of the deployed table: attributes whose column is younger go to the maps. All columns by default. */
  readonly schemaVersion?: string;
  /** The bytes as text, a character a byte: where the platform has a fast way, as Node's Buffer does. */
  readonly latin1?: (bytes: Uint8Array) => string;
}

export interface ReadRows {
  readonly rows: WideRow[];
  /** Spans that were left out. */
  readonly rejected: number;
  /** What was left out, cut or odd, in words; '' where nothing was. */
  readonly message: string;
}

export interface RowReader {
  /** Throws TracelakeError `malformed_body` or `body_too_large`, as the column decoder does. */
  read(body: Uint8Array, format: BodyFormat): ReadRows;
}

export function createRowReader(options: RowReaderOptions = {}): RowReader {
  const { attributeRule, schemaVersion, latin1 } = options;
  const memberRule = attributeRule === undefined ? null : (key: string) => attributeRule(key, 'span');
  const limits = new RowLimits(options);
  const builder = new RowBuilder(new RowKeys(schemaVersion), limits, memberRule);
  const protobuf = new ProtobufTree(latin1);
  return {
    read(body, format) {
      builder.build(format === 'otlpJson' ? readJsonTree(body) : protobuf.read(body));
      const { rows, notes } = builder;
      const message = [notes.message, limits.message].filter((part) => part !== '').join('; ');
      return { rows, rejected: notes.rejected, message };
    },
  };
}
