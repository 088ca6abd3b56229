// What is refused before sst is started, by the built CLI: coded, with the next step, and nothing made.
import { type BuiltCli, buildCli } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findStack } from '../../src/deploy/stack-folder.ts';
import { runCli } from '../spawned-cli.ts';

const NOBODY = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/nonexistent/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
};

describe('tracelake deploy', () => {
  let cli: BuiltCli;
  beforeAll(async () => {
    cli = await buildCli();
  });
  afterAll(() => cli.remove());

  it.each([
    [['--stage', 'Böse'], {}, 'config_invalid', 'lower-case letters'],
    [['remove'], {}, 'config_invalid', 'tracelake deploy remove --stage NAME'],
    [['remove', '--dry-run', '--stage', 'x'], {}, 'config_invalid', 'docs/deploy.md'],
    [['everything'], {}, 'config_invalid', '"deploy diff"'],
    [['--region', 'mars'], {}, 'aws_region_wrong', '--region'],
    [[], { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }, 'aws_region_wrong', 'AWS_REGION'],
    [['--region', 'us-east-1'], {}, 'aws_credentials_missing', 'aws sso login'],
  ])('%j with %j: %s', async (args, env, code, hint) => {
    const { stdout, stderr, exitCode } = await runCli(cli, ['deploy', ...args], {
      cwd: '/',
      env: { ...NOBODY, ...env },
    });
    expect(stderr).toContain(`error ${code}`);
    expect(stderr).toContain(hint);
    expect([exitCode, stdout]).toEqual([code === 'config_invalid' ? 2 : 1, '']);
  });
});

it('a copy of the CLI that is neither a clone nor the package says that it has no stack', () => {
  expect(() => findStack('file:///usr/lib/node_modules/tracelake/dist/main.js')).toThrow(
    expect.objectContaining({ code: 'stack_not_found', hint: expect.stringContaining('npm install') }),
  );
});
