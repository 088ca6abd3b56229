// A real Trino's whole answer to one statement: columns with names and types, rows in API form, or its error and place.
import { type ApiValue, typeText } from '@tracelake/query';
import { TrinoClient, type TrinoConnection } from '../../../packages/engine/src/trino/trino-client.ts';
import { trinoResultType } from '../../../packages/engine/src/trino/trino-result-type.ts';
import { trinoValueConverter } from '../../../packages/engine/src/trino/trino-values.ts';

export interface TrinoAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly ApiValue[])[];
}

export interface TrinoFailure {
  readonly error: string;
  /** Trino's words, and `line:column`, where it names one. */
  readonly message: string;
  readonly place?: string;
}

const TIMEOUT_MS = 120_000;

export async function trinoAnswer(connection: TrinoConnection, sql: string): Promise<TrinoAnswer | TrinoFailure> {
  const client = new TrinoClient(connection);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let columns: TrinoAnswer['columns'] = [];
  let converters: ((value: unknown) => unknown)[] = [];
  const rows: ApiValue[][] = [];
  for (let page = await client.start(sql, signal); ; page = await client.next(page.nextUri, signal)) {
    if (page.error !== undefined) return failureOf(page.error);
    if (page.columns !== undefined && converters.length === 0) {
      const types = page.columns.map(({ typeSignature }) => trinoResultType(typeSignature));
      columns = page.columns.map(({ name }, i) => ({ name, type: typeText(types[i]) }));
      converters = types.map(trinoValueConverter);
    }
    for (const row of page.data ?? []) rows.push(row.map((value, i) => converters[i](value) as ApiValue));
    if (page.nextUri === undefined) return { columns, rows };
  }
}

function failureOf(error: {
  readonly errorName: string;
  readonly message: string;
  readonly errorLocation?: { readonly lineNumber: number; readonly columnNumber: number } | undefined;
}): TrinoFailure {
  const { errorName, message, errorLocation: place } = error;
  const words = message.replace(/^line \d+:\d+: /, '');
  if (place === undefined) return { error: errorName, message: words };
  return { error: errorName, message: words, place: `${place.lineNumber}:${place.columnNumber}` };
}
