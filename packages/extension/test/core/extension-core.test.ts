// What the simulation does not meet, or not often: ends that are under way at SHUTDOWN, ends that are told late or never.
import { createInvocationAssembler } from '@tracelake/otlp';
import { describe, expect, test } from 'vitest';
import { ExtensionCore } from '../../src/core/extension-core.ts';
import type { ExtensionEffect, ExtensionInput } from '../../src/core/extension-input.ts';
import { parseSettings } from '../../src/core/settings.ts';

const IDENTITY = { functionName: 'checkout', functionVersion: '7' };
const START_MS = Date.UTC(2026, 10, 1, 12);

type Happening = ExtensionInput extends infer Input ? (Input extends unknown ? Omit<Input, 'nowMs'> : never) : never;

/** A core whose writes succeed until `diskFailsAfterMs`; the effects of each step, and of the writes that it makes. */
function startedCore(
  environment: Record<string, string> = {},
  isManaged = false,
  diskFailsAfterMs = Infinity,
  initType = isManaged ? 'lambda-managed-instances' : 'on-demand',
) {
  const { settings } = parseSettings({ TRACELAKE_STREAM_NAME: 'spans', ...environment });
  const rows = createInvocationAssembler({
    ...IDENTITY,
    memorySizeMb: 2048,
    region: 'eu-central-1',
    isConcurrent: isManaged,
    initType,
  });
  const identity = { ...IDENTITY, serviceName: 'checkout' };
  const core = new ExtensionCore({ settings, rows, identity, fraction: () => 0.5, isManaged });
  core.step({ kind: 'started', hasTelemetry: true, segments: [], invocationState: null, nowMs: START_MS });
  return function step(afterMs: number, happening: Happening): ExtensionEffect[] {
    const effects = core.step({ ...happening, nowMs: START_MS + afterMs } as ExtensionInput);
    return effects.flatMap((effect) => {
      if (effect.kind !== 'spool-append') return [effect];
      const { segment, firstIndex } = effect;
      const isWritten = afterMs < diskFailsAfterMs;
      return [effect, ...step(afterMs, { kind: 'spool-appended', segment, firstIndex, isWritten })];
    });
  };
}

function platformEvent(type: string, afterMs: number, requestId: string, record: object): object {
  return { time: new Date(START_MS + afterMs).toISOString(), type, record: { requestId, ...record } };
}

function invoke(requestId: string, deadlineMs: number): Happening {
  const invokedFunctionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:checkout';
  return {
    kind: 'invoke',
    event: { eventType: 'INVOKE', requestId, deadlineMs: START_MS + deadlineMs, invokedFunctionArn },
  };
}

function kinds(effects: readonly ExtensionEffect[]): string[] {
  return effects.map(({ kind }) => kind);
}

function done(afterMs: number, requestId: string, durationMs: number, status = 'success'): Happening {
  const end = platformEvent('platform.runtimeDone', afterMs, requestId, { status, metrics: { durationMs } });
  return { kind: 'telemetry', events: [platformEvent('platform.start', afterMs - durationMs, requestId, {}), end] };
}

function sentText(effects: readonly ExtensionEffect[]): string {
  const calls = effects.filter((effect) => effect.kind === 'call');
  const documents = calls.flatMap(({ records }) => records.flat());
  return documents.map(({ bytes }) => Buffer.from(bytes).toString()).join('');
}

describe('SHUTDOWN of a managed instance', () => {
  test('the ends of its invocations that are under way are waited for', () => {
    const step = startedCore({}, true);
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
    const step = startedCore({}, true);
    step(20, { kind: 'telemetry', events: [platformEvent('platform.start', 10, 'a', { version: '7' })] });
    const event = { eventType: 'SHUTDOWN', shutdownReason: 'failure', deadlineMs: START_MS + 2_200 } as const;
    const [wake] = step(200, { kind: 'shutdown', event }).filter((effect) => effect.kind === 'wake');
    expect(wake).toBeDefined();
    expect(sentText(step(wake!.atMs! - START_MS, { kind: 'woken' }))).toContain('failure');
  });
});

