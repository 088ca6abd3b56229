// Many invocations at once, as on managed instances: each has one event, however many others begin and end beside it, and however late its spans come.
import { expect, test } from 'vitest';
import type { WideRow } from '../../src/index.ts';
import { assembler, events, report, START_MS, span, start } from './platform-script.ts';

/** One every 50 ms, of 40 ms. */
const OTHERS = 300;

const handlerOf = (requestId: string, atMs: number, id: number): WideRow =>
  span({
    trace_id: id.toString(16).padStart(32, 'a'),
    span_id: id.toString(16).padStart(16, 'b'),
    start_time_unix_nano: BigInt(atMs) * 1_000_000n,
    faas_invocation_id: requestId,
    kind: 'SERVER',
  });

test('one that takes long is told at its report, whatever others began and ended meanwhile', () => {
  const one = assembler({ isConcurrent: true });
  const rows: WideRow[] = [];
  one.telemetry([start('long', START_MS)]);
  for (let i = 0; i < OTHERS; i++) {
    const atMs = START_MS + 50 * i;
    one.telemetry([start(`r${i}`, atMs)]);
    one.telemetry([report(`r${i}`, atMs, 40)]);
    rows.push(...one.take());
  }
  one.telemetry([report('long', START_MS, 15_000)]);
  rows.push(...one.take());
  const told = rows.filter((row) => row.faas_invocation_id === 'long');
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ main: true, duration_nano: 15_000_000_000, aws_lambda_status: 'success' });
});

test('as many as run at once are told at their reports; the next process is told of 64 of them', () => {
  const one = assembler({ isConcurrent: true });
  const ids = Array.from({ length: OTHERS }, (_, i) => `r${i}`);
  for (const [i, id] of ids.entries()) one.telemetry([start(id, START_MS + i)]);
  expect(one.take()).toEqual([]);
  expect(JSON.parse(one.state()!).invocations).toHaveLength(64);
  for (const [i, id] of ids.entries()) one.telemetry([report(id, START_MS + i, 1_000)]);
  const told = events(one.take());
  expect(told.map((row) => row.faas_invocation_id)).toEqual(ids);
  expect(told.every((row) => row.aws_lambda_status === 'success')).toBe(true);
});

test('spans that come hundreds of invocations later go under their own', () => {
  const one = assembler({ isConcurrent: true });
  for (let i = 0; i < OTHERS; i++) {
    const atMs = START_MS + 50 * i;
    one.telemetry([start(`r${i}`, atMs)]);
    one.telemetry([report(`r${i}`, atMs, 40)]);
  }
  const before = one.take();
  one.spans(Array.from({ length: OTHERS }, (_, i) => handlerOf(`r${i}`, START_MS + 50 * i + 3, i)));
  one.shutdown('spindown', START_MS + 60_000);
  const late = one.take();
  expect(events(late)).toEqual([]);
  expect(late).toHaveLength(OTHERS);
  for (const [i, event] of before.entries()) {
    expect(late[i]).toMatchObject({ faas_invocation_id: `r${i}`, main: false });
    expect(late[i]!.links).toMatchObject([{ trace_id: event.trace_id, span_id: event.span_id }]);
  }
});

test('and so do their owners', () => {
  const one = assembler({ isConcurrent: true });
  one.telemetry([start('first', START_MS)]);
  one.telemetry([report('first', START_MS, 40)]);
  const [event] = one.take();
  one.ownerOf(event!)!.isLeftOut = true;
  for (let i = 0; i < OTHERS; i++) {
    one.telemetry([start(`r${i}`, START_MS + 50)]);
    one.telemetry([report(`r${i}`, START_MS + 50, 40)]);
  }
  one.take();
  one.spans([handlerOf('first', START_MS + 3, 1)]);
  const [late] = one.take();
  expect(one.ownerOf(late!)).toBe(one.ownerOf(event!));
});

test('a request that nobody tells of is told of, and is not waited for for ever', () => {
  const one = assembler({ isConcurrent: true });
  one.spans([handlerOf('elsewhere', START_MS, 1)]);
  expect(one.take()).toEqual([]);
  for (let i = 0; i < 2 * OTHERS; i++) {
    one.telemetry([start(`r${i}`, START_MS + 50)]);
    one.telemetry([report(`r${i}`, START_MS + 50, 40)]);
  }
  expect(events(one.take()).filter((row) => row.faas_invocation_id === 'elsewhere')).toHaveLength(1);
});

test('a hundred that their own spans name before telemetry does are a hundred', () => {
  const one = assembler({ isConcurrent: true });
  const ids = Array.from({ length: 100 }, (_, i) => `r${i}`);
  one.spans(ids.map((id, i) => handlerOf(id, START_MS + i, i)));
  one.telemetry(ids.map((id, i) => start(id, START_MS + i)));
  one.telemetry(ids.map((id, i) => report(id, START_MS + i, 40)));
  const told = events(one.take());
  expect(new Set(told.map((row) => row.span_id)).size).toBe(100);
  expect(told).toHaveLength(100);
});

test('once many that ran at once are over no more of them are remembered than of others', () => {
  const one = assembler({ isConcurrent: true });
  const ids = Array.from({ length: 1_000 }, (_, i) => `r${i}`);
  for (const id of ids) one.telemetry([start(id, START_MS)]);
  for (const id of ids) one.telemetry([report(id, START_MS, 1_000)]);
  one.telemetry([start('next', START_MS + 2_000)]);
  expect(ids.filter((id) => one.endOf(id) === 'reported').length).toBeLessThanOrEqual(512);
});

/** Short ones, of each of which its span is heard before the telemetry of them all. */
function burst(count: number, spansAfterMs = 0) {
  const one = assembler({ isConcurrent: true });
  const ids = Array.from({ length: count }, (_, i) => `r${i}`);
  one.spans(ids.map((id, i) => handlerOf(id, START_MS + i + spansAfterMs, i)));
  const early = events(one.take()).length;
  const batch = ids.flatMap((id, i) => [start(id, START_MS + i), report(id, START_MS + i, 5)]);
  one.telemetry(batch);
  return { one, batch, early };
}

test('five hundred in a tenth of a second wait for telemetry', () => {
  const { one, early } = burst(500);
  expect(early).toBe(0);
  expect(events(one.take()).filter((row) => row.aws_lambda_status === 'success')).toHaveLength(500);
});

test('where more were told before their telemetry came, each is amended by what that says', () => {
  const { one, early } = burst(2_000);
  expect(early).toBeGreaterThan(1_000);
  const rows = one.take();
  const told = new Set(rows.filter((row) => row.aws_lambda_status === 'success').map((row) => row.faas_invocation_id));
  expect(told.size).toBe(2_000);
  expect(events(rows)).toHaveLength(2_000 - early);
});

test.each([100, 2_000])('a batch of telemetry of %i that comes again tells of nothing twice', (count) => {
  const { one, batch } = burst(count, 1);
  for (let i = 0; i < 1_000; i++) {
    one.telemetry([start(`s${i}`, START_MS + 5_000)]);
    one.telemetry([report(`s${i}`, START_MS + 5_000, 40)]);
  }
  one.take();
  one.telemetry(batch);
  one.shutdown('spindown', START_MS + 60_000);
  expect(events(one.take())).toEqual([]);
});
