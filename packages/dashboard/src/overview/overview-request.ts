// What Overview asks: one query for every row with its shapes, one for the sum, one for the sum of the same time before.
import type { Filter, StructuredQuery } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import type { StructuredAnswer } from '../api/api-types.ts';
import { isApproximate } from '../explore/approximate.ts';
import { ENVIRONMENT, type Facet, facetFilters } from '../facets/facet.ts';
import { numberOf } from '../format/attribute-value.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import { areClose, type TimeRange } from '../time/time-range.ts';

export const RUNTIME = 'aws.lambda.runtime_version';

export const FACETS: readonly Facet[] = [
  { name: 'service', label: 'Service', field: 'service.name' },
  { name: 'runtime', label: 'Runtime', field: RUNTIME },
  { name: 'version', label: 'Version', field: 'service.version' },
  ENVIRONMENT,
];
/** Functions and services, those with the most requests. */
export const MOST_ROWS = 500;
/** Buckets of a row's sparkline. */
const ROW_BUCKETS = 40;

/** USD a GB-second in most regions, and a request. */
const X86_USD = '0.0000166667e0';
const ARM_USD = '0.0000133334e0';
const REQUEST_USD = '0.0000002e0';
/** Of every cost that is estimated. */
export const COST_WORDS =
  'Estimated from billed duration and memory at the price of most regions, without the free tier: of arm64 where host.arch says so, else of x86, a quarter more';
/** A lake may have no host.arch at all, and a column that is not there would be refused. */
const IS_ARM = `element_at(resource_attributes, 'host.arch') = 'arm64'`;
/** Of an invocation, as SQL. */
const COST_USD = `"aws.lambda.billed_duration_ms" / 1e3 * "aws.lambda.memory_size_mb" / 1024e0 * IF(${IS_ARM}, ${ARM_USD}, ${X86_USD}) + ${REQUEST_USD}`;

/** What Lambda billed: one that works through a batch has a unit of work for each message, too. */
export const INVOKED_FIELD = {
  name: 'invoked',
  expression: `IF("aws.lambda.billed_duration_ms" IS NOT NULL, 1, 0)`,
} as const;
export const COLD_FIELD = { name: 'cold', expression: 'IF("faas.coldstart", 1, 0)' } as const;
export const COST_FIELD = { name: 'cost_usd', expression: COST_USD } as const;

/** In the order of the answer's columns. */
const FIGURES = {
  requests: 'COUNT',
  errorShare: 'ERROR_RATE',
  p50Ms: 'P50(duration_ms)',
  p95Ms: 'P95(duration_ms)',
  p99Ms: 'P99(duration_ms)',
  coldStarts: 'SUM(cold)',
  timeouts: 'SUM(timed_out)',
  memoryUsedMb: 'MAX(aws.lambda.memory_used_mb)',
  memorySizeMb: 'MAX(aws.lambda.memory_size_mb)',
  costUsd: 'SUM(cost_usd)',
  invocations: 'SUM(invoked)',
} as const;

export type FigureName = keyof typeof FIGURES;
export type Figures = Readonly<Record<FigureName, number | null>>;
export type Shapes = Readonly<Record<FigureName, readonly (number | null)[]>>;

export interface OverviewRow {
  /** Null, as of a service, where no span of it says one; not an empty text. */
  readonly name: string | null;
  readonly service: string | null;
  /** A Lambda function, with a page of its own; else a service. */
  readonly isFunction: boolean;
  /** Its counts stand for spans that were not kept, too. */
  readonly isAbout: boolean;
  readonly figures: Figures;
  readonly shapes: Shapes | null;
}

/** Every row with its shapes: what the page shows first. */
export function functionsQuery(
  search: Readonly<Record<string, string | undefined>>,
  range: TimeRange,
): StructuredQuery {
  return overviewQuery(facetFilters(FACETS, search), bucketSeconds(range, ROW_BUCKETS), true);
}

export function functionsQuestion(search: Readonly<Record<string, string | undefined>>, range: TimeRange) {
  return structuredQuery(functionsQuery(search, range), range);
}

