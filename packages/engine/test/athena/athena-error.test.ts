// What Athena and what stands behind it say, as the codes and the next steps that a user gets.
import { describe, expect, it } from 'vitest';
import { athenaCallError, executionError } from '../../src/athena/athena-error.ts';
import type { AthenaExecution } from '../../src/athena/athena-execution.ts';

function failed(reason: string, errorType?: number) {
  const execution: AthenaExecution = {
    id: 'e-1',
    state: 'FAILED',
    workgroup: 'wg',
    sql: 'SELECT 1',
    reason,
    errorCategory: 2,
    errorType,
    bytesScanned: 0,
    isReused: false,
    elapsedMs: 1,
    submittedAtMs: 0,
    endedAtMs: 1,
  };
  return executionError(execution, execution.sql, undefined);
}

function refused(name: string, message: string, operation = 'GetQueryExecution', status = 400) {
  return athenaCallError({ name, message, $metadata: { httpStatusCode: status } }, operation, 'wg');
}

describe('what Athena may not do under the name of who asks', () => {
  const glue =
    'User: arn:aws:sts::123456789012:assumed-role/query/f is not authorized to perform: glue:GetTable on resource: arn:aws:glue:us-east-1:123456789012:table/db/spans_landing because no identity-based policy allows the glue:GetTable action (Service: AWSGlue; Status Code: 400; Error Code: AccessDeniedException; Request ID: 1; Proxy: null)';
  it.each([
    [glue, 1500, 'glue:GetTable', 'arn:aws:glue:us-east-1:123456789012:table/db/spans_landing'],
    [`HIVE_METASTORE_ERROR: ${glue}`, undefined, 'glue:GetTable', 'table/db/spans_landing'],
    ['HIVE_METASTORE_ERROR: Required Glue permission missing: glue:GetPartitions', 1500, 'glue:GetPartitions', '"*"'],
    [
      'Permission denied on S3 path: s3://lake/landing/spans/x.parquet',
      1500,
      's3:GetObject',
      'arn:aws:s3:::lake/landing/*',
    ],
    [
      'HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://lake/landing/x.parquet (offset=0, length=3): Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: A; S3 Extended Request ID: b)',
      1500,
      's3:GetObject',
      'arn:aws:s3:::lake/landing/*',
    ],
    [
      'HIVE_FILESYSTEM_ERROR: Failed to list directory s3://lake/landing/spans/dt=2026-11-28: Access Denied (Service: Amazon S3; Status Code: 403)',
      undefined,
      's3:ListBucket',
      'arn:aws:s3:::lake"',
    ],
    [
      'Access denied when writing output to url: s3://lake/results/e-1.csv . Please ensure you are allowed to access the S3 bucket.',
      401,
      's3:PutObject',
      'arn:aws:s3:::lake/results/*',
    ],
  ])('%s', (reason, errorType, action, resource) => {
    const error = failed(reason, errorType);
    expect(error.code).toBe('aws_access_denied');
    expect(error.details['action']).toBe(action);
    expect(error.hint).toContain(`"${action}"`);
    expect(error.hint).toContain(resource);
  });

  it.each([
    'Insufficient Lake Formation permission(s): Required Select on spans_landing',
    'HIVE_METASTORE_ERROR: Insufficient Lake Formation permission(s) on spans_landing (Service: AmazonDataCatalog; Status Code: 400; Error Code: AccessDeniedException; Request ID: 1; Proxy: null)',
  ])('by Lake Formation: %s', (reason) => {
    const error = failed(reason);
    expect([error.code, error.details['action']]).toEqual(['aws_access_denied', 'lakeformation:GrantPermissions']);
    expect(error.hint).toMatch(/Select and Describe/);
  });

  it('of a call', () => {
    expect(refused('AccessDeniedException', 'no', 'GetQueryResults')).toMatchObject({
      code: 'aws_access_denied',
      message: expect.stringContaining('athena:GetQueryResults'),
      hint: expect.stringContaining('"Resource":"arn:aws:athena:*:*:workgroup/wg"'),
    });
    expect(refused('AccessDenied', 'Access Denied (Service: Amazon S3)', 'GetQueryResults', 403)).toMatchObject({
      code: 'aws_access_denied',
      hint: expect.stringContaining('s3:GetObject'),
    });
    const bucket = refused(
      'InvalidRequestException',
      'Unable to verify/create output bucket lake',
      'StartQueryExecution',
    );
    expect(bucket).toMatchObject({
      code: 'aws_access_denied',
      hint: expect.stringContaining('arn:aws:s3:::lake/results/*'),
    });
  });

  it('is not read out of what the user wrote', () => {
    const error = failed("COLUMN_NOT_FOUND: line 1:8: Column 'access denied s3' cannot be resolved", 1006);
    expect(error.code).toBe('COLUMN_NOT_FOUND');
  });
});

it.each([
  ['HIVE_METASTORE_ERROR: com.amazonaws.services.glue.model.X: Rate exceeded', 1401],
  ['HIVE_CURSOR_ERROR: Please reduce your request rate. (Service: Amazon S3; Error Code: SlowDown)', 1403],
  ['HIVE_CURSOR_ERROR: Please reduce your request rate.', undefined],
  ['Athena is busy', 1404],
])('%s (%s) is worth another try', (reason, errorType) => {
  expect(failed(reason, errorType)).toMatchObject({ code: 'too_many_queries', retryAfterSeconds: expect.any(Number) });
});

it.each([
  ['GLUE: Too many table versions', 1402, 'engine_failed', 'BatchDeleteTableVersion'],
  ['Table spans_landing not found in database db', 1301, 'table_changed', 'Deploy again'],
  ['Query exhausted resources at this scale factor', 7, 'query_memory', 'Narrow'],
])('%s is no fault of the text', (reason, errorType, code, hint) => {
  const error = failed(reason, errorType);
  expect([error.code, error.hint]).toEqual([code, expect.stringContaining(hint)]);
});

it('says what there is where the reason is "null" or nothing', () => {
  expect(failed('GENERIC_INTERNAL_ERROR: null', 100).message).toContain('GENERIC_INTERNAL_ERROR');
  expect(failed('').message).toBe('Athena says no reason');
});

it.each([
  ['QueryExecution 1-2 was not found', 'query_not_found'],
  ['Query abc not found', 'query_not_found'],
  ["1 validation error detected: Value 'a b' at 'queryExecutionId' failed to satisfy constraint", 'query_not_found'],
  ['Could not find results', 'query_not_found'],
  ['WorkGroup wg is not found.', 'engine_not_available'],
  ['WorkGroup is disabled.', 'engine_not_available'],
])('refusal "%s" is %s', (message, code) => {
  expect(refused('InvalidRequestException', message).code).toBe(code);
});
