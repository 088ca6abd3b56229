// Versions of each service, or of each function, in the range and the page's environment: when first seen, how many units of work, errors, p95. One query for
// marks and notice.

import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { sqlQuery } from '../api/api-queries.ts';
import type { QueryResult } from '../api/api-types.ts';
import type { TimeMark } from '../charts/time-mark.ts';
import { ENVIRONMENT } from '../facets/facet.ts';
import { numberOf } from '../format/attribute-value.ts';
import { visibleText } from '../format/visible-text.ts';
import type { PageSearch } from '../page-address.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import type { TimeRange } from '../time/time-range.ts';
import { COST_USD } from './overview-request.ts';

export interface VersionFigures {
  /** Or the function, which may be called otherwise than its service. */
  readonly service: string;
  readonly version: string;
  readonly firstMs: number;
  readonly count: number;
  readonly errors: number;
  readonly p95Ms: number;
  /** These of functions alone: Overview does not show them. */
  readonly p50Ms: number | null;
  readonly coldStarts: number | null;
  readonly costUsd: number | null;
}

export interface NewVersion extends VersionFigures {
  /** The newest of those that were there before it. */
  readonly before: VersionFigures;
}

const NAMES = { service: 'service_name', function: '"faas.name"' } as const;
const MORE = {
  service: '',
  function: `, approx_percentile(duration_ms, 0.5) AS p50, count_if("faas.coldstart") AS cold, sum(${COST_USD}) AS usd`,
} as const;
const versionsSql = (
  by: keyof typeof NAMES,
  env: string | undefined,
) => `SELECT ${NAMES[by]}, "service.version" AS version, min(start_time_unix_nano) AS first, count(*) AS n,
  count_if(status_code = 'ERROR') AS errors, approx_percentile(duration_ms, 0.95) AS p95${MORE[by]}
FROM spans WHERE main AND ${NAMES[by]} IS NOT NULL AND "service.version" IS NOT NULL${env === undefined ? '' : ` AND "${ENVIRONMENT.field}" = '${env.replaceAll("'", "''")}'`} GROUP BY 1, 2`;
/** A version of the range's first moments was there before it. */
const SETTLED_SHARE = 0.02;

export function useVersionFigures(by: keyof typeof NAMES = 'service'): {
  readonly versions: readonly VersionFigures[];
  readonly fresh: readonly NewVersion[];
  readonly stats: QueryResult['stats'] | undefined;
} {
  const { range } = useRangeClock();
  const { env } = useSearch({ strict: false }) as PageSearch;
  const sql = versionsSql(by, env);
  const { data } = useQuery(sqlQuery(sql, range, { isLater: true }));
  return useMemo(() => {
    const versions = (data?.rows ?? []).map(versionFigures);
    return { versions, fresh: data === undefined ? [] : freshVersions(versions, data.asked, sql), stats: data?.stats };
  }, [data, sql]);
}

function versionFigures([service, version, first, count, errors, p95, ...more]: readonly unknown[]): VersionFigures {
  const [p50Ms = null, coldStarts = null, costUsd = null] = more.map(numberOf);
  return {
    service: String(service),
    version: String(version),
    firstMs: Number(BigInt(String(first)) / 1_000_000n),
    count: Number(count),
    errors: Number(errors),
    p95Ms: numberOf(p95) ?? 0,
    p50Ms,
    coldStarts,
    costUsd,
  };
}

/** Of an answer that may be kept: what is new is new in the range that was asked, and of another environment it is no news here. */
export function freshVersions(
  versions: readonly VersionFigures[],
  asked: { readonly sql: string; readonly range: TimeRange },
  sql: string,
): NewVersion[] {
  return asked.sql === sql ? newVersions(versions, asked.range) : [];
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
  const { fresh } = useVersionFigures(by);
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
