// What Athena is given for a query, and what is refused before it costs anything: too long a text, too dear a scan.
import { athenaText, type CopiedText, MAX_TEXT_BYTES, type ResultColumn } from '@tracelake/query';
import { type AthenaSettings, TracelakeError } from '@tracelake/schema';
import type { EngineQuery, RunOptions } from '../query-engine.ts';
import { athenaUsd } from './athena-cost.ts';
import { withMemo } from './query-memo.ts';

export interface AthenaQuestion {
  readonly sql: string;
  readonly copied: CopiedText;
  readonly columns: readonly ResultColumn[];
  readonly isReusable: boolean;
}

/** @param note for whoever asks for the answer later; without it nobody can. Throws `budget_exceeded`, `query_too_large`. */
export function athenaQuestion(
  query: EngineQuery,
  { rowLimit, maxUsd, spentUsd = 0 }: Pick<RunOptions, 'rowLimit' | 'maxUsd' | 'spentUsd'>,
  connection: AthenaSettings,
  note?: string,
): AthenaQuestion {
  checkBudget(query.estimatedBytes ?? 0, maxUsd ?? connection.maxUsd, spentUsd);
  const { columns, isReusable = false } = query;
  // One row more says whether there are more.
  const { sql, copied } = athenaText(query, rowLimit + 1);
  const text = note === undefined ? sql : withMemo(sql, { columns, copied, rowLimit, note });
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_TEXT_BYTES) {
    throw new TracelakeError(
      'query_too_large',
      `Athena takes ${MAX_TEXT_BYTES} bytes of SQL; this query becomes ${bytes}`,
      { details: { engine: 'athena', bytes, limit: MAX_TEXT_BYTES }, hint: 'Shorten it, or ask with engine: duckdb.' },
    );
  }
  return { sql: text, copied, columns, isReusable };
}

function checkBudget(estimatedBytes: number, maxUsd: number, spentUsd: number): void {
  const estimatedUsd = athenaUsd(estimatedBytes);
  if (spentUsd + estimatedUsd <= maxUsd) return;
  const enough = Math.ceil((spentUsd + estimatedUsd) * 100) / 100;
  const spent = spentUsd > 0 ? `, of which ${Number(spentUsd.toPrecision(3))} are spent` : '';
  throw new TracelakeError(
    'budget_exceeded',
    `Athena would scan about ${Math.ceil(estimatedBytes / 1e6)} MB for ${estimatedUsd.toPrecision(3)} USD; ${maxUsd} USD are allowed${spent}`,
    {
      details: { engine: 'athena', estimatedBytes, estimatedUsd, maxUsd, ...(spentUsd > 0 ? { spentUsd } : {}) },
      hint: `Narrow the time range, or allow it: maxUsd ${enough} (--max-usd ${enough}).`,
    },
  );
}
