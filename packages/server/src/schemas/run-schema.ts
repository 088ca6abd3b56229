// How a query is to be run: apart from what it asks.
import * as z from 'zod';

export const ENGINE_SCHEMA = z
  .enum(['auto', 'duckdb', 'athena', 'trino'])
  .describe('auto: DuckDB, or Athena where that is set up and much is to be read');

export const DUPLICATES_SCHEMA = z
  .enum(['exact', 'fast'])
  .optional()
  .describe('fast does not look for duplicate spans. Default: exact, on Athena fast');

export const MAX_USD_SCHEMA = z
  .number()
  .positive()
  .max(10_000)
  .optional()
  .describe('What Athena may cost for it; more than that is refused before it runs. Default: as set up');
