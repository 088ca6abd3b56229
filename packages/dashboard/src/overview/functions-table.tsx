// Functions and services: every figure with its shape beside it.

import type { QueryResult } from '../api/api-types.ts';
import { groupValueText } from '../explore/group-label.ts';
import { durationsOf, exploreSearch } from '../explore/starting-query.ts';
import { useExploreLinks, valueKeys } from '../explore/value-actions.ts';
import { valueFilter } from '../explore/value-filter.ts';
import { aboutText } from '../format/attribute-value.ts';
import { usdText } from '../format/bytes.ts';
import { countText, percentMeasure } from '../format/count.ts';
import { durationMeasure, durationText } from '../format/duration.ts';
import { runtimeName } from '../format/runtime-name.ts';
import { visibleText } from '../format/visible-text.ts';
import { useChangeSearch } from '../page-search.ts';
import { classNames } from '../ui/class-names.ts';
import { CostLine } from '../ui/cost-line.tsx';
import { type Column, DataTable, type TableSort } from '../ui/data-table.tsx';
import { Measure, NoMeasure } from '../ui/measure.tsx';
import { Meter } from '../ui/meter.tsx';
import { Empty } from '../ui/panel-state.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import { useGo } from '../ui/use-go.ts';
import styles from './functions-table.module.css';
import { COST_WORDS, type FigureName, type OverviewRow } from './overview-request.ts';

interface FunctionsTableProps {
  readonly rows: readonly OverviewRow[];
  /** There are more: these have the most requests. */
  readonly isPart: boolean;
  readonly find: string;
  /** `p95Ms` or `-p95Ms`: greatest first, or least. */
  readonly sort: string | undefined;
  readonly onSort: (sort: string) => void;
  readonly stats: QueryResult['stats'];
  /** By name of function. */
  readonly runtimes: ReadonlyMap<string, string>;
  readonly columnsOf: <Row>(columns: readonly Column<Row>[]) => Column<Row>[];
}

const DEFAULT_SORT = 'errorShare';
const HIGH_ERROR_SHARE = 0.05;
const NEAR_MEMORY_SHARE = 0.85;
const SHAPE_PX = 84;
/** More scroll sideways on a phone. */
const PHONE_COLUMNS = 3;

export function FunctionsTable({
  rows,
  isPart,
  find,
  sort = DEFAULT_SORT,
  onSort,
  stats,
  runtimes,
  columnsOf,
}: FunctionsTableProps) {
  const go = useGo();
  const actions = useExploreLinks();
  const key = sort.replace(/^-/, '');
  const order: TableSort['order'] = sort.startsWith('-') ? 'ascending' : 'descending';
  const text = find.trim().toLowerCase();
  const columns = columnsOf([NAME, runtimeColumn(runtimes), ...FIGURES.map((column) => withRoom(column, rows))]);
  const shown = rows
    .filter(({ name, service }) => `${groupValueText(name)} ${groupValueText(service)}`.toLowerCase().includes(text))
    .sort(comparing(key, order));
  const open = ({ name, service, isFunction }: OverviewRow, isNewTab: boolean): void => {
    if (isFunction) go({ to: '/functions/$name', params: { name: name ?? '' } }, isNewTab);
    else {
      const q = exploreSearch(durationsOf([valueFilter('service_name', service)]));
      go({ to: '/explore', search: { q } }, isNewTab);
    }
  };
  if (shown.length === 0)
    return (
      <Empty title={`No function like “${find}”`} minHeight={360}>
        {isPart &&
          `Looked for in the ${countText(rows.length)} with the most requests: choose a service for its others.`}
      </Empty>
    );
  const requests = shown.reduce((sum, { figures }) => sum + (figures.requests ?? 0), 0);
  return (
    <>
      <div className={styles.functions}>
        <DataTable
          label="Functions and services"
          hasColumnMenu
          isNarrow={columns.filter(({ from }) => from === undefined).length <= PHONE_COLUMNS}
          columns={columns}
          rows={shown}
          rowKey={({ name, service, isFunction }) => JSON.stringify([isFunction, name, service])}
          sort={{ key, order }}
          onSort={(next) => onSort(next === key && order === 'descending' ? `-${next}` : next)}
          onOpen={open}
          valueKeys={(rows) =>
            valueKeys(
              actions,
              rows.map(({ name, service, isFunction }) =>
                isFunction ? { column: 'faas.name', value: name } : { column: 'service_name', value: service },
              ),
            )
          }
        />
      </div>
      <footer className={styles.foot}>
        <span>
          {countText(shown.length)} {shown.length === 1 ? 'row' : 'functions and services'} ·{' '}
          {aboutText(countText(requests), shown[0].isAbout)} {requests === 1 ? 'request' : 'requests'}
          {isPart && ` · of the ${countText(rows.length)} with the most requests: choose a service for its others`}
        </span>
        <CostLine stats={stats} />
      </footer>
    </>
  );
}

