// What Athena says as our errors: of a failed call, and of an execution that did not succeed, with the place in the user's text.
import type { CopiedText } from '@tracelake/query';
import {
  type AwsFault,
  awsFault,
  awsSignInCode,
  awsSignInMessage,
  type ErrorCode,
  TracelakeError,
} from '@tracelake/schema';
import { trinoError } from '../trino/trino-error.ts';
import { athenaUsd } from './athena-cost.ts';
import { athenaDenial, callDenial } from './athena-denial.ts';
import type { AthenaExecution } from './athena-execution.ts';

/** `COLUMN_NOT_FOUND: line 3:8: Column 'nome' cannot be resolved` */
const REASON = /^([A-Z][A-Z0-9_]{2,}): (?:line (\d+):(\d+): )?([\s\S]*)$/;
/** Athena ends what it says with the database's name and whom to ask; neither helps who wrote the query. */
const BOILERPLATE = [
  / or requester is not authorized to access requested resources/g,
  /\.?\s*This query ran against the "[^"]*" database, unless qualified by the query\.?/g,
  /\s*Please post the error message on our forum[\s\S]*$/g,
  /\s*\[?(?:Execution|Query) I[Dd]:? ?[0-9a-f-]{36}\]?\.?/g,
  /\s*You may need to manually clean the data at location '[^']*' before retrying\.[\s\S]*$/g,
];

/** What Athena says of a text that fits the table as it was deployed, and of files that no longer fit the table. */
const OF_THE_TABLE = new Set([
  'CATALOG_NOT_FOUND',
  'SCHEMA_NOT_FOUND',
  'TABLE_NOT_FOUND',
  'COLUMN_NOT_FOUND',
  'HIVE_BAD_DATA',
  'HIVE_PARTITION_SCHEMA_MISMATCH',
  'HIVE_INVALID_METADATA',
]);

const NOT_FOUND = /was not found|not found|does not exist/i;
const OF_LOAD = /ThrottlingException|TooManyRequests|Rate exceeded|SlowDown|reduce your request rate/i;
const RETRY_SECONDS = 5;

