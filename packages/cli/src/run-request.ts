// How a query is to be run, from flags: what POST sql, query and compare take besides the question.
import type { FlagValues } from './flag-table.ts';
import { lengthMs } from './range-request.ts';

/** Values are checked where they are read: by the API. Throws `config_invalid`. */
export function runRequest(flags: FlagValues): Record<string, unknown> {
  const { timeout, engine, duplicates, 'max-usd': maxUsd } = flags;
  return {
    ...(timeout === undefined ? {} : { timeoutMs: lengthMs('--timeout', timeout) }),
    ...(engine === undefined ? {} : { engine }),
    ...(duplicates === undefined ? {} : { duplicates }),
    ...(maxUsd === undefined ? {} : { maxUsd: Number(maxUsd) }),
  };
}
