// What the flush modes cost, and what filling records saves, computed: docs/cost.md has the tables, a test keeps them equal.
import { AWS_PRICES } from '@tracelake/schema';
import { BILLING_UNIT_BYTES } from '../core/document-packing.ts';

/** Firehose ingest and format conversion per GB of billed units, Lambda per GB-second. */
export const PRICES = {
  firehosePerGb: AWS_PRICES.firehosePerGb + AWS_PRICES.firehoseConversionPerGb,
  lambdaPerGbSecond: AWS_PRICES.lambdaPerGbSecond,
} as const;

/** What is assumed of a caller; measured where `docs/cost.md` says so. */
export const ASSUMPTIONS = {
  spans: 5,
  /** A row's bytes: some for itself, and a share of its span's as OTLP/JSON (`node scripts/bench.mjs documents`, 4 spans a request: 354 of 479, 1,186 of 2,224). */
  rowBytes: 126,
  rowShare: 0.477,
  eventBytes: 720,
  /** What the report corrects: the billed time, which holds the extension's own stay, and the memory used. */
  amendmentBytes: 250,
  /** How many invocations of a mode get one. */
  amended: { end: 0.9, next: 0.5, auto: 0.5 },
  durationMs: 100,
  /** From the runtime's end until the platform has told it. */
  telemetryMs: 30,
  callMs: 25,
} as const;

const GIGABYTE = 1e9;
const MILLION = 1e6;
const INTERVAL_S = 10;
/** Gaps that `auto` sees before it takes a caller for busy. */
const INVOCATIONS_UNTIL_BUSY = 4;

export interface Caller {
  readonly name: string;
  /** Invocations of one environment in one go, and how many of them fall into one batch of `auto`. */
  readonly burst: number;
  readonly perBatch: number;
}

export const CALLERS: readonly Caller[] = [
  { name: 'rare: one a minute', burst: 1, perBatch: 1 },
  { name: 'steady: 2 a second', burst: 1_000, perBatch: 2 * INTERVAL_S },
  { name: 'bursts: 50 in 10 s, then rest', burst: 50, perBatch: 46 },
];

export interface Cost {
  readonly firehose: number;
  readonly addedLambda: number;
}

/** Dollars a million invocations. */
export function costOf(mode: 'end' | 'next' | 'auto', caller: Caller, memoryMb: number, spanBytes: number): Cost {
  const bytes = bytesOf(mode, spanBytes);
  const alone = { units: units(bytes), addedMs: ASSUMPTIONS.telemetryMs + ASSUMPTIONS.callMs };
  const beside = Math.max(0, ASSUMPTIONS.callMs - ASSUMPTIONS.durationMs);
  if (mode === 'end') return dollars(alone.units, alone.addedMs, memoryMb);
  if (mode === 'next') return dollars(alone.units, beside, memoryMb);
  const atTheEnd = Math.min(caller.burst, INVOCATIONS_UNTIL_BUSY) / caller.burst;
  const batched = units(bytes * caller.perBatch) / caller.perBatch;
  return dollars(
    atTheEnd * alone.units + (1 - atTheEnd) * batched,
    atTheEnd * alone.addedMs + ((1 - atTheEnd) * beside) / caller.perBatch,
    memoryMb,
  );
}

/** Of one invocation's rows. */
export function bytesOf(mode: 'end' | 'next' | 'auto', spanBytes: number): number {
  const { spans, rowBytes, rowShare, eventBytes, amendmentBytes, amended } = ASSUMPTIONS;
  return spans * (rowBytes + rowShare * spanBytes) + eventBytes + amended[mode] * amendmentBytes;
}

function units(bytes: number): number {
  return Math.ceil(bytes / BILLING_UNIT_BYTES);
}

function dollars(unitsEach: number, addedMs: number, memoryMb: number): Cost {
  return {
    firehose: (unitsEach * BILLING_UNIT_BYTES * MILLION * PRICES.firehosePerGb) / GIGABYTE,
    addedLambda: (addedMs / 1_000) * (memoryMb / 1_024) * MILLION * PRICES.lambdaPerGbSecond,
  };
}

export function costTable(): string {
  const lines = ['| caller | memory | a span | `end` | `next` | `auto` |', '| --- | --- | --- | --- | --- | --- |'];
  for (const caller of CALLERS) {
    for (const memoryMb of [128, 1_024]) {
      for (const spanBytes of [512, 1_024, 2_048]) {
        const cells = (['end', 'next', 'auto'] as const).map((mode) => cell(costOf(mode, caller, memoryMb, spanBytes)));
        lines.push(`| ${caller.name} | ${memoryMb} MB | ${spanBytes / 1_024} KB | ${cells.join(' | ')} |`);
      }
    }
  }
  return lines.join('\n');
}

/** Rows of one invocation, of a few, of a batch of \`auto\`. */
const PACKED_ROWS = [6, 24, 120] as const;
const ROW_BYTES = [300, 500, 700, 1_200, 2_400] as const;

/** How many times the units one record a row would take. */
export function unitsTable(): string {
  const lines = [
    `| a row | ${PACKED_ROWS.map((rows) => `${rows} rows a record`).join(' | ')} | at best |`,
    `| --- | ${'--- | '.repeat(PACKED_ROWS.length)}--- |`,
  ];
  for (const rowBytes of ROW_BYTES) {
    const packed = PACKED_ROWS.map((rows) => (rows * units(rowBytes)) / units(rows * rowBytes));
    const cells = [...packed, (units(rowBytes) * BILLING_UNIT_BYTES) / rowBytes].map(
      (times) => `${times.toFixed(1)} ×`,
    );
    lines.push(`| ${rowBytes.toLocaleString('en')} bytes | ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

function cell({ firehose, addedLambda }: Cost): string {
  const sum = firehose + addedLambda;
  return `${sum.toFixed(2)} (${firehose.toFixed(2)} + ${addedLambda.toFixed(2)})`;
}