describe('SHUTDOWN of an environment whose init fails before anybody called', () => {
  function initEnd(status: string): Happening {
    const time = new Date(START_MS + 30).toISOString();
    return {
      kind: 'telemetry',
      events: [{ time, type: 'platform.initRuntimeDone', record: { phase: 'init', status } }],
    };
  }
  function shutdown(shutdownReason: string): Happening {
    return { kind: 'shutdown', event: { eventType: 'SHUTDOWN', shutdownReason, deadlineMs: START_MS + 2_030 } };
  }
  const types = ['lambda-managed-instances', 'provisioned-concurrency', 'snap-start'];

  test.each(
    types.flatMap((type) => [
      [type, 'failure'],
      [type, 'spindown'],
    ]),
  )('waits for the end of that init: %s, %s', (type, reason) => {
    const step = startedCore({}, type === types[0], Infinity, type);
    expect(kinds(step(30, shutdown(reason)))).not.toContain('exit');
    const told = sentText(step(70, initEnd('error')).concat(step(90, { kind: 'woken' })));
    expect(told).toContain('checkout init');
    expect(told).toContain('"error"');
  });

  test('is not held by one that is known to have ended well', () => {
    const step = startedCore({}, true);
    step(30, initEnd('success'));
    expect(kinds(step(200, shutdown('spindown')))).toContain('exit');
  });

  test('is not held long where the end is never told, nor at all where the init was within a call', () => {
    const step = startedCore({}, true);
    const [wake] = step(30, shutdown('spindown')).filter((effect) => effect.kind === 'wake');
    expect(kinds(step(wake!.atMs! - START_MS, { kind: 'woken' }))).toContain('exit');
    expect(kinds(startedCore()(30, shutdown('spindown')))).toContain('exit');
  });
});

test('a write that fails at the very end is waited for, so that its rows are told as dropped', () => {
  const step = startedCore({ TRACELAKE_FLUSH: 'next' }, false, 200);
  step(0, invoke('a', 3_000));
  step(50, done(40, 'a', 40));
  step(100, invoke('b', 3_100));
  const outcome = { kind: 'answered', errors: ['ServiceUnavailableException'] } as const;
  step(110, { kind: 'called', id: 1, outcome });
  const event = { eventType: 'SHUTDOWN', shutdownReason: 'failure', deadlineMs: START_MS + 230 } as const;
  step(200, { kind: 'shutdown', event });
  const ended = step(300, { kind: 'woken' });
  expect(kinds(ended)).toContain('exit');
  expect(ended).toContainEqual({
    kind: 'log',
    line: 'tracelake: rows dropped: shutdown 1; the last call: 1 of 1 records were not accepted',
  });
});

test('what the platform could not tell is told as dropped', () => {
  const step = startedCore({ TRACELAKE_FLUSH: 'end' });
  step(0, invoke('a', 3_000));
  const lost = platformEvent('platform.logsDropped', 30, 'a', { droppedBytes: 900, droppedRecords: 3, reason: 'slow' });
  const { events } = done(40, 'a', 40) as Extract<Happening, { kind: 'telemetry' }>;
  const odd = [
    null,
    { type: 'platform.logsDropped' },
    platformEvent('platform.logsDropped', 31, 'a', { droppedRecords: -1 }),
  ];
  const sent = step(50, { kind: 'telemetry', events: [...odd, lost, ...events] });
  expect(sentText(sent)).toContain('"tracelake.dropped.telemetry_lost":3');
  expect(sent).toContainEqual({ kind: 'log', line: 'tracelake: rows dropped: telemetry_lost 3' });
});

