// What each way of failing is called, and what it says to do.
import { describe, expect, it } from 'vitest';
import { sstFailure } from '../../src/deploy/sst-failure.ts';
import type { SstRun } from '../../src/deploy/sst-process.ts';

const run = (part: Partial<SstRun>): SstRun => ({ exitCode: 1, text: '', errors: [], outputs: {}, ...part });
const failureOf = (part: Partial<SstRun>) =>
  sstFailure(run(part), { command: 'deploy', stage: 'test', folder: '/stack' });

describe('a run of sst', () => {
  it('that ended well is no failure', () => {
    expect(failureOf({ exitCode: 0, text: '✓  Complete' })).toBeNull();
  });

  it('that hides an error behind exit code 0 is one', () => {
    const failure = failureOf({ exitCode: 0, errors: ['failed to register new resource Ingest: no such table'] });
    expect([failure?.code, failure?.message]).toEqual([
      'deploy_failed',
      '"sst deploy": failed to register new resource Ingest: no such table',
    ]);
  });

  it.each([
    [
      'A concurrent update was detected on the app. Run `sst unlock`',
      'deploy_locked',
      'npx sst unlock --stage test" in /stack',
    ],
    ['✕  Stage not found', 'stack_not_found', '--region'],
    ['Error: cannot remove protected stage', 'stack_protected', 'TRACELAKE_PROTECT=no'],
    ['User: arn:x is not authorized to perform: iam:CreateRole on resource: y', 'aws_access_denied', 'iam:CreateRole'],
    ['api error ExpiredToken: The provided token has expired', 'aws_credentials_expired', 'Sign in again'],
    [
      "InvalidParameterValueException: Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10].",
      'deploy_failed',
      'TRACELAKE_QUERY_CONCURRENCY=0',
    ],
    ['\x1b[31m✕\x1b[0m Unexpected error\n', 'deploy_failed', 'goes on where it ended. /stack/.sst/log'],
  ])('%j is %s', (text, code, hint) => {
    const failure = failureOf({ text });
    expect([failure?.code, failure?.hint]).toEqual([code, expect.stringContaining(hint)]);
  });

  it("names the setting that the stack refused, and the setting's limits", () => {
    const said =
      'Error: TRACELAKE_BUFFER_SECONDS is "5"; it must be a whole number from 60 to 900.\n    at readSettings';
    expect(failureOf({ text: said })).toMatchObject({
      code: 'config_invalid',
      message: 'TRACELAKE_BUFFER_SECONDS is "5"; it must be a whole number from 60 to 900.',
    });
  });

  it('says the last that sst said, without its colours, where it says no more', () => {
    expect(failureOf({ text: 'one\n\x1b[31mtwo\x1b[0m\n\n' })?.message).toBe('"sst deploy" ended with 1: two');
    expect(failureOf({ exitCode: null })?.message).toContain('it said nothing');
  });
});
