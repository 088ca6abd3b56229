// What the fake decides of a call: who calls, what is started, what is answered. No HTTP.
import { randomUUID } from 'node:crypto';
import { type SignedRequest, type SigningCredentials, signatureFault } from '../firehose/signature-v4.ts';
import { athenaCell, athenaColumn } from './athena-cell.ts';
import type { AthenaFailure, AthenaFault, AthenaFaultSource } from './athena-faults.ts';
import { FakeExecution } from './fake-execution.ts';
import { TrinoRun } from './trino-run.ts';

export interface FakeWorkgroup {
  /** An execution that has scanned more is ended. */
  readonly cutoffBytes?: number;
}

export interface AthenaServiceOptions {
  readonly trino: { readonly url: string; readonly catalog: string };
  readonly workgroups: Readonly<Record<string, FakeWorkgroup>>;
  readonly region: string;
  readonly credentials: readonly SigningCredentials[];
  /** Running and waiting at once. */
  readonly maxActive: number;
  readonly queuedMs: number;
  readonly nowMs: () => number;
}

export interface AthenaAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly fault?: AthenaFault | undefined;
}

type Input = Readonly<Record<string, unknown>>;

const TARGET = /^AmazonAthena\.(\w+)$/;
const MAX_TEXT_BYTES = 262_144;
const MAX_PAGE_ROWS = 1_000;

export class AthenaService {
  /** In order of their start. */
  readonly executions: FakeExecution[] = [];
  /** Operations, in order. */
  readonly calls: string[] = [];
  faults: AthenaFaultSource = () => undefined;
  /** By text, of executions that start from now on. */
  failures: (sql: string) => AthenaFailure | undefined = () => undefined;
  readonly #options: AthenaServiceOptions;
  readonly #tokens = new Map<string, { readonly parameters: string; readonly id: string }>();

  constructor(options: AthenaServiceOptions) {
    this.#options = options;
  }

  async call(request: SignedRequest): Promise<AthenaAnswer> {
    try {
      return await this.#answer(request);
    } catch (error) {
      if (!(error instanceof RefusedAthenaCall)) throw error;
      return { status: error.status, body: { __type: error.code, ...error.members } };
    }
  }

  async #answer(request: SignedRequest): Promise<AthenaAnswer> {
    const operation = TARGET.exec(request.headers['x-amz-target'] ?? '')?.[1] ?? '';
    const scope = { region: this.#options.region, service: 'athena' };
    const unsigned = signatureFault(request, this.#options.credentials, scope, this.#options.nowMs());
    if (unsigned !== null) throw new RefusedAthenaCall(unsigned.code, unsigned.message);
    const number = this.calls.filter((each) => each === operation).length;
    this.calls.push(operation);
    const fault = this.faults({ number, operation });
    if (fault !== undefined) refuse(fault);
    const input = JSON.parse(Buffer.from(request.body).toString('utf8')) as Input;
    return { status: 200, body: await this.#done(operation, input), fault };
  }

  #done(operation: string, input: Input): Promise<unknown> | unknown {
    switch (operation) {
      case 'StartQueryExecution':
        return this.#start(input);
      case 'GetQueryExecution':
        return { QueryExecution: described(this.#execution(input)) };
      case 'GetQueryResults':
        return this.#results(input);
      case 'StopQueryExecution':
        return this.#execution(input)
          .stop()
          .then(() => ({}));
      default:
        throw new RefusedAthenaCall('UnknownOperationException', '', 404);
    }
  }

  async #start(input: Input): Promise<{ QueryExecutionId: string }> {
    const {
      QueryString: sql,
      ClientRequestToken: token,
      WorkGroup: workgroup = 'primary',
    } = input as Record<string, string>;
    const { trino, workgroups, maxActive, queuedMs, nowMs } = this.#options;
    const configured = workgroups[workgroup];
    if (configured === undefined) throw invalid(`WorkGroup ${workgroup} is not found.`);
    if (Buffer.byteLength(sql) > MAX_TEXT_BYTES) {
      throw invalid(
        `1 validation error detected: Value at 'queryString' failed to satisfy constraint: Member must have length less than or equal to ${MAX_TEXT_BYTES}`,
      );
    }
    const parameters = JSON.stringify({ ...input, ClientRequestToken: '' });
    const known = this.#tokens.get(token);
    if (known !== undefined && known.parameters !== parameters) throw invalid('Idempotent parameters do not match');
    if (known !== undefined) return { QueryExecutionId: known.id };
    if (this.executions.filter(({ hasEnded }) => !hasEnded).length >= maxActive) refuse({ kind: 'queue-full' });
    const { Database: database = 'default' } = (input['QueryExecutionContext'] ?? {}) as { Database?: string };
    const id = randomUUID();
    this.#tokens.set(token, { parameters, id });
    const options = {
      id,
      sql,
      workgroup,
      database,
      cutoffBytes: configured.cutoffBytes ?? Number.MAX_SAFE_INTEGER,
      queuedMs,
      failure: this.failures(sql),
      nowMs,
    };
    const earlier = allowsReuse(input) ? this.#reusable(sql, workgroup) : undefined;
    if (earlier !== undefined) {
      const reused = new FakeExecution(options, undefined);
      this.executions.push(reused);
      reused.reuse(earlier);
      return { QueryExecutionId: id };
    }
    const run = await TrinoRun.start(sql, { url: trino.url, catalog: trino.catalog, schema: database });
    // Athena reads a text before it takes it.
    if (run.failure?.errorName === 'SYNTAX_ERROR') throw invalid(run.failure.message, 'MALFORMED_QUERY');
    const execution = new FakeExecution(options, run);
    this.executions.push(execution);
    void execution.follow();
    return { QueryExecutionId: id };
  }

  #reusable(sql: string, workgroup: string): FakeExecution | undefined {
    return this.executions.find(({ options, state }) => {
      return state === 'SUCCEEDED' && options.sql === sql && options.workgroup === workgroup;
    });
  }

  #execution(input: Input): FakeExecution {
    const id = String(input['QueryExecutionId']);
    const found = this.executions.find(({ options }) => options.id === id);
    if (found === undefined) throw invalid(`QueryExecution ${id} was not found`);
    return found;
  }

