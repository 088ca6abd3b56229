// Every error a person or a program can meet: one code, one line. The server maps them to HTTP, docs/errors.md lists them.

export interface ErrorEntry {
  /** HTTP status where the error leaves through the API. */
  readonly status: number;
  readonly title: string;
  /** General next step; an error may carry a more concrete one. */
  readonly hint: string;
  readonly retryable: boolean;
}

function entry(status: number, title: string, hint: string): ErrorEntry {
  return { status, title, hint, retryable: status === 429 || status === 502 || status === 503 || status === 504 };
}

const CHECK_SQL = 'Correct the query at the named place.';

/** Codes in snake case are ours; upper-case codes are Trino's own names for errors of a query. */
export const ERROR_TABLE = {
  // Requests
  invalid_request: entry(
    400,
    'The request is not valid',
    'Correct the named field; GET /api/v1/openapi.json has the shapes.',
  ),
  invalid_time: entry(
    400,
    'The time is not valid',
    'Use ISO 8601, decimal nanoseconds, or a relative time such as -1h or now.',
  ),
  not_found: entry(404, 'There is nothing here', 'GET /api/v1/openapi.json lists the paths.'),
  method_not_allowed: entry(405, 'The method does not fit the path', 'Use the method that the answer names.'),
  not_acceptable: entry(
    406,
    'No form of the answer fits',
    'Accept application/json, application/x-ndjson, text/csv or application/vnd.apache.arrow.stream.',
  ),
  trace_not_found: entry(404, 'No span of this trace was found', 'Widen the time range, or check the id.'),
  field_not_found: entry(
    404,
    'No attribute of this name was found',
    'GET /api/v1/fields?search= lists the attributes.',
  ),
  query_not_found: entry(404, 'No query of this id is known', 'Queries are forgotten ten minutes after they end.'),
  saved_not_found: entry(404, 'Nothing is saved under this id', 'GET /api/v1/saved lists what is.'),
  saved_full: entry(409, 'No more can be saved', 'Delete saved queries or boards that nobody uses.'),
  lake_read_only: entry(
    403,
    'The lake is only read here',
    'Save through the server that writes it, or start one over a bucket with --write.',
  ),
  unauthorized: entry(401, 'A token is needed', 'Send "Authorization: Bearer <TRACELAKE_TOKEN>".'),
  forbidden_host: entry(
    403,
    'The Host header is not allowed',
    'Use 127.0.0.1 or localhost, or start with --host and TRACELAKE_TOKEN.',
  ),
  forbidden_origin: entry(
    403,
    'The Origin header is not allowed',
    'Call from the page this server serves, or without a browser.',
  ),
  request_timeout: entry(408, 'The request took too long to arrive', 'Send it faster, or in smaller parts.'),
  headers_too_large: entry(431, 'The headers are too large', 'Send fewer or shorter headers.'),
  body_too_large: entry(413, 'The body is too large', 'Send less in one request.'),
  unsupported_media_type: entry(
    415,
    'The content type is not supported',
    'Send application/x-protobuf or application/json.',
  ),
  unsupported_encoding: entry(415, 'The content encoding is not supported', 'Send identity, gzip or deflate.'),
  internal: entry(500, 'Something here is broken', 'Please report it with the request id.'),
  // Ingest
  malformed_body: entry(400, 'The body cannot be decoded', 'Send an ExportTraceServiceRequest as protobuf or JSON.'),
  too_busy: entry(429, 'More arrives than can be written', 'Send again after the time in Retry-After.'),
  disk_full: entry(503, 'The disk is full', 'Free space on the disk of the data folder; nothing needs a restart.'),
  storage_unavailable: entry(
    503,
    'The data folder cannot be read or written',
    'See the message; tracelake doctor checks the folder.',
  ),
  shutting_down: entry(503, 'The server is stopping', 'Send again after the time in Retry-After.'),
  signal_not_supported: entry(
    404,
    'Only traces are taken',
    'Turn off the exporter of this signal: OTEL_METRICS_EXPORTER=none, OTEL_LOGS_EXPORTER=none.',
  ),
  // Lake
  folder_locked: entry(409, 'Another server writes this folder', 'Stop it, or choose another folder with --data.'),
  folder_read_only: entry(
    500,
    'The folder cannot be written',
    'Choose another folder with --data, or change its permissions.',
  ),
  folder_not_found: entry(
    404,
    'There is no lake here',
    'Start one with "tracelake up --data DIR", or name the right folder.',
  ),
  folder_version: entry(409, 'The folder was written by a newer version', 'Update tracelake.'),
  precondition_failed: entry(412, 'The object was changed by someone else', 'Read it again, then write.'),
  object_not_found: entry(404, 'The object does not exist', 'Check the path.'),
  corrupt_file: entry(500, 'A file of the lake is damaged', 'It was set aside; tracelake doctor names it.'),
  bucket_not_found: entry(
    404,
    'There is no such bucket',
    'Check its name, and the account that the credentials belong to.',
  ),
  aws_credentials_missing: entry(
    500,
    'There are no AWS credentials',
    'Sign in (aws sso login), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ),
  aws_credentials_expired: entry(500, 'The AWS credentials have expired', 'Sign in again (aws sso login).'),
  aws_credentials_invalid: entry(
    500,
    'AWS does not accept the credentials',
    'Check AWS_PROFILE, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.',
  ),
  aws_access_denied: entry(500, 'AWS does not allow the action', 'Add the named action to the policy.'),
  aws_region_wrong: entry(500, 'The AWS region is missing or wrong', 'Set AWS_REGION to where the resource lies.'),
  node_too_old: entry(500, 'This Node is too old', 'Install Node 20.19 or newer.'),
  stack_not_found: entry(
    404,
    'The stack to deploy is not here',
    'Deploy with the npm package ("npm install tracelake"), or in a clone ("npm ci", "npm run build"): "npx tracelake deploy".',
  ),
  stack_protected: entry(409, 'The stage is protected', 'If it is to go: the same command with TRACELAKE_PROTECT=no.'),
  deploy_locked: entry(409, 'Another deploy of this stage is running', 'Wait for it, or release its lock.'),
  deploy_failed: entry(
    500,
    'The deploy failed',
    'Mend what it names and run it again: it goes on where it ended. .sst/log has all that sst said.',
  ),
  port_in_use: entry(409, 'The port is in use', 'Choose another with --port or --otlp-port; 0 takes a free one.'),
  config_invalid: entry(400, 'The configuration is not valid', 'Correct every setting that the message lists.'),
  server_unreachable: entry(
    502,
    'The server does not answer',
    'Start it with "tracelake up", or leave --url out to open the folder.',
  ),
  // Queries: ours
  ambiguous_attribute: entry(400, 'Two attributes differ only in case', "Write attributes['Key'] with the exact key."),
  query_too_large: entry(400, 'The query text is too long', 'Shorten it.'),
  query_too_deep: entry(400, 'The query is nested too deeply', 'Flatten it.'),
  query_timeout: entry(504, 'The query ran out of time', 'Narrow the time range, or raise timeoutMs.'),
  query_memory: entry(
    400,
    'The query ran out of memory',
    'Narrow the time range, group by fewer values, or add a LIMIT.',
  ),
  result_not_read: entry(
    409,
    'The result was not read while others waited',
    'Read it as it comes, or ask for less of it: a LIMIT, fewer columns.',
  ),
  query_canceled: entry(409, 'The query was canceled', 'Run it again.'),
  budget_exceeded: entry(
    400,
    'The query would cost more than is allowed',
    'Narrow the time range, or allow more with maxUsd (--max-usd).',
  ),
  scan_limit_exceeded: entry(
    400,
    'The query read more than its Athena workgroup allows',
    'Narrow the time range, or raise the limit of the workgroup.',
  ),
  engine_failed: entry(500, 'The engine failed', 'Run it again; if it fails again, please report it.'),
  table_changed: entry(
    500,
    'The table in the catalogue is not the one that is read',
    'Deploy again ("npx tracelake deploy"); "tracelake doctor --aws" says what differs.',
  ),
  engine_not_available: entry(400, 'This engine is not set up here', 'Leave "engine" out, or use "auto".'),
  too_many_queries: entry(429, 'Too many queries run at once', 'Send again after the time in Retry-After.'),
  // Queries: Trino's
  SYNTAX_ERROR: entry(400, 'The SQL is not valid', CHECK_SQL),
  NOT_SUPPORTED: entry(400, 'The SQL uses something that is not supported', 'Write it another way.'),
  PERMISSION_DENIED: entry(403, 'The SQL reaches beyond the tables', 'Only spans can be asked.'),
  COLUMN_NOT_FOUND: entry(400, 'A column does not exist', 'GET /api/v1/fields?search= finds attributes by name.'),
  TABLE_NOT_FOUND: entry(400, 'A table does not exist', 'The table is called spans.'),
  FUNCTION_NOT_FOUND: entry(400, 'A function does not exist', CHECK_SQL),
  OPERATOR_NOT_FOUND: entry(400, 'A type has no such operator', 'Cast it to a type that has.'),
  TYPE_NOT_FOUND: entry(400, 'A type does not exist', CHECK_SQL),
  AMBIGUOUS_NAME: entry(400, 'A name fits more than one column', 'Put the table alias in front of it.'),
  AMBIGUOUS_FUNCTION_CALL: entry(400, 'A call fits more than one function', 'Cast the arguments.'),
  TYPE_MISMATCH: entry(400, 'The types do not fit', 'Give what the message names another type, with CAST(… AS …).'),
  INVALID_COLUMN_REFERENCE: entry(400, 'A column reference is not valid', CHECK_SQL),
  MISMATCHED_COLUMN_ALIASES: entry(400, 'The column list has the wrong length', CHECK_SQL),
  DUPLICATE_NAMED_QUERY: entry(400, 'A WITH name is used twice', CHECK_SQL),
  DUPLICATE_COLUMN_NAME: entry(400, 'A column name is used twice', CHECK_SQL),
  MISSING_ORDER_BY: entry(400, 'ORDER BY is missing', CHECK_SQL),
  MISSING_OVER: entry(400, 'OVER is missing', CHECK_SQL),
  FUNCTION_NOT_AGGREGATE: entry(400, 'A function is not an aggregate', CHECK_SQL),
  FUNCTION_NOT_WINDOW: entry(400, 'A function is not a window function', CHECK_SQL),
  MISSING_GROUP_BY: entry(400, 'GROUP BY is missing', CHECK_SQL),
  TOO_MANY_GROUPING_SETS: entry(
    400,
    'GROUP BY has too many grouping sets',
    'Group by fewer columns in CUBE and ROLLUP.',
  ),
  EXPRESSION_NOT_AGGREGATE: entry(
    400,
    'A column is neither grouped nor aggregated',
    'Add it to GROUP BY, or aggregate it.',
  ),
  EXPRESSION_NOT_IN_DISTINCT: entry(400, 'ORDER BY names what DISTINCT leaves out', CHECK_SQL),
  EXPRESSION_NOT_SCALAR: entry(400, 'Aggregates and windows are not allowed here', CHECK_SQL),
  EXPRESSION_NOT_CONSTANT: entry(400, 'A constant is needed here', CHECK_SQL),
  NESTED_AGGREGATION: entry(400, 'An aggregate stands inside an aggregate', CHECK_SQL),
  NESTED_WINDOW: entry(400, 'A window function stands inside a window function', CHECK_SQL),
  INVALID_WINDOW_FRAME: entry(400, 'The window frame is not valid', CHECK_SQL),
  DUPLICATE_WINDOW_NAME: entry(400, 'A window name is used twice', CHECK_SQL),
  INVALID_PARTITION_BY: entry(400, 'The PARTITION BY is not valid', CHECK_SQL),
  INVALID_ORDER_BY: entry(400, 'The ORDER BY is not valid', CHECK_SQL),
  NULL_TREATMENT_NOT_ALLOWED: entry(400, 'IGNORE NULLS is not allowed here', CHECK_SQL),
  INVALID_WINDOW_REFERENCE: entry(400, 'The window is not defined', CHECK_SQL),
  INVALID_LITERAL: entry(400, 'A literal is not valid', CHECK_SQL),
  INVALID_FUNCTION_ARGUMENT: entry(400, 'A function argument is not valid', CHECK_SQL),
  INVALID_CAST_ARGUMENT: entry(400, 'A value cannot be cast', 'Use TRY_CAST where values may not fit.'),
  INVALID_ARGUMENTS: entry(400, 'The arguments are not valid', CHECK_SQL),
  INVALID_LIMIT_CLAUSE: entry(400, 'The LIMIT is not valid', CHECK_SQL),
  INVALID_ROW_FILTER: entry(400, 'The filter is not valid', CHECK_SQL),
  INVALID_PARAMETER_USAGE: entry(400, 'Parameters are not allowed here', 'Write the values into the query.'),
  INVALID_RECURSIVE_REFERENCE: entry(400, 'The recursion is not valid', CHECK_SQL),
  MISSING_COLUMN_ALIASES: entry(400, 'Column aliases are missing', CHECK_SQL),
  NUMERIC_VALUE_OUT_OF_RANGE: entry(400, 'A number is out of range', 'Cast to a larger type first.'),
  INVALID_PATH: entry(400, 'A JSON path is not valid', CHECK_SQL),
  DUPLICATE_PARAMETER_NAME: entry(400, 'A parameter is named twice', CHECK_SQL),
  PATH_EVALUATION_ERROR: entry(400, 'A JSON path cannot be evaluated', 'Leave out ERROR ON ERROR, or use a lax path.'),
  JSON_INPUT_CONVERSION_ERROR: entry(400, 'A text is not JSON', 'Leave out ERROR ON ERROR.'),
  JSON_OUTPUT_CONVERSION_ERROR: entry(400, 'What was found has no JSON form', 'Add WITH WRAPPER.'),
  JSON_VALUE_RESULT_ERROR: entry(400, 'What was found is no single value', 'Use JSON_QUERY, or DEFAULT … ON ERROR.'),
  DIVISION_BY_ZERO: entry(400, 'Division by zero', 'Divide by nullif(x, 0).'),
  SUBQUERY_MULTIPLE_ROWS: entry(400, 'A scalar subquery gave several rows', 'Aggregate it, or add LIMIT 1.'),
  TOO_MANY_ARGUMENTS: entry(400, 'A call has too many arguments', CHECK_SQL),
  QUERY_HAS_TOO_MANY_STAGES: entry(400, 'The query has too many parts', 'Split it.'),
  GENERIC_USER_ERROR: entry(400, 'The query failed', CHECK_SQL),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_TABLE;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_TABLE, code);
}
