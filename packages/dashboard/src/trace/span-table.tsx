// A trace's spans by service and name: how many, how long, how much of it their own.

import { useMemo, useState } from 'react';
import { useExploreLinks, valueKeys } from '../explore/value-actions.ts';
import { countText, percentText } from '../format/count.ts';
import { durationMeasure } from '../format/duration.ts';
import { type Column, DataTable, type TableSort } from '../ui/data-table.tsx';
import { Measure } from '../ui/measure.tsx';
import { Meter } from '../ui/meter.tsx';
import styles from './span-table.module.css';
import type { TraceModel } from './trace-model.ts';

interface SpanGroup {
  readonly name: string;
  readonly service: string;
  readonly count: number;
  readonly errors: number;
  readonly total: number;
  readonly self: number;
  readonly longest: number;
  readonly longestRow: number;
}

interface SpanTableProps {
  readonly model: TraceModel;
  readonly tones: ReadonlyMap<string, string>;
  readonly onSelect: (row: number) => void;
}

type NumberKey = 'count' | 'errors' | 'total' | 'self' | 'longest';

export function SpanTable({ model, tones, onSelect }: SpanTableProps) {
  const actions = useExploreLinks();
  const groups = useMemo(() => spanGroups(model), [model]);
  const [sort, setSort] = useState<TableSort>({ key: 'self', order: 'descending' });
  const sign = sort.order === 'descending' ? -1 : 1;
  const rows = [...groups].sort((one, other) => sign * (one[sort.key as NumberKey] - other[sort.key as NumberKey]));
  const all = Math.max(
    1,
    groups.reduce((sum, { self }) => sum + self, 0),
  );
  const time = (key: NumberKey, title: string): Column<SpanGroup> => ({
    key,
    title,
    align: 'right',
    width: 100,
    isSortable: true,
    cell: (row) => <Measure {...durationMeasure(row[key] / 1e6)} />,
  });
  const columns: Column<SpanGroup>[] = [
    {
      key: 'name',
      title: 'Span',
      cell: ({ name, service }) => (
        <span className={styles.name}>
          <i style={{ background: `var(--${tones.get(service)})` }} />
          {name} <small>{service}</small>
        </span>
      ),
    },
    {
      key: 'count',
      title: 'Count',
      align: 'right',
      width: 80,
      isSortable: true,
      cell: ({ count }) => countText(count),
    },
    {
      key: 'errors',
      title: 'Errors',
      align: 'right',
      width: 80,
      isSortable: true,
      cell: ({ errors }) => <span className={errors > 0 ? styles.errors : styles.zero}>{countText(errors)}</span>,
    },
    time('longest', 'Longest'),
    time('total', 'Total'),
    time('self', 'Self'),
    {
      key: 'share',
      title: 'Share of self time',
      width: 220,
      from: 'tablet',
      cell: ({ self, service }) => (
        <span className={styles.name}>
          <Meter share={self / all} tone={tones.get(service) ?? 'base'} width={120} /> {percentText(self / all)}
        </span>
      ),
    },
  ];
  return (
    <div className={styles.table}>
      <DataTable
        label="Spans of this trace"
        columns={columns}
        rows={rows}
        rowKey={({ name, service }) => `${service} ${name}`}
        sort={sort}
        onSort={(key) =>
          setSort({ key, order: sort.key === key && sort.order === 'descending' ? 'ascending' : 'descending' })
        }
        valueKeys={(chosen) =>
          valueKeys(
            actions,
            chosen.map(({ name }) => ({ column: 'name', value: name })),
          )
        }
        onOpen={({ longestRow }) => onSelect(longestRow)}
      />
    </div>
  );
}

function spanGroups({ spans }: TraceModel): SpanGroup[] {
  const groups = new Map<string, SpanGroup>();
  for (const { index, name, service, durationNs, selfNs, isError } of spans) {
    const key = `${service}\0${name}`;
    const known = groups.get(key) ?? {
      name,
      service,
      count: 0,
      errors: 0,
      total: 0,
      self: 0,
      longest: -1,
      longestRow: index,
    };
    const isLonger = durationNs > known.longest;
    groups.set(key, {
      ...known,
      count: known.count + 1,
      errors: known.errors + Number(isError),
      total: known.total + durationNs,
      self: known.self + selfNs,
      longest: isLonger ? durationNs : known.longest,
      longestRow: isLonger ? index : known.longestRow,
    });
  }
  return [...groups.values()];
}