interface FacetValueProps {
  readonly facet: 'service' | 'runtime';
  readonly value: string;
  readonly text: string;
}

/** A press keeps the rows of it. */
function FacetValue({ facet, value, text }: FacetValueProps) {
  const change = useChangeSearch();
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classNames(styles.service, facet === 'runtime' && styles.runtime)}
      title={`Only ${visibleText(value)}`}
      onClick={() => change({ [facet]: value })}
    >
      {groupValueText(text)}
    </button>
  );
}

function comparing(key: string, order: TableSort['order']): (one: OverviewRow, other: OverviewRow) => number {
  const sign = order === 'descending' ? -1 : 1;
  if (key === 'name') return (one, other) => -sign * sortName(one).localeCompare(sortName(other));
  const value = ({ figures }: OverviewRow): number => figures[key as FigureName] ?? -1;
  return (one, other) => sign * (value(one) - value(other)) || sortName(one).localeCompare(sortName(other));
}

function sortName({ name }: OverviewRow): string {
  return name ?? '';
}

const DURATIONS = ['p50Ms', 'p95Ms', 'p99Ms'] as const;
const LONG_PX = 100;

function duration(key: (typeof DURATIONS)[number], title: string): Column<OverviewRow> {
  return {
    key,
    title,
    align: 'right',
    width: 76,
    isSortable: true,
    from: 'tablet',
    cell: ({ figures }) => (figures[key] === null ? <NoMeasure /> : <Measure {...durationMeasure(figures[key])} />),
  };
}

/** `2 min 05 s` is longer than what the others take. */
function withRoom(column: Column<OverviewRow>, rows: readonly OverviewRow[]): Column<OverviewRow> {
  const key = DURATIONS.find((one) => one === column.key);
  const isLong = key !== undefined && rows.some(({ figures }) => durationMeasure(figures[key] ?? 0).unit === '');
  return isLong ? { ...column, width: LONG_PX } : column;
}

function shape(key: FigureName, kind: 'bars' | 'line', tone: string, from: 'tablet' | 'desktop'): Column<OverviewRow> {
  return {
    key: `${key} shape`,
    title: <span className="hidden-text">Over time</span>,
    width: SHAPE_PX + 10,
    isBeside: true,
    from,
    cell: ({ shapes }) => (
      <Sparkline values={shapes?.[key] ?? []} kind={kind} tone={tone} width={SHAPE_PX} height={22} />
    ),
  };
}

const NAME: Column<OverviewRow> = {
  key: 'name',
  title: 'Function',
  isSortable: true,
  cell: ({ name, service, isFunction }) => (
    <>
      <b className={classNames(styles.name, name === null && styles.missing)} title={groupValueText(name)}>
        {groupValueText(name)}
      </b>{' '}
      {!isFunction && <small className={styles.service}>service</small>}
      {isFunction && service !== null && service !== name && (
        <FacetValue facet="service" value={service} text={service} />
      )}
    </>
  ),
};

function runtimeColumn(runtimes: ReadonlyMap<string, string>): Column<OverviewRow> {
  return {
    key: 'runtime',
    title: 'Runtime',
    width: 96,
    from: 'wide',
    cell: ({ name, isFunction }) => {
      const runtime = isFunction ? runtimes.get(name ?? '') : undefined;
      return runtime === undefined ? (
        <NoMeasure />
      ) : (
        <FacetValue facet="runtime" value={runtime} text={runtimeName(runtime) ?? runtime} />
      );
    },
  };
}

