// What the tests of this folder share: the Trino they were given, an engine on it, a fake Athena over it, statements that give no rows.
import { AthenaEngine, TrinoEngine } from '@tracelake/engine';
import type { AthenaSettings } from '@tracelake/schema';
import { type FakeAthena, type FakeAthenaOptions, startAthena, TEST_CREDENTIALS } from '@tracelake/testkit';
import { inject } from 'vitest';

export const TRINO = inject('trino');

export function trinoEngine(schema = 'default', catalog = 'hive'): TrinoEngine {
  return new TrinoEngine({ url: TRINO!.url, user: 'test', catalog, schema });
}

/** For DDL, which no engine of ours runs. Throws with Trino's message. */
export async function runStatement(sql: string): Promise<void> {
  const headers = { 'X-Trino-User': 'test' };
  type Answer = { readonly nextUri?: string; readonly error?: { readonly message: string } };
  let response = await fetch(`${TRINO!.url}/v1/statement`, { method: 'POST', headers, body: sql });
  for (;;) {
    const page = (await response.json()) as Answer;
    if (page.error !== undefined) throw new Error(`${page.error.message}: ${sql}`);
    if (page.nextUri === undefined) return;
    response = await fetch(page.nextUri, { headers });
  }
}

/** Over the same Trino: a database is a schema of it. */
export function startAthenaHere(options: Omit<FakeAthenaOptions, 'trino'> = {}): Promise<FakeAthena> {
  return startAthena({ trino: { url: TRINO!.url, catalog: 'hive' }, ...options });
}

/** As AWS's client finds its settings elsewhere. */
export function athenaEngine(
  { url: endpoint, region }: FakeAthena,
  connection: Partial<AthenaSettings> = {},
): AthenaEngine {
  const settings = { endpoint, region, credentials: TEST_CREDENTIALS };
  return new AthenaEngine({ workgroup: 'primary', database: 'default', maxUsd: 1, ...connection }, settings);
}
