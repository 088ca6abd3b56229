// A scripted day of a sandbox: the same for the same seed, played to its end on real processes.
import {
  EMPTY_EXTENSION_LAYER,
  fixtureHandler,
  lambdaScript,
  playLambdaScript,
  startLambdaPlatform,
} from '@tracelake/testkit';
import { expect, test } from 'vitest';
import { startOtlpListener } from './otlp-listener.ts';

const SEED = 318;

test('a script is the same for the same seed', () => {
  expect(lambdaScript(SEED, 50)).toEqual(lambdaScript(SEED, 50));
  expect(lambdaScript(SEED, 50)).not.toEqual(lambdaScript(SEED + 1, 50));
});

test('each invocation ends as scripted', async () => {
  const listener = await startOtlpListener();
  const platform = await startLambdaPlatform({
    handler: fixtureHandler('otel-protobuf'),
    layers: [EMPTY_EXTENSION_LAYER],
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: listener.url },
    memorySizeMb: 256,
    timeoutMs: 20_000,
  });
  const script = lambdaScript(SEED, 30);
  const invocations = await playLambdaScript(platform, script);
  await platform.close();
  await listener.close();

  const statuses: Record<string, string> = { throw: 'error', hang: 'timeout', exit: 'error', allocate: 'error' };
  const scripted = script.map(({ payload }) => statuses[payload.ending ?? ''] ?? 'success');
  expect(invocations.map(({ status }) => status)).toEqual(scripted);
  expect(new Set(script.map(({ before }) => before)).size).toBe(4);
  expect(new Set(script.map(({ payload }) => payload.ending)).size).toBe(5);
  const cold = script.flatMap(({ before }, index) =>
    before === 'sandbox-lost' || before === 'shut-down' ? [index] : [],
  );
  for (const index of [0, ...cold]) expect(invocations[index]!.isColdStart).toBe(true);
});
