// Versions of each service, or of each function, in the range and the page's environment: when first seen, how many units of work, errors, p95. One query for
// marks and notice.

import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { StructuredQuery } from '@tracelake/query/structured';
import { useMemo } from 'react';
import { structuredQuery } from '../api/api-queries.ts';
import type { StructuredAnswer } from '../api/api-types.ts';
import type { TimeMark } from '../charts/time-mark.ts';
import { ENVIRONMENT } from '../facets/facet.ts';
import { numberOf } from '../format/attribute-value.ts';
import { visibleText } from '../format/visible-text.ts';
import type { PageSearch } from '../page-address.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import type { TimeRange } from '../time/time-range.ts';
import { COLD_FIELD, COST_FIELD, INVOKED_FIELD } from './overview-request.ts';

export interface VersionFigures {
  /** Or the function, which may be called otherwise than its service. */
  readonly service: string;
  readonly version: string;
  readonly firstMs: number;
  readonly count: number;
  readonly errors: number;
  readonly p95Ms: number;
  /** Spans that these figures are made of; fewer than `count` where they were sampled. */
  readonly kept: number;
  /** These of functions alone: Overview does not show them. */
  readonly p50Ms: number | null;
  readonly coldStarts: number | null;
  readonly costUsd: number | null;
  readonly invocations: number | null;
}

export interface NewVersion extends VersionFigures {
  /** The newest of those that were there before it. */
  readonly before: VersionFigures;
}

const NAMES = { service: 'service_name', function: 'faas.name' } as const;
/** Of one function or service there are few; of all together as many as an answer may have groups. */
const MOST_VERSIONS = 1_000;

/** Weighed, each span that was kept is one: of what stands for a hundred one alone says nothing. */
export const KEPT_FIELD = {
  name: 'kept',
  expression: '1e0 / IF(sample_rate BETWEEN 1 AND 1e9, sample_rate, 1e0)',
} as const;

/** A question, not SQL: where invocations are sampled its figures are weighed as those beside them are. */
function versionsQuery(by: keyof typeof NAMES, name: string | undefined, env: string | undefined): StructuredQuery {
  const isFunction = by === 'function';
  return {
    calculations: [
      { op: 'COUNT' },
      { op: 'MIN', column: 'start_time_unix_nano' },
      { op: 'SUM', column: 'failed' },
      { op: 'P95', column: 'duration_ms' },
      { op: 'SUM', column: 'kept' },
      ...(isFunction
        ? [
            { op: 'P50' as const, column: 'duration_ms' },
            { op: 'SUM' as const, column: 'cold' },
            { op: 'SUM' as const, column: 'cost_usd' },
            { op: 'SUM' as const, column: 'invoked' },
          ]
        : []),
    ],
    calculatedFields: [
      { name: 'failed', expression: "IF(status_code = 'ERROR', 1, 0)" },
      KEPT_FIELD,
      ...(isFunction ? [COLD_FIELD, COST_FIELD, INVOKED_FIELD] : []),
    ],
    filters: [
      { column: 'main', op: '=', value: true },
      name === undefined ? { column: NAMES[by], op: 'exists' } : { column: NAMES[by], op: '=', value: name },
      { column: 'service.version', op: 'exists' },
      ...(env === undefined ? [] : [{ column: ENVIRONMENT.field, op: '=' as const, value: env }]),
    ],
    breakdowns: [NAMES[by], 'service.version'],
    // Of too many the newest are those that a mark or a notice is about.
    orders: [{ op: 'MIN', column: 'start_time_unix_nano', order: 'descending' }],
    limit: MOST_VERSIONS,
  };
}

/** A version of the range's first moments was there before it. */
const SETTLED_SHARE = 0.02;

/** @param name of one function alone */
export function useVersionFigures(
  by: keyof typeof NAMES = 'service',
  name?: string,
): {
  readonly versions: readonly VersionFigures[];
  readonly fresh: readonly NewVersion[];
  readonly stats: StructuredAnswer['stats'] | undefined;
} {
  const { range } = useRangeClock();
  const { env } = useSearch({ strict: false }) as PageSearch;
  const query = useMemo(() => versionsQuery(by, name, env), [by, name, env]);
  const { data } = useQuery(structuredQuery(query, range, { isLater: true }));
  return useMemo(() => {
    const versions = (data?.rows ?? []).map(versionFigures);
    const fresh = data === undefined ? [] : freshVersions(versions, data.asked, query);
    return { versions, fresh, stats: data?.stats };
  }, [data, query]);
}

function versionFigures([
  service,
  version,
  count,
  first,
  errors,
  p95,
  kept,
  ...more
]: readonly unknown[]): VersionFigures {
  const [p50Ms = null, coldStarts = null, costUsd = null, invocations = null] = more.map(numberOf);
  return {
    service: String(service),
    version: String(version),
    firstMs: Number(BigInt(String(first)) / 1_000_000n),
    count: Number(count),
    errors: Number(errors),
    p95Ms: numberOf(p95) ?? 0,
    kept: numberOf(kept) ?? 0,
    p50Ms,
    coldStarts,
    costUsd,
    invocations,
  };
}

/** Of an answer that may be kept: what is new is new in the range that was asked, and of another environment it is no news here. */
export function freshVersions(
  versions: readonly VersionFigures[],
  asked: { readonly query: StructuredQuery; readonly range: TimeRange },
  query: StructuredQuery,
): NewVersion[] {
  return JSON.stringify(asked.query) === JSON.stringify(query) ? newVersions(versions, asked.range) : [];
}

/** First seen in the range, where the service had another version before; the earliest first. */
export function newVersions(versions: readonly VersionFigures[], { startMs, endMs }: TimeRange): NewVersion[] {
  const firstMs = Math.min(...versions.map((one) => one.firstMs));
  const settledMs = Math.max(startMs, firstMs) + (endMs - startMs) * SETTLED_SHARE;
  return versions
    .flatMap((one) => {
      const earlier = versions.filter(({ service, firstMs: seen }) => service === one.service && seen < one.firstMs);
      const before = earlier.sort((left, right) => right.firstMs - left.firstMs)[0];
      return one.firstMs > settledMs && before !== undefined ? [{ ...one, before }] : [];
    })
    .sort((one, other) => one.firstMs - other.firstMs);
}

/** On charts over time of these services or functions, or of all. What is of one alone does not say which. */
export function useVersionMarks(of?: readonly string[], by: keyof typeof NAMES = 'service'): readonly TimeMark[] {
  const { fresh } = useVersionFigures(by, by === 'function' && of?.length === 1 ? of[0] : undefined);
  const names = of?.join('\n');
  return useMemo(() => {
    const chosen = names?.split('\n');
    const shown = chosen === undefined ? fresh : fresh.filter(({ service }) => chosen.includes(service));
    return versionMarks(shown, chosen?.length === 1);
  }, [fresh, names]);
}

export function versionMarks(versions: readonly NewVersion[], isOfOne = false): TimeMark[] {
  return versions.map(({ service, version, firstMs }) => ({
    ms: firstMs,
    label: visibleText(isOfOne ? version : `${service} ${version}`),
  }));
}
