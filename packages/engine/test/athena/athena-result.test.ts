// Pages of a result as other services than AWS's own might write them, read by the real client.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseTypeText } from '@tracelake/query';
import { afterEach, expect, it } from 'vitest';
import { AthenaApi } from '../../src/athena/athena-api.ts';
import { AthenaResult } from '../../src/athena/athena-result.ts';

interface Page {
  readonly rows: readonly (string | null)[];
  readonly isDescribed?: boolean;
  readonly token?: string;
}

let server: Server;
let api: AthenaApi;
afterEach(async () => {
  await api.close();
  server.close();
});

async function rowsOf(type: string, ...pages: Page[]): Promise<unknown[]> {
  const left = pages.map(({ rows, isDescribed = true, token }, n) => ({
    NextToken: token,
    ResultSet: {
      Rows: [...(n === 0 ? ['n'] : []), ...rows].map((text) => ({
        Data: [text === null ? {} : { VarCharValue: text }],
      })),
      ...(isDescribed ? { ResultSetMetadata: { ColumnInfo: [{ Name: 'n', Type: type }] } } : {}),
    },
  }));
  server = createServer((_, response) => response.end(JSON.stringify(left.shift())));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  api = new AthenaApi({ workgroup: 'wg', database: 'db', maxUsd: 1 }, { endpoint, region: 'us-east-1', credentials });
  const columns = [{ name: 'n', type: parseTypeText(type) }];
  const signal = new AbortController().signal;
  const result = await AthenaResult.open({ api, id: 'e-1', columns, rowLimit: 100, signal });
  const rows: unknown[] = [];
  for await (const batch of result.batches()) rows.push(...batch);
  return rows;
}

it('reads later pages that do not say their columns again, and empty ones between', async () => {
  const pages = [
    { rows: ['1'], token: 'a' },
    { rows: [], token: 'b' },
    { rows: ['2', null], isDescribed: false },
  ];
  expect(await rowsOf('bigint', ...pages)).toEqual([['1'], ['2'], [null]]);
});

it('fails with a code where a nested value is not the JSON that was asked for', async () => {
  await expect(rowsOf('map(varchar, bigint)', { rows: ['{a=1}'] })).rejects.toMatchObject({
    code: 'engine_failed',
    message: expect.stringContaining('{a=1}'),
  });
});