  #results(input: Input): unknown {
    const { state, result, options } = this.#execution(input);
    if (state !== 'SUCCEEDED') {
      throw invalid(`Query did not finish successfully. Final query state: ${state}`, 'INVALID_QUERY_EXECUTION_STATE');
    }
    const { MaxResults = MAX_PAGE_ROWS, NextToken } = input as { MaxResults?: number; NextToken?: string };
    if (MaxResults < 1 || MaxResults > MAX_PAGE_ROWS)
      throw invalid(`MaxResults is more than maximum allowed length ${MAX_PAGE_ROWS}.`);
    const { columns, rows } = result;
    const from = NextToken === undefined ? 0 : Number(NextToken.split('+')[1]);
    // The names are the first row of the first page, and count as one.
    const room = NextToken === undefined ? MaxResults - 1 : MaxResults;
    const data = rows.slice(from, from + room).map((row) => ({
      Data: row.map((value, i) => athenaCell(value, columns[i].typeSignature)),
    }));
    const names = { Data: columns.map(({ name }) => ({ VarCharValue: name })) };
    return {
      UpdateCount: 0,
      ResultSet: {
        Rows: NextToken === undefined ? [names, ...data] : data,
        ResultSetMetadata: { ColumnInfo: columns.map(({ name, typeSignature }) => athenaColumn(name, typeSignature)) },
      },
      ...(from + room < rows.length ? { NextToken: `${options.id}+${from + room}` } : {}),
    };
  }
}

/** Thrown for a call that is refused as a whole. */
class RefusedAthenaCall extends Error {
  readonly code: string;
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.members = { Message: message, message, ...members };
  }
}

function invalid(message: string, code = 'INVALID_INPUT'): RefusedAthenaCall {
  return new RefusedAthenaCall('InvalidRequestException', message, 400, { AthenaErrorCode: code });
}

function refuse(fault: AthenaFault): void {
  switch (fault.kind) {
    case 'throttled':
      throw new RefusedAthenaCall('ThrottlingException', 'Rate exceeded');
    case 'queue-full': {
      const message =
        'You have exceeded the limit for the number of queries you can run concurrently. Please reduce the number of concurrent queries submitted by this account.';
      const members = { Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED' };
      throw new RefusedAthenaCall('TooManyRequestsException', message, 400, members);
    }
    case 'internal-failure':
      throw new RefusedAthenaCall('InternalServerException', 'Internal service failure', 500);
    case 'refused':
      throw new RefusedAthenaCall(fault.code, fault.message, fault.status);
  }
}

function allowsReuse(input: Input): boolean {
  const reuse = input['ResultReuseConfiguration'] as
    | { ResultReuseByAgeConfiguration?: { Enabled?: boolean } }
    | undefined;
  return reuse?.ResultReuseByAgeConfiguration?.Enabled === true;
}

function described(execution: FakeExecution) {
  const { options, state, reason, error, submittedAtMs, endedAtMs, bytesScanned, reused } = execution;
  const tookMs = (endedAtMs ?? options.nowMs()) - submittedAtMs;
  return {
    QueryExecutionId: options.id,
    Query: options.sql,
    StatementType: 'DML',
    WorkGroup: options.workgroup,
    QueryExecutionContext: { Database: options.database, Catalog: 'AwsDataCatalog' },
    Status: {
      State: state,
      ...(reason === '' ? {} : { StateChangeReason: reason }),
      ...(error === undefined ? {} : { AthenaError: error }),
      SubmissionDateTime: submittedAtMs / 1_000,
      ...(endedAtMs === undefined ? {} : { CompletionDateTime: endedAtMs / 1_000 }),
    },
    Statistics: {
      EngineExecutionTimeInMillis: tookMs,
      DataScannedInBytes: bytesScanned,
      TotalExecutionTimeInMillis: tookMs,
      QueryQueueTimeInMillis: 0,
      ServiceProcessingTimeInMillis: 0,
      ResultReuseInformation: { ReusedPreviousResult: reused !== undefined },
    },
    EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
  };
}
