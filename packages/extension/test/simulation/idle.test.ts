// Thirty days in which nothing happens, on a Firehose that counts its calls. A frozen environment trivially does nothing; so the harder case is
// tried, too: one that is never frozen, as between two invocations of a busy function or beside a debugger.
import { seededRandom } from '@tracelake/testkit';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/core/settings.ts';
import { EventQueue } from './event-queue.ts';
import { RowLedger, requestIdOf } from './row-ledger.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { SimulatedExtension } from './simulated-extension.ts';
import { SimulatedFirehose } from './simulated-firehose.ts';

const START_MS = Date.UTC(2026, 10, 1);
const MONTH_MS = 30 * 24 * 60 * 60 * 1_000;
const SETTLING_MS = 60_000;

/** One invocation behind it, asking for the next. */
function usedEnvironment(mode: string) {
  const random = seededRandom(7);
  const queue = new EventQueue(START_MS);
  const { settings } = parseSettings({ TRACELAKE_STREAM_NAME: 'traces', TRACELAKE_FLUSH: mode });
  const disk = new SimulatedDisk(random);
  const firehose = new SimulatedFirehose(random);
  const ledger = new RowLedger();
  const world = { queue, disk, firehose, ledger, random, settings, hasAmendments: true, clockOffsetMs: 0 };
  const extension = new SimulatedExtension(world, true);
  const requestId = requestIdOf(-1);
  const at = () => new Date(queue.nowMs).toISOString();
  const telemetry = (type: string, record: object) =>
    extension.tell({ kind: 'telemetry', events: [{ time: at(), type, record: { requestId, ...record } }] });
  extension.isAsking = false;
  const invokedFunctionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:checkout';
  const event = { eventType: 'INVOKE', requestId, deadlineMs: START_MS + 3_000, invokedFunctionArn } as const;
  extension.tell({ kind: 'invoke', event });
  telemetry('platform.start', { version: '7' });
  queue.run(() => false, START_MS + 50);
  telemetry('platform.runtimeDone', { status: 'success', metrics: { durationMs: 50, producedBytes: 20 } });
  queue.run(() => false, START_MS + SETTLING_MS);
  return { extension, queue };
}

describe.each(['auto', 'end', 'next'])('thirty idle days, flushing at %s', (mode) => {
  it('are no call of Firehose, no log line and no event while the environment is frozen', () => {
    const { extension, queue } = usedEnvironment(mode);
    const { calls, logLines } = extension;
    extension.freeze();
    queue.sleep(MONTH_MS);
    queue.run(() => false, queue.nowMs);
    expect([extension.isAsking, extension.calls - calls, extension.logLines - logLines]).toEqual([true, 0, 0]);
  });

  it('are none either where it is not: no timer of its own sends anything', () => {
    const { extension, queue } = usedEnvironment(mode);
    const { calls, logLines } = extension;
    queue.run(() => false, queue.nowMs + MONTH_MS);
    expect([extension.isAlive, extension.calls - calls, extension.logLines - logLines]).toEqual([true, 0, 0]);
  });
});

it('the invocation before them was sent, so that the counts can be other than 0', () => {
  expect(usedEnvironment('end').extension.calls).toBe(1);
});
