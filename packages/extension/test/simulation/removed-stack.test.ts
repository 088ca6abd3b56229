// A function that keeps the layer where its stream is gone, may not be written to, or cannot be reached: what that adds to its invocations.
import { seededRandom } from '@tracelake/testkit';
import { describe, expect, it, test } from 'vitest';
import { parseSettings } from '../../src/core/settings.ts';
import { EventQueue } from './event-queue.ts';
import { RowLedger, requestIdOf } from './row-ledger.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { SimulatedExtension } from './simulated-extension.ts';
import { SimulatedFirehose, type Weather } from './simulated-firehose.ts';

const START_MS = Date.UTC(2026, 10, 1);
const WORK_MS = 50;
/** From the runtime's end until the platform tells of it. */
const TOLD_MS = 25;
const FIVE_MINUTES_MS = 300_000;

/** An invocation each `gapMs` for so long; what each call, and each invocation beyond its telemetry, added. */
function live(weather: Weather, mode: string, gapMs: number, forMs: number) {
  const random = seededRandom(11);
  const queue = new EventQueue(START_MS);
  const { settings } = parseSettings({ TRACELAKE_STREAM_NAME: 'traces', TRACELAKE_FLUSH: mode });
  const firehose = new SimulatedFirehose(random);
  firehose.weather = weather;
  const ledger = new RowLedger();
  const disk = new SimulatedDisk(random);
  const world = { queue, disk, firehose, ledger, random, settings, hasAmendments: true, clockOffsetMs: 0 };
  const extension = new SimulatedExtension(world, true);
  const addedMs: number[] = [];
  for (let number = 1; queue.nowMs < START_MS + forMs; number++) {
    const startMs = queue.nowMs;
    const requestId = requestIdOf(-number);
    const say = (afterMs: number, toldMs: number, type: string, record: object) => {
      const event = { time: new Date(startMs + afterMs).toISOString(), type, record: { requestId, ...record } };
      queue.after(toldMs, () => extension.tell({ kind: 'telemetry', events: [event] }));
    };
    extension.isAsking = false;
    extension.thaw();
    const invokedFunctionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:checkout';
    const event = { eventType: 'INVOKE', requestId, deadlineMs: startMs + 3_000, invokedFunctionArn } as const;
    extension.tell({ kind: 'invoke', event });
    say(0, 1, 'platform.start', { version: '7' });
    say(WORK_MS, WORK_MS + TOLD_MS, 'platform.runtimeDone', { status: 'success', metrics: { durationMs: WORK_MS } });
    queue.run(() => extension.isAsking && queue.nowMs >= startMs + WORK_MS, startMs + 3_000);
    addedMs.push(Math.max(0, extension.askedAtMs - startMs - WORK_MS - TOLD_MS));
    queue.run(() => false, queue.nowMs + TOLD_MS + 5);
    extension.freeze();
    queue.sleep(gapMs);
  }
  return { calls: extension.calls, lines: extension.logLines, addedMs };
}

describe.each([
  ['gone', 1],
  ['denied', 1],
  // The first connection may only have come too late on a starved processor.
  ['no-route', 2],
] as const)('where the stream is %s', (weather, tries) => {
  test.each(['auto', 'end', 'next'])('flushing at %s: a try adds 100 ms at most, and nothing else anything', (mode) => {
    const { calls, lines, addedMs } = live(weather, mode, 1_000, FIVE_MINUTES_MS - 5_000);
    expect([calls, lines]).toEqual([tries, 1]);
    expect(Math.max(...addedMs)).toBeLessThanOrEqual(100);
    expect(addedMs.filter((ms) => ms > 0).length).toBeLessThanOrEqual(tries);
  });

  it('there is one more try each five minutes, and no other line', () => {
    const { calls, lines, addedMs } = live(weather, 'auto', 20_000, 4 * FIVE_MINUTES_MS);
    expect([calls, lines]).toEqual([tries + 3, 1]);
    expect(Math.max(...addedMs)).toBeLessThanOrEqual(100);
  });
});
