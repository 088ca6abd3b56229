// What the simulation does not meet: a managed instance that ends while the ends of its invocations are under way.
import { createInvocationAssembler } from '@tracelake/otlp';
import { describe, expect, test } from 'vitest';
import { ExtensionCore } from '../../src/core/extension-core.ts';
import type { ExtensionEffect, ExtensionInput } from '../../src/core/extension-input.ts';
import { parseSettings } from '../../src/core/settings.ts';

const IDENTITY = { functionName: 'checkout', functionVersion: '7' };
const START_MS = Date.UTC(2026, 10, 1, 12);

type Happening = ExtensionInput extends infer Input ? (Input extends unknown ? Omit<Input, 'nowMs'> : never) : never;

function managedCore() {
  const { settings } = parseSettings({ TRACELAKE_STREAM_NAME: 'spans' });
  const rows = createInvocationAssembler({
    ...IDENTITY,
    memorySizeMb: 2048,
    region: 'eu-central-1',
    isConcurrent: true,
  });
  const core = new ExtensionCore({
    settings,
    rows,
    identity: { ...IDENTITY, serviceName: 'checkout' },
    fraction: () => 0.5,
    isManaged: true,
  });
  return (afterMs: number, happening: Happening): ExtensionEffect[] =>
    core.step({ ...happening, nowMs: START_MS + afterMs } as ExtensionInput);
}

function platformEvent(type: string, afterMs: number, requestId: string, record: object): object {
  return { time: new Date(START_MS + afterMs).toISOString(), type, record: { requestId, ...record } };
}

function sentText(effects: readonly ExtensionEffect[]): string {
  const calls = effects.filter((effect) => effect.kind === 'call');
  const documents = calls.flatMap(({ records }) => records.flat());
  return documents.map(({ bytes }) => Buffer.from(bytes).toString()).join('');
}

describe('SHUTDOWN of a managed instance', () => {
  test('the ends of its invocations that are under way are waited for', () => {
    const step = managedCore();
    step(0, { kind: 'started', hasTelemetry: true, segments: [], invocationState: null });
    const starts = ['a', 'b'].map((id) => platformEvent('platform.start', 10, id, { version: '7' }));
    step(20, { kind: 'telemetry', events: starts });
    const event = { eventType: 'SHUTDOWN', shutdownReason: 'spindown', deadlineMs: START_MS + 2_200 } as const;
    expect(sentText(step(200, { kind: 'shutdown', event }))).toBe('');
    const done = (id: string) =>
      platformEvent('platform.runtimeDone', 190, id, { status: 'success', metrics: { durationMs: 180 } });
    expect(sentText(step(300, { kind: 'telemetry', events: [done('a')] }))).toBe('');
    const sent = sentText(step(400, { kind: 'telemetry', events: [done('b')] }));
    expect(sent.match(/success/g)).toHaveLength(2);
    expect(sent).not.toContain('failure');
  });

  test('one whose end is never told does not hold it', () => {
    const step = managedCore();
    step(0, { kind: 'started', hasTelemetry: true, segments: [], invocationState: null });
    step(20, { kind: 'telemetry', events: [platformEvent('platform.start', 10, 'a', { version: '7' })] });
    const event = { eventType: 'SHUTDOWN', shutdownReason: 'failure', deadlineMs: START_MS + 2_200 } as const;
    const [wake] = step(200, { kind: 'shutdown', event }).filter((effect) => effect.kind === 'wake');
    expect(wake).toBeDefined();
    expect(sentText(step(wake!.atMs! - START_MS, { kind: 'woken' }))).toContain('failure');
  });
});
