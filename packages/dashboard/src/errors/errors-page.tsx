// Errors of all functions by type and message: how often, when, in how many services and versions. A row compares them with the rest.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { Filter } from '@tracelake/query/structured';
import { Search } from 'lucide-react';
import { structuredQuery } from '../api/api-queries.ts';
import { bucketSeconds } from '../explore/explore-requests.ts';
import { groupValueText } from '../explore/group-label.ts';
import { valueFilter } from '../explore/query-steps.ts';
import { exploreSearch } from '../explore/starting-query.ts';
import { countText } from '../format/count.ts';
import { useChangeSearch } from '../page-search.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import { TextField } from '../ui/text-field.tsx';
import { type ErrorGroup, errorGroups } from './error-groups.ts';
import styles from './errors-page.module.css';

const route = getRouteApi('/errors/{-$group}');
const BUCKETS = 40;
const SHOWN = 500;

export function ErrorsPage() {
  const { find = '' } = route.useSearch();
  const change = useChangeSearch();
  const navigate = useNavigate();
  const { range } = useRangeClock();
  const query = useQuery(
    structuredQuery(
      {
        calculations: [
          { op: 'COUNT' },
          { op: 'COUNT_DISTINCT', column: 'service_name' },
          { op: 'COUNT_DISTINCT', column: 'service.version' },
        ],
        breakdowns: ['error.type', 'exception.message'],
        filters: [{ column: 'status_code', op: '=', value: 'ERROR' }],
        limit: SHOWN,
        granularity: bucketSeconds(range, BUCKETS),
      },
      range,
    ),
  );
  const text = find.trim().toLowerCase();
  const groups =
    query.data === undefined
      ? []
      : errorGroups(query.data).filter(({ type, message }) => `${type} ${message}`.toLowerCase().includes(text));
  const open = ({ type, example }: ErrorGroup): void => {
    const filters: Filter[] = [
      valueFilter('error.type', type),
      ...(example === null ? [] : [valueFilter('exception.message', example)]),
    ];
    const calculations = [{ op: 'COUNT' }, { op: 'COUNT_DISTINCT', column: 'service.version' }] as const;
    void navigate({
      to: '/explore',
      search: { q: exploreSearch({ calculations, filters, breakdowns: ['service_name', 'service.version'] }) },
    });
  };
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>Errors</h1>
        <span className={styles.grow} />
        <TextField
          label="Filter errors"
          icon={<Search size={14} />}
          hint="filter"
          value={find}
          onChange={(event) => change({ find: event.target.value || undefined }, true)}
          data-page-filter
        />
      </header>
      <Panel title="Groups" note="by type and message" side={<CostLine stats={query.data?.stats} />}>
        <Answer query={query} minHeight={320}>
          {() =>
            groups.length === 0 ? (
              <Empty title="No errors" minHeight={320}>
                None in this range of time.
              </Empty>
            ) : (
              <DataTable
                label="Error groups"
                isNarrow
                columns={COLUMNS}
                rows={groups}
                rowKey={({ type, message }) => `${type} ${message}`}
                onOpen={open}
              />
            )
          }
        </Answer>
      </Panel>
    </div>
  );
}

const COLUMNS: readonly Column<ErrorGroup>[] = [
  {
    key: 'type',
    title: 'Error',
    cell: ({ type, message }) => (
      <>
        <code className={styles.type}>{groupValueText(type)}</code> <span className={styles.message}>{message}</span>
      </>
    ),
  },
  { key: 'count', title: 'Count', align: 'right', width: 90, cell: ({ count }) => countText(count) },
  {
    key: 'shape',
    title: <span className="hidden-text">Over time</span>,
    width: 130,
    from: 'tablet',
    cell: ({ shape }) => <Sparkline values={shape} kind="bars" tone="error" width={110} height={22} />,
  },
  {
    key: 'services',
    title: 'Services',
    align: 'right',
    width: 84,
    from: 'tablet',
    cell: ({ services }) => countText(services),
  },
  {
    key: 'versions',
    title: 'Versions',
    align: 'right',
    width: 84,
    from: 'tablet',
    cell: ({ versions }) => countText(versions),
  },
];
