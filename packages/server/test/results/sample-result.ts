// A result as an engine hands it over, with every kind of value, for the tests of the forms.
import type { ResultValue } from '@tracelake/engine';
import { parseTypeText } from '@tracelake/query';
import type { QueryResult, ResultStats } from '../../src/results/query-result.ts';

export const SAMPLE_STATS: ResultStats = {
  elapsedMs: 12.5,
  rows: 2,
  bytesScanned: 1000,
  files: 1,
  costUsd: 0,
  engine: 'duckdb',
  notes: [],
};

export interface SampleOptions {
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly batches: readonly ResultValue[][][];
  readonly truncated?: boolean;
  /** Thrown after the last batch. */
  readonly failure?: Error;
}

export function sampleResult({ columns, batches, truncated = false, failure }: SampleOptions): QueryResult {
  return {
    columns: columns.map(([name, type]) => ({ name, type: parseTypeText(type)! })),
    batches: (async function* () {
      for (const batch of batches) yield batch;
      if (failure !== undefined) throw failure;
    })(),
    notes: SAMPLE_STATS.notes,
    stats: () => ({ ...SAMPLE_STATS, rows: batches.flat().length }),
    truncated: () => truncated,
  };
}

export async function joined(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}