describe('the end of an environment', () => {
  const shutdown = (shutdownReason: string, atMs: number): Happening => ({
    kind: 'shutdown',
    event: { eventType: 'SHUTDOWN', shutdownReason, deadlineMs: START_MS + atMs + 2_000 },
  });
  const refused = { kind: 'refused', status: 400, code: 'AccessDeniedException', message: '' } as const;

  /** One invocation, whose rows were refused. */
  function refusedOnce() {
    const step = startedCore({ TRACELAKE_FLUSH: 'end' });
    step(0, invoke('a', 3_000));
    expect(kinds(step(60, done(40, 'a', 40)))).toContain('call');
    expect(kinds(step(80, { kind: 'called', id: 1, outcome: refused }))).toContain('next');
    return step;
  }

  test('is one call more of a stream that took nothing, since what waits ends with it', () => {
    const step = refusedOnce();
    const last = step(1_000, shutdown('spindown', 1_000));
    expect(sentText(last)).toContain('"a"');
    expect(kinds(step(1_100, { kind: 'called', id: 2, outcome: { kind: 'answered', errors: [null] } }))).toEqual(
      expect.arrayContaining(['spool-remove', 'exit']),
    );
  });

  test('on a managed instance after a failure, too: no process comes behind it', () => {
    const step = startedCore({ TRACELAKE_FLUSH_INTERVAL_MS: '1000' }, true);
    step(60, done(40, 'a', 40));
    expect(kinds(step(1_100, { kind: 'woken' }))).toContain('call');
    step(1_120, { kind: 'called', id: 1, outcome: refused });
    expect(sentText(step(2_000, shutdown('failure', 2_000)))).toContain('"a"');
  });

  test('and only one', () => {
    const step = refusedOnce();
    step(1_000, shutdown('spindown', 1_000));
    const ended = kinds(step(1_100, { kind: 'called', id: 2, outcome: refused }));
    expect([ended.includes('exit'), ended.includes('call'), ended.includes('log')]).toEqual([true, false, false]);
  });

  test('is not put off by a clock that is set back in it', () => {
    const step = startedCore({ TRACELAKE_FLUSH: 'end' });
    step(0, invoke('a', 3_000));
    step(60, done(40, 'a', 40));
    step(80, { kind: 'called', id: 1, outcome: { ...refused, status: 503, code: 'ServiceUnavailableException' } });
    expect(kinds(step(1_000, shutdown('failure', 1_000)))).toContain('call');
    const outcome = { kind: 'unanswered', message: 'hang', isKeptSocket: false, isTimeout: true } as const;
    expect(kinds(step(-3_600_000, { kind: 'called', id: 2, outcome }))).toContain('exit');
  });

  test('after a failure it is none: the next process has them', () => {
    const ended = kinds(refusedOnce()(1_000, shutdown('failure', 1_000)));
    expect([ended.includes('exit'), ended.includes('call')]).toEqual([true, false]);
  });

  test('an init that spoils an invocation is waited for, which no INVOKE announces', () => {
    const step = startedCore();
    expect(kinds(step(100, shutdown('failure', 100)))).toEqual(['wake']);
    step(130, done(90, 'a', 40, 'error'));
    expect(sentText(step(160, { kind: 'woken' }))).toContain('"a"');
  });
});

describe('drops that were counted after the last call of an environment', () => {
  const event = { eventType: 'SHUTDOWN', shutdownReason: 'spindown', deadlineMs: START_MS + 62_000 } as const;
  const sent = { kind: 'answered', errors: [null] } as const;
  const report = { kind: 'telemetry', events: [platformEvent('platform.report', 41, 'a', {})] } as const;

  function droppedLate() {
    const step = startedCore({ TRACELAKE_FLUSH: 'end' });
    step(0, invoke('a', 3_000));
    step(60, done(40, 'a', 40));
    step(80, { kind: 'called', id: 1, outcome: sent });
    step(90, report);
    step(100, { kind: 'dropped', reason: 'body_malformed', count: 2 });
    return step;
  }

  test('are told by a row that goes alone', () => {
    const step = droppedLate();
    expect(sentText(step(60_000, { kind: 'shutdown', event }))).toContain('"tracelake.dropped.body_malformed":2');
    expect(kinds(step(60_020, { kind: 'called', id: 2, outcome: sent }))).toContain('exit');
  });

  test('over a new connection where the one before has died in the pause, and then no more', () => {
    const step = droppedLate();
    step(60_000, { kind: 'shutdown', event });
    const outcome = { kind: 'unanswered', message: 'reset', isKeptSocket: true, isTimeout: false } as const;
    expect(sentText(step(60_020, { kind: 'called', id: 2, outcome }))).toContain('body_malformed');
    expect(kinds(step(60_040, { kind: 'called', id: 3, outcome }))).toContain('exit');
  });
});

