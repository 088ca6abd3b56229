// OTLP trace bodies to sparse rows: the small counterpart of the column decoder, for where a few spans come now and then and code must be little.
// Every rule is the decoder's; tests hold both against the same slow reference.
import type { BodyFormat } from '@tracelake/schema';
import { JsonRows } from './json-rows.ts';
import { ProtobufRows } from './protobuf-rows.ts';
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
  /** Throws TracelakeError `malformed_body` or `body_too_large`, as the column decoder does. The rows share nothing with `body`. */
  read(body: Uint8Array, format: BodyFormat): ReadRows;
}

export function createRowReader(options: RowReaderOptions = {}): RowReader {
  const keys = new RowKeys(options.schemaVersion);
  const limits = new RowLimits(options);
  const builder = new RowBuilder(keys, limits);
  const { attributeRule } = options;
  const memberRule = attributeRule === undefined ? null : (key: string) => attributeRule(key, 'span');
  // Made on first use: a function sends one form or the other.
  let protobuf: ProtobufRows | null = null;
  let json: JsonRows | null = null;
  return {
    read(body, format) {
      builder.beginBody();
      if (format === 'otlpJson') {
        json ??= new JsonRows(keys, builder, memberRule);
        json.read(body);
      } else {
        protobuf ??= new ProtobufRows(keys, builder, memberRule, options.latin1);
        protobuf.read(body);
      }
      const { rows, notes } = builder;
      const message = [notes.message, limits.message].filter((part) => part !== '').join('; ');
      return { rows, rejected: notes.rejected, message };
    },
  };
}