/** `operation`: the SDK's command without "Command". Our own errors pass unchanged. */
export function athenaCallError(error: unknown, operation: string, workgroup: string): TracelakeError {
  if (error instanceof TracelakeError) return error;
  const fault = awsFault(error);
  const asked = `Athena's workgroup "${workgroup}"`;
  const coded = (code: ErrorCode, message: string, hint?: string, retryAfterSeconds?: number): TracelakeError =>
    new TracelakeError(code, message, {
      details: { engine: 'athena', workgroup, operation, reason: fault.name },
      cause: error,
      ...(hint === undefined ? {} : { hint }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
  const signIn = awsSignInCode(fault);
  if (signIn !== undefined) return coded(signIn, awsSignInMessage(signIn, fault, asked));
  const denied = deniedCall(fault, operation, workgroup);
  if (denied !== undefined) {
    return coded('aws_access_denied', `${denied.action} is not allowed on ${asked}.`, denied.hint);
  }
  switch (fault.name) {
    case 'TooManyRequestsException':
    case 'ThrottlingException':
    case 'Throttling':
      return coded(
        'too_many_queries',
        `${asked} takes no more queries now: ${fault.message}`,
        undefined,
        RETRY_SECONDS,
      );
    case 'InvalidRequestException':
      return refusal(coded, fault.message, asked, operation);
    default:
      // Neither Athena nor its client said it: a mistake of ours.
      if (!fault.isOfClient) return coded('internal', `${operation} failed: ${fault.message || fault.name}`);
      return coded('engine_failed', `${asked} does not answer: ${fault.message || fault.name}`);
  }
}

/** Of a call that was ended here: its caller has gone, or Athena took too long. */
export function abortError(reason: unknown): TracelakeError {
  if (reason instanceof TracelakeError) return reason;
  const isTimeout = reason instanceof Error && reason.name === 'TimeoutError';
  const message = isTimeout ? 'Athena did not answer in time' : 'The query was canceled';
  const details = { engine: 'athena' };
  return new TracelakeError(isTimeout ? 'query_timeout' : 'query_canceled', message, { details, cause: reason });
}

/** Of a call, or of what Athena does for it: reading the results it gives, writing where they go. */
function deniedCall({ name, message, status }: AwsFault, operation: string, workgroup: string) {
  const isDenied = /^AccessDenied/.test(name) || status === 403;
  if (!isDenied && name !== 'InvalidRequestException') return undefined;
  return athenaDenial(message, workgroup) ?? (isDenied ? callDenial(operation, workgroup) : undefined);
}

function refusal(
  coded: (code: ErrorCode, message: string, hint?: string) => TracelakeError,
  message: string,
  asked: string,
  operation: string,
) {
  if (/workgroup/i.test(message) && NOT_FOUND.test(message)) {
    return coded('engine_not_available', `${asked} is not there.`, 'Check its name and AWS_REGION, or deploy.');
  }
  if (/workgroup is disabled/i.test(message)) {
    return coded('engine_not_available', `${asked} is disabled.`, 'Enable it in Athena, or ask with engine: duckdb.');
  }
  const isOfOne = operation !== 'StartQueryExecution';
  if (isOfOne && /could not find results/i.test(message)) {
    return coded('query_not_found', 'Athena no longer has the results of this query.', 'Run it again.');
  }
  if (isOfOne && (NOT_FOUND.test(message) || /queryExecutionId/i.test(message)))
    return coded('query_not_found', message);
  if (/output ?(location|bucket)/i.test(message)) {
    return coded(
      'engine_failed',
      `${asked} cannot write results: ${message}`,
      'Set a result location on the workgroup.',
    );
  }
  return coded('engine_failed', `${asked} refuses: ${message}`);
}

/** Athena reads a text before it takes it: `undefined` where a refused start is not about the text. */
export function textError(error: unknown, sql: string, copied: CopiedText): TracelakeError | undefined {
  const { name, message } = awsFault(error);
  const found = name === 'InvalidRequestException' ? /^line (\d+):(\d+): ([\s\S]*)$/.exec(message) : null;
  if (found === null) return undefined;
  const errorLocation = { lineNumber: Number(found[1]), columnNumber: Number(found[2]) };
  return trinoError(
    { errorName: 'SYNTAX_ERROR', errorType: 'USER_ERROR', message: found[3], errorLocation },
    sql,
    copied,
  );
}

/** Of one that FAILED or was CANCELLED. @param sql the text it was given */
export function executionError(
  execution: AthenaExecution,
  sql: string,
  copied: CopiedText | undefined,
): TracelakeError {
  const { state, errorCategory, errorType, bytesScanned } = execution;
  const reason = BOILERPLATE.reduce((text, words) => text.replace(words, ''), execution.reason).trim();
  const details = { engine: 'athena', executionId: execution.id, ...(errorType === undefined ? {} : { errorType }) };
  // What was scanned is billed even so.
  const spent = { bytesScanned, costUsd: athenaUsd(bytesScanned) };
  if (/bytes scanned limit/i.test(reason)) {
    return new TracelakeError('scan_limit_exceeded', `Athena ended the query: ${reason}`, {
      details: { ...details, ...spent },
    });
  }
  if (state === 'CANCELLED') {
    return new TracelakeError('query_canceled', 'The query was canceled', { details: { ...details, ...spent } });
  }
  const named = REASON.exec(reason);
  const isPlaced = named?.[2] !== undefined;
  const ofService = isPlaced ? undefined : serviceError(reason, errorType, details);
  if (ofService !== undefined) return ofService;
  if (named === null) {
    const code = codeOfType(errorType);
    return new TracelakeError(code, reason || 'Athena says no reason', { details });
  }
  const [, errorName, line, column, said] = named;
  const message = said === 'null' || said === '' ? reason : said;
  const code = codeOfName(errorName);
  if (code !== undefined) return new TracelakeError(code, message, { details: { ...details, trinoCode: errorName } });
  const errorLocation = line === undefined ? undefined : { lineNumber: Number(line), columnNumber: Number(column) };
  const errorKind = errorCategory === 2 ? 'USER_ERROR' : 'INTERNAL_ERROR';
  const known = trinoError(
    { errorName, errorType: errorKind, message, ...(errorLocation === undefined ? {} : { errorLocation }) },
    sql,
    copied,
  );
  const ofTable = copied !== undefined && isOfTable(errorName, message, known.details['line'] !== undefined);
  return new TracelakeError(ofTable ? 'table_changed' : known.code, known.message, {
    details: { ...details, ...known.details },
  });
}

/** What is about the services that Athena stands on, whatever Trino's name for it; nothing that points into the text is. */
function serviceError(reason: string, errorType: number | undefined, details: Readonly<Record<string, unknown>>) {
  const said = reason === '' ? 'Athena says no reason' : reason;
  const denial = athenaDenial(reason);
  if (denial !== undefined || errorType === 1500) {
    const hint = denial === undefined ? {} : { hint: denial.hint };
    const action = denial === undefined ? {} : { action: denial.action };
    return new TracelakeError('aws_access_denied', said, { details: { ...details, ...action }, ...hint });
  }
  if (errorType === 1402) {
    const hint =
      'Delete old versions of the table in Glue (glue:BatchDeleteTableVersion): each deploy that changes it adds one.';
    return new TracelakeError('engine_failed', said, { details, hint });
  }
  if (isOfLoad(errorType) || OF_LOAD.test(reason)) {
    return new TracelakeError('too_many_queries', said, { details, retryAfterSeconds: RETRY_SECONDS });
  }
  return errorType === 1301 ? new TracelakeError('table_changed', said, { details }) : undefined;
}

function isOfLoad(errorType: number | undefined): boolean {
  return errorType !== undefined && errorType >= 1400 && errorType < 1500;
}

/** Names and types of the user's text fitted the table as it was deployed, else it would not have been sent. */
function isOfTable(errorName: string, message: string, isPlaced: boolean): boolean {
  if (errorName === 'TYPE_MISMATCH') return true;
  if (errorName === 'FUNCTION_NOT_FOUND') return message.startsWith('Unexpected parameters');
  return OF_THE_TABLE.has(errorName) && !isPlaced;
}

/** Athena's words for what is not the query's fault, and that Trino's own names would hide. */
function codeOfName(errorName: string): ErrorCode | undefined {
  if (OF_THE_TABLE.has(errorName) && errorName.startsWith('HIVE_')) return 'table_changed';
  if (errorName.startsWith('HIVE_') || errorName === 'SERIALIZATION_ERROR') return 'engine_failed';
  return undefined;
}

/** https://docs.aws.amazon.com/athena/latest/ug/error-reference.html */
function codeOfType(errorType: number | undefined): ErrorCode {
  if (errorType === undefined) return 'engine_failed';
  if (errorType < 100) return 'query_memory';
  if (errorType === 206 || errorType === 210) return 'query_timeout';
  if (errorType === 1006) return 'SYNTAX_ERROR';
  if (errorType === 1011 || errorType === 1014) return 'query_canceled';
  if (errorType === 1110) return 'TABLE_NOT_FOUND';
  if (errorType >= 1000 && errorType < 1100) return 'GENERIC_USER_ERROR';
  return 'engine_failed';
}
