// Five minutes of all that a server takes, then a minute at 20,000 spans a second; the sender is on the same cores.
import { expect, test } from 'vitest';
import { endProcesses } from '../e2e/spawned-process.ts';
import { type LoadReport, runLoad } from '../load/load-run.ts';
import { amountOf, grouped, type ProofLine, writeLines } from './proof-line.ts';

const SECONDS = amountOf('LOAD_SECONDS', 300);
const PACED_SPANS_PER_SECOND = 20_000;
const lines: ProofLine[] = [];

endProcesses('after each');

function linesOf(title: string, report: LoadReport): ProofLine[] {
  const { ackMs, coldAckMs, senderDelayMsP99, cpuMicrosPerSpan, residentMb, residentMbMax, logMb, deferred } = report;
  return [
    {
      what: `${title}, ${Math.round(report.seconds)} s`,
      result: `${grouped(report.acknowledgedSpans / report.seconds)} spans/s: ${grouped(report.acknowledgedSpans)} acknowledged, ${grouped(report.rolledSpans)} rolled`,
    },
    {
      what: 'acknowledged after, p50 / p99 / most, from the third second on',
      result: `${ackMs.p50.toFixed(1)} / ${ackMs.p99.toFixed(1)} / ${ackMs.max.toFixed(0)} ms; ${grouped(deferred)} told to wait; the sender itself late by ${senderDelayMsP99.toFixed(1)} ms, p99`,
    },
    {
      what: 'in the first two seconds, while its code is compiled, p99 / most',
      result: `${coldAckMs.p99.toFixed(0)} / ${coldAckMs.max.toFixed(0)} ms`,
    },
    { what: 'CPU time of the server a span', result: `${cpuMicrosPerSpan.toFixed(1)} µs` },
    { what: 'queryable after, p99', result: `${grouped(report.freshnessMsP99)} ms` },
    {
      what: 'memory of the server, most, and at each tenth of the time',
      result: `${grouped(residentMbMax)} MB; ${residentMb.map(Math.round).join(' ')}`,
    },
    { what: 'log not landed, most in either half', result: logMb.map((mb) => `${Math.round(mb)} MB`).join(', ') },
  ];
}

test('what is acknowledged as fast as it is taken is rolled as fast', async () => {
  const options = { seconds: SECONDS, connections: 4, spansPerBody: 500, spansPerSecond: 0 };
  const report = await runLoad(options);
  lines.push(...linesOf('as fast as it is taken', report));
  writeLines('load', lines);
  expect(report.rolledSpans).toBe(report.acknowledgedSpans);
  expect(report.acknowledgedSpans).toBeGreaterThan(0);
});

test('at 20,000 spans a second', async () => {
  const seconds = Math.ceil(SECONDS / 5);
  const options = { seconds, connections: 4, spansPerBody: 500, spansPerSecond: PACED_SPANS_PER_SECOND };
  const report = await runLoad(options);
  lines.push(...linesOf('at 20,000 spans/s', report));
  writeLines('load', lines);
  expect(report.rolledSpans).toBe(report.acknowledgedSpans);
});
