// A real Trino's whole answer to one statement: columns and rows in API form, or its error with the place.
import { type ApiValue, typeText } from '@tracelake/query';
import { isTracelakeError } from '@tracelake/schema';
import { TrinoClient } from '../../packages/engine/src/trino/trino-client.ts';
import type { TrinoConnection } from '../../packages/engine/src/trino/trino-connection.ts';
import type { PageError } from '../../packages/engine/src/trino/trino-page.ts';
import { trinoResultType } from '../../packages/engine/src/trino/trino-result-type.ts';
import { trinoValueConverter } from '../../packages/engine/src/trino/trino-values.ts';
import type { RecordedQuery } from '../conformance/queries/recorded-query.ts';

const TIMEOUT_MS = 120_000;

export async function trinoAnswer(connection: TrinoConnection, sql: string): Promise<Omit<RecordedQuery, 'sql'>> {
  const client = new TrinoClient(connection);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let columns: RecordedQuery['columns'];
  let converters: readonly ((value: unknown) => unknown)[] = [];
  const rows: ApiValue[][] = [];
  try {
    for (let page = await client.start(sql, signal); ; page = await client.next(page.nextUri, signal)) {
      if (page.error !== undefined) return { error: errorOf(page.error) };
      if (page.columns !== undefined && columns === undefined) {
        const types = page.columns.map(({ typeSignature }) => trinoResultType(typeSignature));
        columns = page.columns.map(({ name }, i) => ({ name, type: typeText(types[i]) }));
        converters = types.map(trinoValueConverter);
      }
      for (const row of page.data ?? []) rows.push(row.map((value, i) => converters[i](value) as ApiValue));
      if (page.nextUri === undefined) return { columns: columns ?? [], rows };
    }
  } catch (error) {
    // A type that the product does not show.
    if (isTracelakeError(error) && error.code === 'NOT_SUPPORTED') return { error: { code: 'NOT_SUPPORTED' } };
    throw error;
  }
}

function errorOf({ errorName, errorLocation }: PageError): NonNullable<RecordedQuery['error']> {
  if (errorLocation === undefined) return { code: errorName };
  return { code: errorName, place: `${errorLocation.lineNumber}:${errorLocation.columnNumber}` };
}
