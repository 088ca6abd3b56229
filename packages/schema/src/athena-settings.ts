// Which Athena is asked, and how much a query may cost there: from texts, as flags and variables give them.
import { TracelakeError } from './tracelake-error.ts';

export interface AthenaSettings {
  /** It says where results lie, and how much one query may scan. */
  readonly workgroup: string;
  /** The Glue database of `spans_landing`. */
  readonly database: string;
  /** What is estimated to cost more is refused, unless the request allows it. */
  readonly maxUsd: number;
}

const DEFAULT_DATABASE = 'tracelake';
/** 200 GB. */
const DEFAULT_MAX_USD = 1;

/** `null` without a workgroup: the other settings then say nothing. Throws `config_invalid`. */
export function parseAthenaSettings(given: {
  readonly workgroup: string | null | undefined;
  readonly database: string | null | undefined;
  readonly maxUsd: string | null | undefined;
}): AthenaSettings | null {
  const { workgroup, database, maxUsd: text } = given;
  if (!workgroup) return null;
  const maxUsd = text ? Number(text) : DEFAULT_MAX_USD;
  if (!(maxUsd > 0 && maxUsd < Number.POSITIVE_INFINITY)) {
    throw new TracelakeError('config_invalid', `--max-usd must be an amount above 0; it is ${JSON.stringify(text)}`, {
      details: { maxUsd: text },
      hint: 'Give it in USD, such as 0.5 (TRACELAKE_MAX_USD says the same).',
    });
  }
  return { workgroup, database: database || DEFAULT_DATABASE, maxUsd };
}
