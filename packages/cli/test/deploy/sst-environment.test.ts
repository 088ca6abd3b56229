// sst is kept quiet whatever its caller's environment says, and goes where the caller is signed in.
import { expect, it } from 'vitest';
import { sstEnvironment } from '../../src/deploy/sst-environment.ts';

it('cannot be told to report', () => {
  const environment = sstEnvironment({ SST_TELEMETRY_DISABLED: '', DO_NOT_TRACK: '0' }, 'eu-central-1');
  expect(environment).toMatchObject({ SST_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' });
});

it("keeps the caller's own settings, but goes to the region that was shown", () => {
  const given = { AWS_PROFILE: 'lake', TRACELAKE_BUFFER_SECONDS: '60', AWS_REGION: 'us-east-1', SST_NO_BUN: '' };
  expect(sstEnvironment(given, 'eu-central-1')).toMatchObject({ ...given, AWS_REGION: 'eu-central-1' });
});
