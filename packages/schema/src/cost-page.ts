// The tables of docs/cost.md for the whole lake, computed: a lake beside other places for spans, and what questions cost. A test keeps them equal.
import { AWS_PRICES } from './aws-prices.ts';
import { MEASURED_BYTES, questionCost, spansCost } from './lake-cost.ts';

/** Datadog's list price of a million indexed spans, kept 15 days; what is ingested beyond its allotment comes on top. */
const SAAS_PER_MILLION_SPANS = 1.7;

const MILLION = 1e6;
const BYTES_PER_GB = 1e9;
const SPANS_PER_TRACE = 5;
const FILES = 100;
const DYNAMODB = { writeUnitBytes: 1_024, readUnitBytes: 8_192, overheadBytes: 100 } as const;

interface Place {
  readonly name: string;
  readonly takeUsd: number;
  /** `null`: it is in the price of taking. */
  readonly keepUsd: number | null;
  readonly askUsd: number | null;
  readonly formula: string;
}

export function placesTable(): string {
  const lines = places().map(({ name, takeUsd, keepUsd, askUsd, formula }) =>
    row(name, usd(takeUsd), usd(keepUsd), usd(askUsd), formula),
  );
  return [
    row('where', 'to take', 'to keep a month', 'a question over all', 'how it is counted'),
    rule(5),
    ...lines,
  ].join('\n');
}

function places(): readonly Place[] {
  const { row: rowBytes, stored, errors } = MEASURED_BYTES;
  const { ingestUsd, ingestRareUsd, storageUsdPerMonth } = spansCost();
  const gb = (rowBytes * MILLION) / BYTES_PER_GB;
  const ask = questionCost(errors * MILLION, FILES);
  const traces = MILLION / SPANS_PER_TRACE;
  const writeUnits = Math.ceil(rowBytes / DYNAMODB.writeUnitBytes);
  const kept = ((rowBytes + DYNAMODB.overheadBytes) * MILLION) / BYTES_PER_GB;
  const readUnits = (kept * BYTES_PER_GB) / DYNAMODB.readUnitBytes;
  return [
    {
      name: '**Tracelake**, busy functions',
      takeUsd: ingestUsd,
      keepUsd: storageUsdPerMonth,
      askUsd: ask.duckdbUsd,
      formula: `${rowBytes} bytes a row × 1.02 to Firehose with conversion; ${stored} bytes a span in S3; DuckDB in Lambda reads ${errors} bytes a span of ${FILES} files`,
    },
    {
      name: '**Tracelake**, functions called once a minute',
      takeUsd: ingestRareUsd,
      keepUsd: storageUsdPerMonth,
      askUsd: ask.athenaUsd,
      formula:
        'two units of 5 KB an invocation of 5 spans, and 0.055 GB-seconds that it waits at 1 GB; the question on Athena',
    },
    {
      name: 'CloudWatch Logs, a JSON line a span',
      takeUsd: gb * AWS_PRICES.logsPerGb,
      keepUsd: gb * AWS_PRICES.logsKeptShare * AWS_PRICES.logsPerGbMonth,
      askUsd: gb * AWS_PRICES.logsInsightsPerGb,
      formula: `the same row as a line: ${AWS_PRICES.logsPerGb} a GB; kept at ${AWS_PRICES.logsKeptShare} of its bytes; Insights reads all of it`,
    },
    {
      name: 'X-Ray',
      takeUsd: traces * AWS_PRICES.xrayPerTrace,
      keepUsd: null,
      askUsd: traces * AWS_PRICES.xrayPerTraceRead,
      formula: `${SPANS_PER_TRACE} spans a trace, all recorded; 30 days; a question scans every trace`,
    },
    {
      name: 'DynamoDB on demand, an item a span',
      takeUsd: MILLION * writeUnits * AWS_PRICES.dynamodbPerWriteUnit,
      keepUsd: kept * AWS_PRICES.dynamodbPerGbMonth,
      askUsd: readUnits * AWS_PRICES.dynamodbPerReadUnit,
      formula: `${writeUnits} write units an item; 100 bytes more of its own; a question is a scan`,
    },
    {
      name: 'A SaaS: Datadog, indexed spans',
      takeUsd: SAAS_PER_MILLION_SPANS,
      keepUsd: null,
      askUsd: null,
      formula: 'its list price; 15 days; with what is ingested beyond the allotment on top',
    },
  ];
}

const QUESTIONS = [
  ['count and p95 by name', MEASURED_BYTES.latency],
  ['errors by route', MEASURED_BYTES.errors],
  ['by an attribute without a column', MEASURED_BYTES.attribute],
] as const;
const RANGES = [
  ['an hour of 400,000 spans', 400_000, 12],
  ['a day of 10 million', 10_000_000, 288],
  ['30 days of 10 million', 300_000_000, 8_640],
] as const;

/** Files as Firehose writes them at 300 seconds. */
export function questionsTable(): string {
  const head = row('question', ...RANGES.map(([range]) => range));
  const lines = QUESTIONS.map(([question, bytesPerSpan]) =>
    row(
      question,
      ...RANGES.map(([, spans, files]) => {
        const { duckdbUsd, athenaUsd } = questionCost(spans * bytesPerSpan, files);
        return `${usd(duckdbUsd)} / ${usd(athenaUsd)}`;
      }),
    ),
  );
  return [head, rule(RANGES.length + 1), ...lines].join('\n');
}

function usd(amount: number | null): string {
  if (amount === null) return 'in it';
  const digits = Math.max(2, 1 - Math.floor(Math.log10(amount)));
  return amount.toFixed(digits);
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function rule(columns: number): string {
  return row(...Array.from({ length: columns }, () => '---'));
}
