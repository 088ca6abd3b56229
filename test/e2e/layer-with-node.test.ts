// A function in Python, in a sandbox without any Node: the layer that brings its own tells of each invocation; the one that does not leaves it alone.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { lambdaNodes, namedDocument, pythonFixture } from '@tracelake/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildLayer, type LambdaStand, startStand } from './lambda-stand.ts';
import { removeFolder, temporaryFolder } from './tracelake-process.ts';

const PYTHON = pythonFixture();
const folders = { with: '', without: '' };

beforeAll(() => {
  for (const name of ['with', 'without'] as const) {
    folders[name] = temporaryFolder(name);
    buildLayer(folders[name]);
  }
  // Where `npm run build:layer -- --with-node` puts the one it has fetched.
  symlinkSync(lambdaNodes()[1]?.path ?? process.execPath, join(folders.with, 'layer/tracelake/node'));
});

afterAll(() => Object.values(folders).forEach(removeFolder));

function stand(layer: 'with' | 'without'): Promise<LambdaStand> {
  const environment = { PATH: '/nowhere', TRACELAKE_OTLP_PORT: '0' };
  return startStand({ ...PYTHON!, layer: join(folders[layer], 'layer'), environment });
}

function sentRows({ firehose }: LambdaStand): Record<string, unknown>[] {
  const records = firehose.calls.flatMap((call) => call.accepted.map((i) => Buffer.from(call.records[i]!).toString()));
  return records.flatMap((text) => text.split('\n').filter(Boolean)).map((line) => JSON.parse(namedDocument(line)));
}

test.runIf(PYTHON !== undefined)('with its own Node: an event of each invocation', async () => {
  const one = await stand('with');
  try {
    const good = await one.platform.invoke({ name: 'a' });
    const bad = await one.platform.invoke({ fails: true });
    await one.platform.shutdown();
    expect(good.response).toEqual({ hello: 'a' });
    const events = sentRows(one).filter(({ amends }) => amends === undefined);
    expect(events).toMatchObject([
      { faas_invocation_id: good.requestId, faas_coldstart: true, aws_lambda_status: 'success', main: true },
      { faas_invocation_id: bad.requestId, aws_lambda_status: 'error', status_code: 'ERROR' },
    ]);
    expect(one.lines()).toEqual([]);
  } finally {
    await one.close();
  }
});

test.runIf(PYTHON !== undefined)(
  'without: the function works as before, and one line says why nothing is seen',
  async () => {
    const one = await stand('without');
    try {
      expect((await one.platform.invoke({ name: 'a' })).response).toEqual({ hello: 'a' });
      await one.platform.shutdown();
      expect([one.firehose.calls.length, one.lines()]).toEqual([
        0,
        [expect.stringMatching(/this runtime has no Node/)],
      ]);
    } finally {
      await one.close();
    }
  },
);
