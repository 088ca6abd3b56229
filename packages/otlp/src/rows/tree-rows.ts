// From an OTLP request as plain objects to rows, whichever of its two forms it came in: who reads one only needs no code for the other.
import type { TreeMessage } from './otlp-tree.ts';
import { RowBuilder } from './row-builder.ts';
import { RowKeys } from './row-keys.ts';
import { type RowLimitOptions, RowLimits } from './row-limits.ts';
import type { WideRow } from './wide-row.ts';

export type { TreeMessage } from './otlp-tree.ts';

export interface TreeRowsOptions extends RowLimitOptions {
  /** Version of the deployed table: attributes whose column is younger go to the maps. All columns by default. */
  readonly schemaVersion?: string;
}

export interface ReadRows {
  readonly rows: WideRow[];
  /** Spans that were left out. */
  readonly rejected: number;
  /** What was left out, cut or odd, in words; '' where nothing was. */
  readonly message: string;
}

export interface TreeRows {
  /**
   * One row after the other, and only one of them in memory where the body is protobuf. Throws as `read` does, but when it gets there: the rows
   * before that are right.
   */
  rows(tree: TreeMessage): Iterable<WideRow>;
  /** Spans of the tree read last that were left out. */
  readonly rejected: number;
  /** Throws TracelakeError `malformed_body` or `body_too_large`, as the column decoder does. */
  read(tree: TreeMessage): ReadRows;
}

export function createTreeRows(options: TreeRowsOptions = {}): TreeRows {
  const { attributeRule, schemaVersion } = options;
  const memberRule = attributeRule === undefined ? null : (key: string) => attributeRule(key, 'span');
  const limits = new RowLimits(options);
  const builder = new RowBuilder(new RowKeys(schemaVersion), limits, memberRule);
  return {
    rows: (tree) => builder.rows(tree),
    get rejected() {
      return builder.notes.rejected;
    },
    read(tree) {
      const rows = [...builder.rows(tree)];
      const { notes } = builder;
      const message = [notes.message, limits.message].filter((part) => part !== '').join('; ');
      return { rows, rejected: notes.rejected, message };
    },
  };
}