const FIGURES: readonly Column<OverviewRow>[] = [
  {
    key: 'requests',
    title: 'Requests',
    align: 'right',
    width: 84,
    phoneWidth: 104,
    isSortable: true,
    cell: ({ figures, shapes, isAbout }) => (
      <span className={styles.requests}>
        <span className={styles.onPhone}>
          <Sparkline values={shapes?.requests ?? []} kind="bars" tone="base" width={SHAPE_PX} height={18} />
        </span>
        {aboutText(countText(figures.requests ?? 0), isAbout)}
      </span>
    ),
  },
  shape('requests', 'bars', 'base', 'tablet'),
  {
    key: 'errorShare',
    title: 'Errors',
    align: 'right',
    width: 76,
    phoneWidth: 110,
    isSortable: true,
    cell: ({ figures: { errorShare, p95Ms } }) => {
      const share = errorShare ?? 0;
      return (
        <>
          <span className={share >= HIGH_ERROR_SHARE ? styles.high : share === 0 ? styles.zero : undefined}>
            <Measure {...(share === 0 ? { digits: '0', unit: '' } : percentMeasure(share))} />
          </span>
          <small className={styles.onPhone}>p95 {p95Ms === null ? '–' : durationText(p95Ms)}</small>
        </>
      );
    },
  },
  shape('errorShare', 'bars', 'error', 'tablet'),
  duration('p50Ms', 'p50'),
  duration('p95Ms', 'p95'),
  shape('p95Ms', 'line', 'base', 'desktop'),
  duration('p99Ms', 'p99'),
  {
    key: 'coldStarts',
    title: 'Cold',
    align: 'right',
    width: 68,
    isSortable: true,
    from: 'tablet',
    cell: ({ figures: { coldStarts, requests }, isFunction }) =>
      isFunction ? <Measure {...percentMeasure((coldStarts ?? 0) / Math.max(1, requests ?? 0))} /> : <NoMeasure />,
  },
  {
    key: 'timeouts',
    title: 'Timeouts',
    align: 'right',
    width: 76,
    isSortable: true,
    from: 'tablet',
    cell: ({ figures: { timeouts }, isFunction }) =>
      isFunction ? (
        <span className={(timeouts ?? 0) > 0 ? styles.high : styles.zero}>{countText(timeouts ?? 0)}</span>
      ) : (
        <NoMeasure />
      ),
  },
  {
    key: 'memoryUsedMb',
    title: 'Memory used / size',
    align: 'right',
    width: 160,
    isSortable: true,
    from: 'desktop',
    cell: ({ figures: { memoryUsedMb, memorySizeMb } }) => {
      if (memoryUsedMb === null || memorySizeMb === null) return <NoMeasure />;
      const share = memoryUsedMb / memorySizeMb;
      return (
        <span className={styles.memory}>
          <span>
            {countText(memoryUsedMb)} <small>/ {countText(memorySizeMb)} MB</small>
          </span>
          <Meter share={share} tone={share > NEAR_MEMORY_SHARE ? 'warn' : 'base'} width={40} />
        </span>
      );
    },
  },
  {
    key: 'costUsd',
    title: <span title={COST_WORDS}>Cost</span>,
    align: 'right',
    width: 96,
    isSortable: true,
    from: 'tablet',
    cell: ({ figures: { costUsd } }) => (costUsd === null ? <NoMeasure /> : usdText(costUsd)),
  },
];

/** What the menu of columns calls them; the name is always there. */
export const COLUMN_NAMES = {
  runtime: 'Runtime',
  requests: 'Requests',
  errorShare: 'Errors',
  p50Ms: 'p50',
  p95Ms: 'p95',
  p99Ms: 'p99',
  coldStarts: 'Cold starts',
  timeouts: 'Timeouts',
  memoryUsedMb: 'Memory',
  costUsd: 'Cost',
} as const;

export function columnFrom(key: string): Column<OverviewRow>['from'] {
  return key === 'runtime' ? 'wide' : FIGURES.find((column) => column.key === key)?.from;
}
