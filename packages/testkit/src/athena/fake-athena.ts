// Amazon Athena on 127.0.0.1 over a real Trino: its API as AWS's own client speaks it, its states, pages, limits, errors and bill.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { TEST_CREDENTIALS } from '../firehose/fake-firehose.ts';
import type { SigningCredentials } from '../firehose/signature-v4.ts';
import { LocalListener } from '../local-listener.ts';
import { receivedRequest } from '../received-request.ts';
import type { AthenaFailure, AthenaFaultSource } from './athena-faults.ts';
import { AthenaService, type FakeWorkgroup } from './athena-service.ts';
import type { FakeExecution } from './fake-execution.ts';

export interface FakeAthenaOptions {
  /** A database of Glue is a schema of this catalog. */
  readonly trino: { readonly url: string; readonly catalog?: string };
  /** Default: one called `primary`, without a limit. */
  readonly workgroups?: Readonly<Record<string, FakeWorkgroup>>;
  readonly region?: string;
  readonly credentials?: readonly SigningCredentials[];
  readonly maxActive?: number;
  /** How long every execution waits before it runs. */
  readonly queuedMs?: number;
}

export interface FakeAthena {
  readonly url: string;
  readonly region: string;
  /** Operations that were called, in order. */
  readonly calls: readonly string[];
  readonly executions: readonly FakeExecution[];
  setFaults(faults: AthenaFaultSource): void;
  setFailures(failures: (sql: string) => AthenaFailure | undefined): void;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1024 * 1024;

export async function startAthena(options: FakeAthenaOptions): Promise<FakeAthena> {
  const { region = 'us-east-1', workgroups = { primary: {} }, credentials = [TEST_CREDENTIALS] } = options;
  const service = new AthenaService({
    trino: { url: options.trino.url, catalog: options.trino.catalog ?? 'hive' },
    workgroups,
    region,
    credentials,
    maxActive: options.maxActive ?? 200,
    queuedMs: options.queuedMs ?? 0,
    nowMs: Date.now,
  });
  const listener = new LocalListener((request, response) => answer(service, request, response));
  await listener.open(0);
  return {
    url: `http://127.0.0.1:${listener.port}`,
    region,
    calls: service.calls,
    executions: service.executions,
    setFaults: (faults) => {
      service.faults = faults;
    },
    setFailures: (failures) => {
      service.failures = failures;
    },
    async close() {
      await Promise.all(service.executions.map((execution) => execution.stop()));
      await listener.close();
    },
  };
}

async function answer(service: AthenaService, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const signed = await receivedRequest(request, MAX_BODY_BYTES);
  if (signed === null) return;
  const { status, body, fault } = await service.call(signed);
  if (fault?.kind === 'reset-after') {
    request.socket.resetAndDestroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
