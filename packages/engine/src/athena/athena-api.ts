// Athena's calls as this package makes them: started once however often it is asked, throttling repeated, errors coded.
import { randomUUID } from 'node:crypto';
import type { AthenaClient, AthenaClientConfig } from '@aws-sdk/client-athena';
import { openCredentials } from '@tracelake/lake';
import type { AthenaSettings } from '@tracelake/schema';
import { abortError, athenaCallError, textError } from './athena-error.ts';
import { type AthenaExecution, type AthenaPage, readExecution, readPage } from './athena-execution.ts';
import type { AthenaQuestion } from './athena-question.ts';

/** What any client of the SDK takes: for tests, and endpoints of one's own. */
export type AthenaClientSettings = AthenaClientConfig;

/** Throttled calls wait 500 ms, doubled each time, with jitter: half a minute in all. */
const MAX_ATTEMPTS = 7;
const CONNECT_TIMEOUT_MS = 5_000;
const SILENCE_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5_000;
/** Athena's most. */
const PAGE_ROWS = 1_000;
const REUSE_MINUTES = 60;
/** Glue's. */
const CATALOG = 'AwsDataCatalog';

interface OpenedClient {
  readonly client: AthenaClient;
  readonly sdk: typeof import('./athena-sdk.ts');
}

export class AthenaApi {
  readonly #connection: AthenaSettings;
  readonly #settings: AthenaClientSettings;
  #opened: Promise<OpenedClient> | undefined;

  constructor(connection: AthenaSettings, settings: AthenaClientSettings = {}) {
    this.#connection = connection;
    this.#settings = settings;
  }

  /** @returns the execution's id */
  start({ sql, copied, isReusable }: Omit<AthenaQuestion, 'columns'>, signal: AbortSignal): Promise<string> {
    const { workgroup, database } = this.#connection;
    return this.#call('StartQueryExecution', signal, async ({ client, sdk }) => {
      const reuse = isReusable ? { Enabled: true, MaxAgeInMinutes: REUSE_MINUTES } : { Enabled: false };
      const command = new sdk.StartQueryExecutionCommand({
        QueryString: sql,
        // A repeated call whose first answer was lost is the same execution.
        ClientRequestToken: randomUUID(),
        QueryExecutionContext: { Catalog: CATALOG, Database: database },
        WorkGroup: workgroup,
        ResultReuseConfiguration: { ResultReuseByAgeConfiguration: reuse },
      });
      try {
        return (await client.send(command, { abortSignal: signal })).QueryExecutionId ?? '';
      } catch (error) {
        throw textError(error, sql, copied) ?? error;
      }
    });
  }

  /** Throws `query_not_found`. */
  execution(id: string, signal: AbortSignal): Promise<AthenaExecution> {
    return this.#call('GetQueryExecution', signal, async ({ client, sdk }) => {
      const command = new sdk.GetQueryExecutionCommand({ QueryExecutionId: id });
      return readExecution((await client.send(command, { abortSignal: signal })).QueryExecution);
    });
  }

  /** @param token of the page before it; `undefined` for the first */
  page(id: string, token: string | undefined, signal: AbortSignal): Promise<AthenaPage> {
    return this.#call('GetQueryResults', signal, async ({ client, sdk }) => {
      const command = new sdk.GetQueryResultsCommand({ QueryExecutionId: id, MaxResults: PAGE_ROWS, NextToken: token });
      return readPage(await client.send(command, { abortSignal: signal }), token === undefined);
    });
  }

  /** What has ended stays as it is. */
  async stop(id: string): Promise<void> {
    const signal = AbortSignal.timeout(STOP_TIMEOUT_MS);
    await this.#call('StopQueryExecution', signal, ({ client, sdk }) =>
      client.send(new sdk.StopQueryExecutionCommand({ QueryExecutionId: id }), { abortSignal: signal }),
    );
  }

  async close(): Promise<void> {
    (await this.#opened)?.client.destroy();
  }

  /** Throws the signal's reason when it is aborted, coded. */
  async #call<Answer>(
    operation: string,
    signal: AbortSignal,
    send: (opened: OpenedClient) => Promise<Answer>,
  ): Promise<Answer> {
    if (signal.aborted) throw abortError(signal.reason);
    try {
      this.#opened ??= this.#open();
      return await send(await this.#opened);
    } catch (error) {
      if (signal.aborted) throw abortError(signal.reason);
      throw athenaCallError(error, operation, this.#connection.workgroup);
    }
  }

  /** Credentials and region are found as every AWS tool finds them. */
  async #open(): Promise<OpenedClient> {
    const sdk = await import('./athena-sdk.ts');
    const client = new sdk.AthenaClient({
      maxAttempts: MAX_ATTEMPTS,
      retryMode: 'standard',
      credentials: await openCredentials(),
      // Its requestTimeout only writes a warning.
      requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SILENCE_TIMEOUT_MS },
      ...this.#settings,
    });
    return { client, sdk };
  }
}
