// What the Telemetry API takes as a subscription and what it refuses: the documented ranges, both names of the sandbox.
import { expect, test } from 'vitest';
import { parseSubscription } from '../../src/lambda/telemetry-subscription.ts';

const VALID = {
  schemaVersion: '2025-01-29',
  types: ['platform', 'function'],
  buffering: { maxItems: 1000, maxBytes: 262_144, timeoutMs: 25 },
  destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain:4243/telemetry' },
};

const destination = (URI: string, protocol = 'HTTP') => ({ destination: { protocol, URI } });

test.each([
  ['the documented request', {}, { maxItems: 1000, timeoutMs: 25, port: 4243, path: '/telemetry' }],
  ['no buffering: the defaults', { buffering: undefined }, { maxItems: 10_000, maxBytes: 262_144, timeoutMs: 1000 }],
  [
    'the upper ends',
    { buffering: { maxItems: 10_000, maxBytes: 1_048_576, timeoutMs: 30_000 } },
    { timeoutMs: 30_000 },
  ],
  ['the short name of the sandbox', destination('http://sandbox:8999/'), { port: 8999, path: '/' }],
  ['an older schema', { schemaVersion: '2022-07-01' }, { port: 4243 }],
])('%s is taken', (_, change, expected) => {
  expect(parseSubscription(JSON.stringify({ ...VALID, ...change }))).toMatchObject(expected);
});

test.each([
  ['{', 'request body'],
  [{ schemaVersion: '2030-01-01' }, '2030-01-01'],
  [{ types: [] }, 'types'],
  [{ types: ['platform', 'metrics'] }, 'types'],
  [{ buffering: { timeoutMs: 24 } }, 'timeoutMs must be between 25 and 30000'],
  [{ buffering: { timeoutMs: 30_001 } }, 'timeoutMs'],
  [{ buffering: { maxItems: 999 } }, 'maxItems'],
  [{ buffering: { maxBytes: 262_143 } }, 'maxBytes'],
  [{ buffering: { maxBytes: '262144' } }, 'maxBytes'],
  [destination('http://127.0.0.1:4243'), 'sandbox.localdomain'],
  [destination('http://sandbox.localdomain:9001'), '9001'],
  [destination('http://sandbox.localdomain:4243', 'TCP'), 'HTTP'],
  [destination('sandbox'), 'HTTP'],
])('%j is refused', (change, message) => {
  const text = typeof change === 'string' ? change : JSON.stringify({ ...VALID, ...change });
  expect(parseSubscription(text)).toContain(message);
});
