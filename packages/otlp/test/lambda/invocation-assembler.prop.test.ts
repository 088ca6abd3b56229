// Whatever order, doubling and loss the platform's events come with: each attempt is told once, under the same id, and what was told last is right.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WideRow } from '../../src/index.ts';
import { derivedSpanId, derivedTraceId } from '../../src/lambda/derived-id.ts';
import { parseXrayHeader } from '../../src/lambda/xray-header.ts';
import { amendments, assembler, done, events, invoke, report, START_MS, start } from './platform-script.ts';

interface Attempt {
  readonly requestId: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly status: string;
}

/** One after the other, as Lambda runs them; a request id may come again. */
const attempts: fc.Arbitrary<Attempt[]> = fc
  .array(
    fc.record({ id: fc.nat(3), durationMs: fc.nat(2000), status: fc.constantFrom('success', 'error', 'timeout') }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((drawn) =>
    drawn.map(({ id, ...rest }, i) => ({ requestId: `r${id}`, startMs: START_MS + 10_000 * i, ...rest })),
  );

/** The runtime's time, of one that it never began the report's. */
function toldMs({ durationMs, status }: Attempt): number {
  return durationMs === 0 && status !== 'success' ? 1 : durationMs;
}

/** Rows after amendments, as a reader sees them. */
function folded(rows: readonly WideRow[]): WideRow[] {
  return events(rows).map((event) => {
    const late = amendments(rows).filter(({ span_id }) => span_id === event.span_id);
    return Object.assign({}, event, ...late) as WideRow;
  });
}

function inOrder(rows: readonly WideRow[]): WideRow[] {
  return [...rows].sort((a, b) => Number(BigInt(a.start_time_unix_nano!) - BigInt(b.start_time_unix_nano!)));
}

test('events that come late, doubled and in any order within a batch', () => {
  fc.assert(
    fc.property(attempts, fc.infiniteStream(fc.nat(99)), (all, chances) => {
      const chance = () => chances.next().value as number;
      const one = assembler();
      let late: object[] = [];
      for (const { requestId, startMs, durationMs, status } of all) {
        one.invoke(invoke(requestId), startMs + 1);
        const batch = [...late, start(requestId, startMs)];
        const ends = [
          done(requestId, startMs, durationMs, { status }),
          report(requestId, startMs, durationMs + 1, { status }),
        ];
        late = [];
        for (const end of ends) (late.length > 0 || chance() < 50 ? late : batch).push(end);
        if (chance() < 30) batch.push(...batch);
        one.telemetry(chance() < 20 ? batch.slice(0, 1) : []);
        one.telemetry(batch);
      }
      one.telemetry(late);
      one.shutdown('spindown', START_MS + 1_000_000);
      const rows = inOrder(folded(one.take()));
      expect(rows.map((row) => [row.faas_invocation_id, row.aws_lambda_status, row.duration_nano])).toEqual(
        all.map((attempt) => [attempt.requestId, attempt.status, toldMs(attempt) * 1_000_000]),
      );
      expect(rows.every((row) => row.aws_lambda_memory_used_mb === 94)).toBe(true);
      expect(new Set(rows.map(({ span_id }) => span_id)).size).toBe(all.length);
    }),
    { numRuns: 300 },
  );
});

test('events that are lost: no attempt is told twice, none that was announced is missing', () => {
  fc.assert(
    fc.property(attempts, fc.infiniteStream(fc.nat(99)), (all, chances) => {
      const chance = () => chances.next().value as number;
      let one = assembler();
      const rows: WideRow[] = [];
      for (const { requestId, startMs, durationMs, status } of all) {
        one.invoke(invoke(requestId), startMs + 1);
        const script = [
          start(requestId, startMs),
          done(requestId, startMs, durationMs, { status }),
          report(requestId, startMs, durationMs + 1, { status }),
        ];
        one.telemetry(script.filter(() => chance() < 60));
        rows.push(...one.take());
        if (chance() < 80) continue;
        // The environment is reset: the extension is told, and started again.
        one.shutdown('failure', startMs + durationMs + 5);
        rows.push(...one.take());
        const state = one.state();
        one = assembler();
        if (state !== null) one.restore(state);
      }
      one.shutdown('spindown', START_MS + 1_000_000);
      rows.push(...one.take());
      expect(inOrder(events(rows)).map(({ faas_invocation_id: id }) => id)).toEqual(
        all.map(({ requestId }) => requestId),
      );
      const told = new Set(events(rows).map(({ span_id }) => span_id));
      expect(told.size).toBe(all.length);
      for (const { span_id } of amendments(rows)) expect(told).toContain(span_id);
    }),
    { numRuns: 300 },
  );
});

test('derived ids: of the right form, never zero, different for different texts', () => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(fc.uuid(), fc.nat(9_999), (requestId, ms) => {
      const text = `${requestId} ${START_MS + ms}`;
      const id = derivedSpanId(text);
      expect(id).toMatch(/^[\da-f]{16}$/);
      expect(id).not.toBe('0'.repeat(16));
      expect(seen.get(id) ?? text).toBe(text);
      seen.set(id, text);
      const traceId = derivedTraceId(text, START_MS + ms);
      expect(traceId).toMatch(/^[\da-f]{32}$/);
      expect(Number.parseInt(traceId.slice(0, 8), 16)).toBe(Math.floor((START_MS + ms) / 1000));
    }),
    { numRuns: 2_000 },
  );
});

test('an X-Ray header is read whatever the order of its fields, and whatever else it has', () => {
  const fields = fc.shuffledSubarray([
    'Parent=53995c3f42cd8ad8',
    'Sampled=1',
    'Lineage=a87bd80c:0|b:1',
    'Self=1-2-3',
    'odd',
    '',
  ]);
  fc.assert(
    fc.property(fields, fc.nat(6), (others, place) => {
      const all = [...others.slice(0, place), 'Root=1-5759e988-BD862E3FE1BE46A994272793', ...others.slice(place)];
      const header = parseXrayHeader(all.join(';'));
      expect(header?.traceId).toBe('5759e988bd862e3fe1be46a994272793');
      expect(header?.parentSpanId).toBe(
        others.some((field) => field.startsWith('Parent')) ? '53995c3f42cd8ad8' : undefined,
      );
      expect(header?.isSampled).toBe(others.includes('Sampled=1'));
    }),
  );
  for (const bad of [
    undefined,
    null,
    4,
    '',
    'Root=1-x',
    'Root=1-5759e988',
    'Parent=53995c3f42cd8ad8;Sampled=1',
    ';;=',
  ]) {
    expect(parseXrayHeader(bad)).toBeUndefined();
  }
});
