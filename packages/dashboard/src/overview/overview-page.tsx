// Overview: the notice, the sum of everything against the time before, and every function and service with its shapes.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { fields, health, stats, structuredQuery } from '../api/api-queries.ts';
import { facetFilters } from '../facets/facet.ts';
import { FacetRow } from '../facets/facet-row.tsx';
import { MOST_FIELDS } from '../facets/field-facet.tsx';
import { FirstRun } from '../first-run/first-run.tsx';
import { momentText, spanText } from '../format/moment.ts';
import { rangeSearch, useChangeSearch } from '../page-search.ts';
import { useSettings } from '../settings.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { rangeText } from '../time/time-range.ts';
import { Announced } from '../ui/announced.tsx';
import { Button } from '../ui/button.tsx';
import { ColumnChoiceMenu, useColumnChoice } from '../ui/column-choice.tsx';
import { Page } from '../ui/page.tsx';
import { PageFilter } from '../ui/page-filter.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { COLUMN_NAMES, columnFrom, FunctionsTable } from './functions-table.tsx';
import { badVersions } from './notice.ts';
import { NoticeLine } from './notice-line.tsx';
import styles from './overview-page.module.css';
import {
  FACETS,
  functionsQuestion,
  MOST_ROWS,
  overviewRows,
  RUNTIME,
  runtimesByFunction,
  runtimesQuery,
} from './overview-request.ts';
import { SummaryStrip } from './summary-strip.tsx';
import { useVersionFigures } from './version-figures.ts';

const route = getRouteApi('/');
/** Buckets of a strip's shape. */
const STRIP_BUCKETS = 60;
const NEW_SPANS_EVERY_MS = 1000;
/** In AWS each question is an invocation, and spans take minutes. */
const NEW_SPANS_IN_BUCKET_EVERY_MS = 30_000;
const NONE: ReadonlyMap<string, string> = new Map();

export function OverviewPage() {
  const isBucket = useQuery(health()).data?.otlpUrl === null;
  const everyMs = isBucket ? NEW_SPANS_IN_BUCKET_EVERY_MS : NEW_SPANS_EVERY_MS;
  const lake = useQuery({
    ...stats(),
    refetchInterval: (query) => (rowsOf(query.state.data) === 0 ? everyMs : false),
  });
  const isEmpty = lake.data !== undefined && rowsOf(lake.data) === 0;
  const wasEmpty = useFirstSpan(isEmpty);
  if (isEmpty || wasEmpty) return <FirstRun />;
  return <LakeOverview newestMs={newestMs(lake.data)} />;
}

/**
 * What was asked of a lake without a span, its fields above all, is asked again at the first; up to this moment, or the range that ended when
 * the page was opened would say that nothing ran.
 * @returns whether that is still to be done
 */
function useFirstSpan(isEmpty: boolean): boolean {
  const client = useQueryClient();
  const { refresh } = useRangeClock();
  const [wasEmpty, setWasEmpty] = useState(isEmpty);
  useEffect(() => {
    if (wasEmpty === isEmpty) return;
    if (!isEmpty) {
      refresh();
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'stats' });
    }
    setWasEmpty(isEmpty);
  }, [client, refresh, wasEmpty, isEmpty]);
  return wasEmpty;
}

type Lake = { readonly lake: { readonly [tier: string]: unknown } } | undefined;

function rowsOf(answer: Lake): number {
  if (answer === undefined) return 1;
  const tiers = [answer.lake['landing'], answer.lake['tail'], answer.lake['compacted']] as { rows: number }[];
  return tiers.reduce((sum, { rows }) => sum + rows, 0);
}

function newestMs(answer: Lake): number | null {
  const newest = answer?.lake['newestStartTimeUnixNano'];
  return typeof newest === 'string' ? Number(BigInt(newest) / 1_000_000n) : null;
}

function LakeOverview({ newestMs: newest }: { readonly newestMs: number | null }) {
  const search = route.useSearch();
  const change = useChangeSearch();
  const { range } = useRangeClock();
  const { fresh } = useVersionFigures();
  const members = search as Readonly<Record<string, string | undefined>>;
  const filters = facetFilters(FACETS, members);
  const query = useQuery(functionsQuestion(members, range));
  // As the facets ask: of a lake without Lambda there is none, and to ask for it is an error.
  const known = useQuery(fields('', MOST_FIELDS, { isLater: true })).data?.fields ?? [];
  const runtimes = useQuery({
    ...structuredQuery(runtimesQuery(filters), range, { isLater: true }),
    enabled: known.some(({ key }) => key === RUNTIME),
  }).data;
  const find = search.find ?? '';
  const columns = useColumnChoice('functions', columnFrom);
  return (
    <Page>
      <PageHead title="Overview" onPhone="actions">
        <FacetRow facets={FACETS} />
        <PageFilter
          label="Filter functions"
          value={find}
          onFind={(text) => change({ find: text }, true)}
          className={styles.find}
        />
        <ColumnChoiceMenu names={COLUMN_NAMES} isShown={columns.isShown} onToggle={columns.toggle} />
      </PageHead>
      <NoticeLine bad={badVersions(fresh)} />
      <SummaryStrip filters={filters} granularity={bucketSeconds(range, STRIP_BUCKETS)} />
      <Announced question={JSON.stringify(filters)} stats={query.isPlaceholderData ? undefined : query.data?.stats} />
      <Panel label="Functions and services">
        <Answer query={query} minHeight={360}>
          {(data) =>
            data.rows.length === 0 && filters.length > 0 ? (
              <NoneMatch members={members} />
            ) : data.rows.length === 0 ? (
              <QuietRange newestMs={newest} />
            ) : (
              <FunctionsTable
                rows={overviewRows(data)}
                isPart={data.rows.length >= MOST_ROWS}
                find={find}
                sort={search.sort}
                onSort={(sort) => change({ sort }, true)}
                stats={data.stats}
                runtimes={runtimes === undefined ? NONE : runtimesByFunction(runtimes)}
                columnsOf={columns.columnsOf}
              />
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}

function NoneMatch({ members }: { readonly members: Readonly<Record<string, string | undefined>> }) {
  const { range, nowMs } = useRangeClock();
  const { zone } = useSettings();
  const change = useChangeSearch();
  const set = FACETS.filter(({ name }) => members[name] !== undefined);
  return (
    <Empty
      title={`Nothing that matches ran between ${spanText(range.startMs, range.endMs, zone, nowMs).replace(' – ', ' and ')}`}
      minHeight={360}
      action={
        <Button onClick={() => change(Object.fromEntries(set.map(({ name }) => [name, undefined])))}>
          {set.length === 1 ? 'Drop the filter' : 'Drop the filters'}
        </Button>
      }
    >
      {set.map(({ name, label }) => `${label} ${members[name] || '(empty)'}`).join(', ')}
    </Empty>
  );
}

const AROUND_MS = 3_600_000;

function QuietRange({ newestMs: newest }: { readonly newestMs: number | null }) {
  const { range, nowMs } = useRangeClock();
  const { zone } = useSettings();
  const change = useChangeSearch();
  return (
    <Empty
      title={`Nothing ran between ${spanText(range.startMs, range.endMs, zone, nowMs).replace(' – ', ' and ')}`}
      minHeight={360}
      action={
        newest !== null && (
          <Button onClick={() => change(rangeSearch(rangeText({ startMs: newest - AROUND_MS, endMs: newest + 1000 })))}>
            Go there
          </Button>
        )
      }
    >
      {newest === null ? 'No span was received yet.' : `The newest span is from ${momentText(newest, zone, nowMs)}.`}
    </Empty>
  );
}