describe('the last invocation of an environment', () => {
  const event = { eventType: 'SHUTDOWN', shutdownReason: 'spindown', deadlineMs: START_MS + 62_000 } as const;
  const sent = { kind: 'answered', errors: [null] } as const;
  const report = (afterMs: number, requestId: string): Happening => {
    const metrics = { durationMs: 60, billedDurationMs: 61, memorySizeMB: 2048, maxMemoryUsedMB: 94 };
    return { kind: 'telemetry', events: [platformEvent('platform.report', afterMs, requestId, { metrics })] };
  };

  test('is reported when that environment ends: its bill and its memory are waited for', () => {
    const step = startedCore({ TRACELAKE_FLUSH: 'end' });
    step(0, invoke('a', 3_000));
    expect(sentText(step(60, done(40, 'a', 40)))).toContain('success');
    expect(kinds(step(80, { kind: 'called', id: 1, outcome: sent }))).toContain('next');
    expect(kinds(step(60_000, { kind: 'shutdown', event }))).toEqual(['wake']);
    expect(sentText(step(60_030, report(80, 'a')))).toContain('"4m":94');
    expect(kinds(step(60_060, { kind: 'called', id: 2, outcome: sent }))).toContain('exit');
  });

  test('is not waited for without end', () => {
    const step = startedCore({ TRACELAKE_FLUSH: 'end' });
    step(0, invoke('a', 3_000));
    step(60, done(40, 'a', 40));
    step(80, { kind: 'called', id: 1, outcome: sent });
    const [wake] = step(60_000, { kind: 'shutdown', event }).filter((effect) => effect.kind === 'wake');
    expect(wake!.atMs! - START_MS).toBeLessThanOrEqual(60_100);
    expect(kinds(step(wake!.atMs! - START_MS, { kind: 'woken' }))).toContain('exit');
  });

  test('is not taken as ended by the end of an attempt before it, which has its request id', () => {
    const step = startedCore({ TRACELAKE_FLUSH: 'next' });
    step(0, invoke('a', 3_000));
    step(50_000, invoke('a', 53_000));
    step(50_030, done(40, 'a', 40, 'error'));
    step(50_060, { kind: 'called', id: 1, outcome: sent });
    expect(kinds(step(60_000, { kind: 'shutdown', event }))).toEqual(['wake']);
    step(60_030, done(50_040, 'a', 40));
    expect(sentText(step(60_060, { kind: 'woken' }))).toContain('success');
  });
});

test('an INVOKE that is read behind the telemetry of its invocation has its rows sent, once', () => {
  const step = startedCore({ TRACELAKE_FLUSH: 'end' });
  step(60, done(40, 'a', 40));
  const sent = sentText(step(70, invoke('a', 3_000)));
  expect(sent.match(/"f":true/g)).toHaveLength(1);
  expect(kinds(step(90, { kind: 'called', id: 1, outcome: { kind: 'answered', errors: [null] } }))).toContain('next');
});

test('an end that is given up lies in the spool before the next process is told that it was', () => {
  const step = startedCore({ TRACELAKE_FLUSH: 'next' });
  for (const [i, requestId] of ['a', 'b', 'c'].entries()) step(i * 1_000, invoke(requestId, i * 1_000 + 3_000));
  const effects = step(3_000, invoke('d', 6_000));
  const row = effects.findIndex(({ kind }) => kind === 'spool-append');
  const state = effects.findIndex((effect) => effect.kind === 'save-state' && effect.text.includes('"sent"'));
  expect(row).toBeGreaterThanOrEqual(0);
  expect(state).toBeGreaterThan(row);
});