export function overviewQuery(
  filters: readonly Filter[],
  granularity: number | undefined,
  isByFunction: boolean,
): StructuredQuery {
  return {
    calculations: [
      { op: 'COUNT' },
      { op: 'ERROR_RATE' },
      { op: 'P50', column: 'duration_ms' },
      { op: 'P95', column: 'duration_ms' },
      { op: 'P99', column: 'duration_ms' },
      { op: 'SUM', column: 'cold' },
      { op: 'SUM', column: 'timed_out' },
      { op: 'MAX', column: 'aws.lambda.memory_used_mb' },
      { op: 'MAX', column: 'aws.lambda.memory_size_mb' },
      { op: 'SUM', column: 'cost_usd' },
      { op: 'SUM', column: 'invoked' },
    ],
    calculatedFields: [
      COLD_FIELD,
      { name: 'timed_out', expression: `IF("aws.lambda.status" = 'timeout', 1, 0)` },
      COST_FIELD,
      INVOKED_FIELD,
    ],
    filters: [{ column: 'main', op: '=', value: true }, ...filters],
    ...(isByFunction ? { breakdowns: ['faas.name', 'service_name'], limit: MOST_ROWS } : {}),
    ...(granularity === undefined ? {} : { granularity }),
  };
}

/** By function, asked once the rows are drawn: it lies in a map, which would have the first answer wait. */
export function runtimesQuery(filters: readonly Filter[]): StructuredQuery {
  return {
    calculations: [{ op: 'COUNT' }],
    filters: [{ column: 'main', op: '=', value: true }, { column: RUNTIME, op: 'exists' }, ...filters],
    breakdowns: ['faas.name', RUNTIME],
    limit: 500,
  };
}

/** Of a function that ran on several the one that it ran on most: rows come by their count. */
export function runtimesByFunction({ rows }: Pick<StructuredAnswer, 'rows'>): ReadonlyMap<string, string> {
  return new Map([...rows].reverse().map(([name, runtime]) => [String(name), String(runtime)]));
}

export function overviewRows({
  rows,
  series,
  stats,
}: Pick<StructuredAnswer, 'rows' | 'series' | 'stats'>): OverviewRow[] {
  const isAbout = isApproximate({ op: 'COUNT' }, stats.notes);
  const shapes = new Map((series?.groups ?? []).map(({ group, values }) => [JSON.stringify(group), values]));
  return rows.map(([faas, service, ...values]) => ({
    name: textOf(faas ?? service),
    service: textOf(service),
    isFunction: faas !== null,
    isAbout,
    figures: figuresOf(values),
    shapes: shapesOf(shapes.get(JSON.stringify([faas, service]))),
  }));
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

export function totalFigures({ rows }: Pick<StructuredAnswer, 'rows'>): Figures {
  return figuresOf(rows[0] ?? []);
}

export function totalShapes({ series }: StructuredAnswer): Shapes | null {
  return shapesOf(series?.groups[0]?.values);
}

/** Against fewer units of work than these a share of change says nothing: one after another is +100%. */
export const LEAST_BEFORE = 100;
/** Of what there is now: the beginning of the data is no time to be against. */
const LEAST_SHARE_BEFORE = 0.1;

/** What the same time before is worth comparing with. */
export function comparedFigures({ rows }: Pick<StructuredAnswer, 'rows'>, now: Figures): Figures | null {
  const figures = figuresOf(rows[0] ?? []);
  const requests = figures.requests ?? 0;
  return requests >= LEAST_BEFORE && requests >= LEAST_SHARE_BEFORE * (now.requests ?? 0) ? figures : null;
}

/** The first as long as the second and right before it, but for a little: what a live range moved while one was asked. */
export function areAdjacent(before: TimeRange, now: TimeRange): boolean {
  return areClose(before, { startMs: 2 * now.startMs - now.endMs, endMs: now.startMs });
}

function figuresOf(values: readonly unknown[]): Figures {
  const names = Object.keys(FIGURES) as FigureName[];
  return Object.fromEntries(names.map((name, at) => [name, numberOf(values[at])])) as Record<FigureName, number | null>;
}

function shapesOf(values: Readonly<Record<string, readonly unknown[]>> | undefined): Shapes | null {
  if (values === undefined) return null;
  const named = Object.entries(FIGURES).map(([name, column]) => [name, (values[column] ?? []).map(numberOf)]);
  return Object.fromEntries(named) as Record<FigureName, (number | null)[]>;
}
