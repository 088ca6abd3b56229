// What a plan reads and what it leaves out, in words and figures: for who asks how a query would run.
import { type DataFile, SPANS_TABLE } from '@tracelake/schema';
import { columnBytes, footerBytes } from './bytes-estimate.ts';
import type { Projection } from './duckdb-projection.ts';
import type { FileClass } from './file-classes.ts';
import type { PlanInput, QueryRequest } from './query-plan.ts';
import type { ScanBounds } from './scan-bounds.ts';

export interface LeftOutFiles {
  readonly reason: string;
  readonly files: number;
  readonly sizeBytes: number;
}

export interface ColumnRead {
  /** Physical column; `(footers)` for what is read of every file. */
  readonly name: string;
  readonly files: number;
  readonly estimatedBytes: number;
  /** Columns of the query that it is read for; empty for what every scan reads. */
  readonly usedFor: readonly string[];
}

export interface ScanDescription {
  readonly leftOut: readonly LeftOutFiles[];
  readonly columnsRead: readonly ColumnRead[];
  /** What the scan is asked besides the query's own conditions. */
  readonly bounds: readonly string[];
  readonly advice: readonly string[];
}

/** What one class of files is read for. */
export interface ScannedClass {
  readonly fileClass: FileClass;
  readonly reads: ReadonlySet<string>;
}

export function describeScan(
  request: QueryRequest,
  input: PlanInput,
  projection: Projection,
  classes: readonly ScannedClass[],
): ScanDescription {
  return {
    leftOut: leftOut(request, input.files, new Set(classes.flatMap(filesOf))),
    columnsRead: columnsRead(projection, classes),
    bounds: [...boundTexts(request, projection.bounds, classes), ...amendmentTexts(projection)],
    advice: advice(projection, classes),
  };
}

function filesOf({ fileClass: { files } }: ScannedClass): DataFile[] {
  return [...files.inside, ...files.edge];
}

function leftOut(request: QueryRequest, files: readonly DataFile[], read: ReadonlySet<DataFile>): LeftOutFiles[] {
  const byReason = new Map<string, { files: number; sizeBytes: number }>();
  for (const file of files) {
    if (read.has(file)) continue;
    const reason = whyLeftOut(request, file);
    const known = byReason.get(reason) ?? { files: 0, sizeBytes: 0 };
    byReason.set(reason, { files: known.files + 1, sizeBytes: known.sizeBytes + file.sizeBytes });
  }
  return [...byReason].map(([reason, sums]) => ({ reason, ...sums }));
}

function whyLeftOut({ startTimeUnixNano, endTimeUnixNano }: QueryRequest, file: DataFile): string {
  if (file.rows === 0) return 'empty';
  const { minStartTimeUnixNano: min, maxStartTimeUnixNano: max } = file;
  if (max !== null && BigInt(max) < startTimeUnixNano) return 'its last span starts before the time range';
  if (min !== null && BigInt(min) >= endTimeUnixNano) return 'its first span starts after the time range';
  return 'no span of it can pass the conditions on time of the query';
}

function columnsRead(projection: Projection, classes: readonly ScannedClass[]): ColumnRead[] {
  const all = classes.flatMap(filesOf);
  const footers = { name: '(footers)', files: all.length, estimatedBytes: footerBytes(all), usedFor: [] };
  const columns = SPANS_TABLE.columns.flatMap(({ name }) => {
    const reading = classes.filter(({ reads }) => reads.has(name));
    const files = reading.flatMap(filesOf);
    if (files.length === 0) return [];
    const used = projection.columns.filter((_, i) =>
      reading.some(({ fileClass }) => fileClass.columns[i].reads.includes(name)),
    );
    const usedFor = used.map(({ column }) => column.displayName);
    return [{ name, files: files.length, estimatedBytes: columnBytes(files, name), usedFor }];
  });
  return [footers, ...columns.sort((left, right) => right.estimatedBytes - left.estimatedBytes)];
}

function boundTexts(request: QueryRequest, bounds: ScanBounds, classes: readonly ScannedClass[]): string[] {
  const { startTimeUnixNano: start, endTimeUnixNano: end, minDurationNano, maxDurationNano, hours, identity } = bounds;
  if (start >= end) return ['no span: the conditions on time of the query lie outside the time range'];
  const texts = [`start_time_unix_nano from ${momentText(start)} to before ${momentText(end)}`];
  if (start > request.startTimeUnixNano || end < request.endTimeUnixNano) {
    texts[0] += ', narrower than the time range because of the conditions of the query';
  }
  const inside = classes.reduce((sum, { fileClass }) => sum + fileClass.files.inside.length, 0);
  if (inside > 0) texts.push(`no filter on the start in ${inside} files: they lie wholly inside`);
  if (hours !== undefined) texts.push(`hour in ${[...hours].sort().join(', ')}: files that touch none are left out`);
  if (minDurationNano !== undefined) texts.push(`duration_nano >= ${minDurationNano}`);
  if (maxDurationNano !== undefined) texts.push(`duration_nano <= ${maxDurationNano}`);
  return [...texts, ...identity.map(({ column, value }) => `${column} = '${value}'`)];
}

function amendmentTexts({ amendments, columns }: Projection): string[] {
  if (amendments === undefined) return [];
  const { touches, orphansBefore } = amendments;
  const names = columns.flatMap(({ column }, i) => (touches[i] ? [column.displayName] : []));
  const texts = names.length === 0 ? [] : [`late values of invocations are joined into ${names.join(', ')}`];
  if (orphansBefore === undefined) return texts;
  return [...texts, `late values older than a day are events where their invocation has not come`];
}

const NANOS_PER_MS = 1_000_000n;
const MAX_DATE_MS = 8_640_000_000_000_000n;

function momentText(nanos: bigint): string {
  const ms = nanos / NANOS_PER_MS;
  if (ms < -MAX_DATE_MS || ms > MAX_DATE_MS) return String(nanos);
  return new Date(Number(ms)).toISOString();
}

const MAPS = [
  'attributes_string',
  'attributes_number',
  'attributes_boolean',
  'resource_attributes',
  'scope_attributes',
];

/** What makes it slow, and what to write instead. */
function advice(projection: Projection, classes: readonly ScannedClass[]): string[] {
  const texts = projection.columns.flatMap(({ physical }) => physical.note ?? []);
  for (const [i, { column, physical }] of projection.columns.entries()) {
    if (physical.note !== undefined) continue;
    const searched = classes.filter(({ fileClass }) => fileClass.columns[i].reads.some((name) => MAPS.includes(name)));
    const count = searched.flatMap(filesOf).length;
    if (count > 0)
      texts.push(`"${column.displayName}" is read from maps in ${count} files: a shorter time range reads fewer.`);
  }
  return [...new Set(texts)];
}
