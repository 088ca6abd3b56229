// A batch as the column writers read it.
import type { ColumnBatch, KeyTable } from '@tracelake/schema';
import { TextSource } from './text-source.ts';

export interface BatchSource {
  readonly rows: number;
  readonly text: TextSource;
  readonly keys: KeyTable;
  readonly keyText: TextSource;
}

export function batchSource(batch: ColumnBatch): BatchSource {
  return {
    rows: batch.rows,
    text: new TextSource(batch),
    keys: batch.keys,
    keyText: TextSource.ofKeys(batch.keys),
  };
}