describe('an invocation that is stayed with', () => {
  const start = (afterMs: number, requestId: string): Happening => ({
    kind: 'telemetry',
    events: [platformEvent('platform.start', afterMs, requestId, {})],
  });
  const wakeOf = (effects: readonly ExtensionEffect[]): number =>
    Number(effects.findLast((effect) => effect.kind === 'wake')?.atMs) - START_MS;

  test('is long for a first one: its rows are sent at its end', () => {
    const step = startedCore({ TRACELAKE_FLUSH: 'end' });
    step(0, invoke('a', 15_000));
    expect(wakeOf(step(30, start(0, 'a')))).toBe(14_800);
    expect(kinds(step(5_030, done(5_000, 'a', 5_000)))).toContain('call');
  });

  test('does not hold the environment again and again where its end is never told', () => {
    const step = startedCore({ TRACELAKE_FLUSH: 'end' });
    step(0, invoke('a', 15_000));
    step(30, start(0, 'a'));
    expect(kinds(step(14_800, { kind: 'woken' }))).toContain('next');
    step(20_000, invoke('b', 35_000));
    expect(wakeOf(step(20_030, start(20_000, 'b')))).toBe(21_000);
    expect(kinds(step(21_000, { kind: 'woken' }))).toContain('next');
    expect(kinds(step(30_000, invoke('c', 45_000)))).toContain('next');
  });

  test('and ends after it was left was not missed', () => {
    const step = startedCore({ TRACELAKE_FLUSH: 'end' });
    for (const [i, requestId] of ['a', 'b', 'c'].entries()) {
      const atMs = 30_000 * i;
      for (const effect of step(atMs, invoke(requestId, atMs + 3_000))) {
        if (effect.kind !== 'call') continue;
        step(atMs + 20, { kind: 'called', id: effect.id, outcome: { kind: 'answered', errors: [null] } });
      }
      step(atMs + 30, start(atMs, requestId));
      expect(kinds(step(atMs + 2_799, { kind: 'woken' }))).not.toContain('next');
      expect(kinds(step(atMs + 2_800, { kind: 'woken' }))).toContain('next');
      step(atMs + 2_990, done(atMs + 2_950, requestId, 2_950));
    }
  });

  test('of which no start is told is left soon, and the third at once', () => {
    const step = startedCore({ TRACELAKE_FLUSH: 'end' });
    for (const [i, requestId] of ['a', 'b'].entries()) {
      expect(wakeOf(step(20_000 * i, invoke(requestId, 20_000 * i + 15_000)))).toBe(20_000 * i + 500);
      expect(kinds(step(20_000 * i + 500, { kind: 'woken' }))).toContain('next');
    }
    expect(kinds(step(40_000, invoke('c', 55_000)))).toContain('next');
  });
});

test('rows of a body that is still being read are written when they are many: a kill in its middle loses no more than 32 KiB of them', () => {
  const step = startedCore();
  const rows = Array.from({ length: 100 }, (_, i) => ({
    trace_id: 'ab'.repeat(16),
    span_id: (i + 1).toString(16).padStart(16, '0'),
    parent_span_id: 'cd'.repeat(8),
    start_time_unix_nano: BigInt(START_MS) * 1_000_000n,
    name: 'x'.repeat(1_000),
  }));
  let written = 0;
  for (const [i, row] of rows.entries()) {
    const effects = step(i, { kind: 'spans', rows: [row], isPart: true });
    expect(new Set(kinds(effects))).toEqual(new Set(effects.length > 0 ? ['spool-append'] : []));
    for (const effect of effects) if (effect.kind === 'spool-append') written += effect.frame.length;
    expect((i + 1) * 1_000 - written).toBeLessThan(32_768);
  }
  expect(kinds(step(100, { kind: 'spans', rows: [] }))).toContain('spool-append');
});
