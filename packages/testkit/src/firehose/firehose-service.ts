// What the service decides of a call: who calls, whether it is well-formed, which records are taken. No HTTP.
import type { SeededRandom } from '../seeded-random.ts';
import { type CallLimits, CallMeter } from './call-limits.ts';
import type { DeliveryStream } from './delivery-stream.ts';
import type { FaultSource, FirehoseFault } from './firehose-faults.ts';
import { PUT_OPERATIONS, type PutOperation, type PutRequest, RefusedCall, readPutRequest } from './put-request.ts';
import { type SignedRequest, type SigningCredentials, signatureFault } from './signature-v4.ts';

export interface FirehoseCall {
  readonly number: number;
  readonly atMs: number;
  readonly operation: string;
  readonly stream: string | undefined;
  readonly records: readonly Uint8Array[];
  /** Numbers of the records that were taken. */
  readonly accepted: readonly number[];
  /** 200 even if some records were not taken; what was meant to be answered where a fault ate the answer. */
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly fault: FirehoseFault['kind'] | undefined;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly errorCode?: string;
  readonly fault?: FirehoseFault | undefined;
}

export interface ServiceOptions {
  readonly streams: ReadonlyMap<string, DeliveryStream>;
  readonly region: string;
  readonly nowMs: () => number;
  readonly random: SeededRandom;
  readonly credentials: readonly SigningCredentials[];
  readonly faults: FaultSource;
  readonly limits: CallLimits;
}

const TARGET = /^Firehose_20150804\.(\w+)$/;
const CONTENT_TYPE = 'application/x-amz-json-1.1';
/** Faults before which nothing is taken. */
const TAKES_NOTHING = new Set<FirehoseFault['kind']>([
  'unavailable',
  'internal-failure',
  'html-error',
  'refused',
  'reset-before',
]);

interface RecordResult {
  readonly RecordId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

export class FirehoseService {
  readonly calls: FirehoseCall[] = [];
  private readonly options: ServiceOptions;
  private readonly meters = new Map<string, CallMeter>();
  private credentials: readonly SigningCredentials[];
  private faults: FaultSource;
  private firstFaulted = 0;

  constructor(options: ServiceOptions) {
    this.options = options;
    this.credentials = options.credentials;
    this.faults = options.faults;
  }

  setFaults(faults: FaultSource): void {
    this.faults = faults;
    this.firstFaulted = this.calls.length;
  }

  setCredentials(credentials: readonly SigningCredentials[]): void {
    this.credentials = credentials;
  }

  nowMs(): number {
    return this.options.nowMs();
  }

  call(request: SignedRequest): ServiceAnswer {
    const atMs = this.options.nowMs();
    const entry: Writable<FirehoseCall> = {
      number: this.calls.length,
      atMs,
      operation: '',
      stream: undefined,
      records: [],
      accepted: [],
      status: 0,
      errorCode: undefined,
      fault: undefined,
    };
    this.calls.push(entry);
    const answer = this.answer(request, entry);
    entry.status = answer.status;
    entry.errorCode = answer.errorCode;
    return answer;
  }

  private answer(request: SignedRequest, entry: Writable<FirehoseCall>): ServiceAnswer {
    try {
      return this.taken(request, entry);
    } catch (error) {
      if (!(error instanceof RefusedCall)) throw error;
      return { ...refusal(error.code, error.message, error.status), fault: undefined };
    }
  }

  private taken(request: SignedRequest, entry: Writable<FirehoseCall>): ServiceAnswer {
    entry.operation = operationOf(request);
    const scope = { region: this.options.region, service: 'firehose' };
    const unsigned = signatureFault(request, this.credentials, scope, entry.atMs);
    if (unsigned !== null) throw new RefusedCall(unsigned.code, unsigned.message);
    if (request.headers['content-type'] !== CONTENT_TYPE) throw new RefusedCall('UnknownOperationException', '', 404);
    const put = readPutRequest(entry.operation as PutOperation, request.body);
    Object.assign(entry, { stream: put.stream, records: put.records });
    const fault = this.faults({
      number: entry.number - this.firstFaulted,
      stream: put.stream,
      records: put.records.length,
    });
    entry.fault = fault?.kind;
    if (fault !== undefined && TAKES_NOTHING.has(fault.kind)) return faultAnswer(fault);
    if (fault?.kind === 'hang' && fault.accepts !== true) return { status: 0, body: undefined, fault };
    const stream = this.options.streams.get(put.stream);
    if (stream === undefined) {
      const message = `Firehose ${put.stream} under account 123456789012 not found.`;
      throw new RefusedCall('ResourceNotFoundException', message);
    }
    return { ...this.take(put, stream, entry, fault), fault };
  }

  private take(
    { operation, records }: PutRequest,
    stream: DeliveryStream,
    entry: Writable<FirehoseCall>,
    fault: FirehoseFault | undefined,
  ): ServiceAnswer {
    const meter = this.meters.get(stream.name) ?? new CallMeter(this.options.limits);
    this.meters.set(stream.name, meter);
    if (!meter.takeCall(entry.atMs)) return refusal('ServiceUnavailableException', 'Slow down.', 503);
    const failed = new Map((fault?.kind === 'partial' ? fault.failed : []).map((n) => [n, fault as PartialFault]));
    const results = records.map((data, n): RecordResult => {
      const code = failed.get(n) && (failed.get(n)?.code ?? 'ServiceUnavailableException');
      if (code === 'InternalFailure') return { ErrorCode: code, ErrorMessage: 'Internal service failure.' };
      if (code !== undefined || !meter.takeRecord(data.length)) {
        return { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' };
      }
      stream.accept(data, entry.atMs);
      entry.accepted = [...entry.accepted, n];
      return { RecordId: this.recordId() };
    });
    const failures = results.filter(({ ErrorCode }) => ErrorCode !== undefined);
    if (operation === 'PutRecord' && failures.length > 0) {
      return refusal('ServiceUnavailableException', 'Slow down.', 503);
    }
    stream.billing.countCall();
    if (operation === 'PutRecord') return { status: 200, body: { ...results[0], Encrypted: false } };
    return { status: 200, body: { FailedPutCount: failures.length, Encrypted: false, RequestResponses: results } };
  }

  private recordId(): string {
    return Array.from({ length: 28 }, () => this.options.random.uint32().toString(16).padStart(8, '0')).join('');
  }
}

type Writable<T> = { -readonly [member in keyof T]: T[member] };
type PartialFault = Extract<FirehoseFault, { kind: 'partial' }>;

function operationOf({ method, target, headers }: SignedRequest): PutOperation {
  const name = TARGET.exec(headers['x-amz-target'] ?? '')?.[1];
  const operation = PUT_OPERATIONS.find((each) => each === name);
  if (method !== 'POST' || target !== '/' || operation === undefined) {
    throw new RefusedCall('UnknownOperationException', '', 404);
  }
  return operation;
}

function refusal(code: string, message: string, status: number): ServiceAnswer {
  return { status, body: { __type: code, message }, errorCode: code };
}

function faultAnswer(fault: FirehoseFault): ServiceAnswer {
  switch (fault.kind) {
    case 'unavailable':
      return { ...refusal('ServiceUnavailableException', 'Slow down.', 503), fault };
    case 'internal-failure':
      return { ...refusal('InternalFailure', 'Internal service failure.', 500), fault };
    case 'refused':
      return { ...refusal(fault.code, `${fault.code} by script`, fault.status ?? 400), fault };
    case 'html-error':
      return { status: 500, body: '<html><body><h1>500 Internal Server Error</h1></body></html>', fault };
    default:
      return { status: 0, body: undefined, fault };
  }
}
