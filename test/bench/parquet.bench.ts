// Rows a second of our Parquet writer beside hyparquet-writer, on the same decoded spans; each in a process of its own,
// because one after the other in one process they slow each other down.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defaultParquetCodec, summarizeFields, writeParquet } from '@tracelake/lake';
import { type ColumnBatch, SPANS_TABLE } from '@tracelake/schema';
import { type BatchRow, batchToRows, benchBatch, benchSpans } from '@tracelake/testkit';
import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';

const ROWS = 30_000;
const ROUNDS = 7;

type Candidate = (batch: ColumnBatch) => () => number;

/** Each prepares what its work starts from, and returns the work, which returns the bytes it made. */
const CANDIDATES: Record<string, Candidate> = {
  [`writeParquet, ${defaultParquetCodec().name}`]: (batch) => () =>
    writeParquet(batch, SPANS_TABLE, { codec: defaultParquetCodec() }).length,
  'writeParquet, none': (batch) => () =>
    writeParquet(batch, SPANS_TABLE, { codec: { name: 'none', compress: (bytes) => bytes } }).length,
  summarizeFields: (batch) => () => JSON.stringify(summarizeFields(batch, SPANS_TABLE)).length,
  'hyparquet-writer, gzip': (batch) => {
    const schema = parquetMetadata(
      writeParquet({ ...batch, rows: 0 }, SPANS_TABLE, { codec: defaultParquetCodec() }),
    ).schema;
    const rows = batchToRows(batch);
    const columnData = SPANS_TABLE.columns.map(({ name }) => ({ name, data: rows.map((row) => plain(row[name])) }));
    return () =>
      parquetWriteBuffer({
        schema,
        columnData,
        codec: 'GZIP',
        compressors: { GZIP: (bytes) => gzipSync(bytes, { level: 1 }) },
      }).byteLength;
  },
};

function plain(value: BatchRow[string] | undefined): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (!Array.isArray(value)) return value ?? null;
  return value.map((element) =>
    Object.fromEntries(Object.entries(element).map(([name, field]) => [name, plain(field)])),
  );
}

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Median CPU time a row, and bytes a row. */
function measure(name: string): { microsecondsPerRow: number; bytesPerRow: number } {
  const work = CANDIDATES[name](benchBatch(benchSpans(ROWS)));
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = cpuMicroseconds();
    bytes = work();
    times.push((cpuMicroseconds() - start) / ROWS);
  }
  times.sort((left, right) => left - right);
  return { microsecondsPerRow: times[ROUNDS >> 1], bytesPerRow: bytes / ROWS };
}

const [only] = process.argv.slice(2);
if (only !== undefined) {
  console.log(JSON.stringify(measure(only)));
} else {
  console.log(`Node ${process.version}, ${ROWS} spans, median of ${ROUNDS} rounds, CPU time`);
  let own = 0;
  for (const name of Object.keys(CANDIDATES)) {
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    const { microsecondsPerRow, bytesPerRow } = JSON.parse(child.stdout) as ReturnType<typeof measure>;
    own ||= microsecondsPerRow;
    const rate = Math.round(1e6 / microsecondsPerRow).toLocaleString('en');
    const ratio = (microsecondsPerRow / own).toFixed(2);
    console.log(
      `${name.padEnd(24)} ${microsecondsPerRow.toFixed(2).padStart(7)} µs/row ${rate.padStart(9)} rows/s ${bytesPerRow.toFixed(1).padStart(7)} B/row ${ratio.padStart(6)}x`,
    );
  }
}
