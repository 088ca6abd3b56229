// Fields: what is in the data. Key, types, level, coverage, distinct values, the most frequent ones.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useDeferredValue } from 'react';
import type { Answer as ApiAnswer } from '../api/api-client.ts';
import { fields } from '../api/api-queries.ts';
import { exploreSearch, groupedBy, heatmapOf } from '../explore/starting-query.ts';
import { countText, percentText } from '../format/count.ts';
import { useChangeSearch } from '../page-search.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Meter } from '../ui/meter.tsx';
import { Page } from '../ui/page.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './fields-page.module.css';

type Field = ApiAnswer<'GET /api/v1/fields'>['fields'][number];

const route = getRouteApi('/fields/{-$key}');
const SHOWN = 1000;

export function FieldsPage() {
  const { find = '' } = route.useSearch();
  const change = useChangeSearch();
  const navigate = useNavigate();
  const search = useDeferredValue(find.trim());
  const query = useQuery(fields(search, SHOWN));
  const rows = query.data?.fields ?? [];
  const most = Math.max(1, ...rows.map((field) => field.rows));
  const open = ({ key, types }: Field): void => {
    void navigate({
      to: '/explore',
      search: { q: exploreSearch('number' in types ? heatmapOf(key) : groupedBy(key)) },
    });
  };
  return (
    <Page>
      <PageHead title="Fields">
        <TextField
          label="Find a field"
          icon={<Search size={14} />}
          hint="filter"
          value={find}
          onChange={(event) => change({ find: event.target.value || undefined }, true)}
          data-page-filter
        />
      </PageHead>
      <Panel label="Fields">
        <Answer query={query} minHeight={400}>
          {() =>
            rows.length === 0 ? (
              <Empty title={`No field like “${find}”`} minHeight={400} />
            ) : (
              <DataTable
                label="Fields"
                columns={columnsFor(most)}
                rows={rows}
                rowKey={({ key }) => key}
                isDense
                onOpen={open}
              />
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}

function columnsFor(most: number): readonly Column<Field>[] {
  return [
    { key: 'key', title: 'Field', cell: ({ key }) => <b className={styles.key}>{key}</b> },
    {
      key: 'type',
      title: 'Type',
      width: 110,
      cell: ({ types }) =>
        Object.keys(types)
          .map((type) => (type === 'string' ? 'text' : type))
          .join(', '),
    },
    { key: 'level', title: 'Level', width: 130, from: 'tablet', cell: ({ levels }) => levels.join(', ') },
    {
      key: 'coverage',
      title: 'Coverage',
      width: 140,
      cell: ({ rows }) => (
        <span className={styles.coverage}>
          <Meter share={rows / most} /> {percentText(rows / most)}
        </span>
      ),
    },
    { key: 'rows', title: 'Spans', align: 'right', width: 100, from: 'tablet', cell: ({ rows }) => countText(rows) },
    {
      key: 'distinct',
      title: 'Distinct',
      align: 'right',
      width: 90,
      cell: ({ distinct }) => `≈ ${countText(distinct)}`,
    },
    {
      key: 'top',
      title: 'Top values',
      from: 'tablet',
      cell: ({ top }) => <span className={styles.top}>{top.map(({ value }) => value).join(', ')}</span>,
    },
    {
      key: 'column',
      title: 'Stored in',
      width: 150,
      from: 'desktop',
      cell: ({ column }) => (column === null ? 'map' : 'own column'),
    },
  ];
}
