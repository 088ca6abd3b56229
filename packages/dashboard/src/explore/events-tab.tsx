// Raw events: one row a span, with the columns that are wanted.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { StructuredQuery } from '@tracelake/query/structured';
import { Columns3, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { structuredQuery } from '../api/api-queries.ts';
import { kindOfField, numberOf, valueText } from '../format/attribute-value.ts';
import { clockText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { Popover } from '../ui/popover.tsx';
import { AttributePicker } from './attribute-picker.tsx';
import styles from './events-tab.module.css';
import type { ExploreState } from './explore-state.ts';
import { groupValueText } from './group-label.ts';
import { apiTimeMs, MOST_COLUMNS, pickedFilters, pickedRange, spanRows } from './picked-spans.ts';
import { calculationsOf } from './query-steps.ts';

const IDS = ['trace_id', 'span_id', 'time'];
const SHOWN = 500;

export function EventsTab({ state }: { readonly state: ExploreState }) {
  const first = useMemo(() => firstColumns(state.query), [state.query]);
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [isPicking, setPicking] = useState(false);
  const columns = chosen ?? first;
  const { range } = useRangeClock();
  const { zone } = useSettings();
  const navigate = useNavigate();
  const query = useQuery(
    structuredQuery(
      spanRows(
        [...IDS, ...columns],
        pickedFilters(state.query, state.box, state.preset),
        [{ column: 'time', order: 'descending' }],
        SHOWN,
      ),
      pickedRange(range, state.box),
    ),
  );
  const rows = query.data?.rows ?? [];
  const table: Column<readonly unknown[]>[] = [
    { key: 'time', title: 'time', width: 120, cell: (row) => clockText(apiTimeMs(row[2]), zone, 'milliseconds') },
    ...columns.map(
      (key, at): Column<readonly unknown[]> => ({
        key,
        title: (
          <span className={styles.title}>
            {key}
            <IconButton
              label={`Remove the column ${key}`}
              icon={<X size={11} />}
              onClick={() => setChosen(columns.filter((one) => one !== key))}
            />
          </span>
        ),
        ...(kindOfField(key) === 'number' ? {} : { width: 130 }),
        cell: (row) => cellText(key, row[IDS.length + at]),
      }),
    ),
  ];
  return (
    <Panel
      title="Events"
      note={rows.length === SHOWN ? `the newest ${SHOWN}` : undefined}
      side={
        <>
          <CostLine stats={query.data?.stats} />
          <Popover
            label="Add a column"
            align="end"
            isOpen={isPicking}
            onOpenChange={setPicking}
            trigger={
              <Button kind="quiet" icon={<Columns3 size={14} />} disabled={columns.length + IDS.length >= MOST_COLUMNS}>
                Columns
              </Button>
            }
          >
            <AttributePicker
              label="Add which column"
              onPick={(key) => {
                setChosen([...columns.filter((one) => one !== key), key]);
                setPicking(false);
              }}
            />
          </Popover>
        </>
      }
    >
      <Answer query={query}>
        {() =>
          rows.length === 0 ? (
            <Empty title="No spans match" />
          ) : (
            <DataTable
              label="Events"
              columns={table}
              rows={rows}
              rowKey={(row) => `${row[0]}${row[1]}${row[2]}`}
              isDense
              onOpen={(row) =>
                void navigate({ to: '/trace/$id', params: { id: String(row[0]) }, search: { span: String(row[1]) } })
              }
            />
          )
        }
      </Answer>
    </Panel>
  );
}

/** What the question names, after what every span has. */
function firstColumns(query: StructuredQuery): readonly string[] {
  const named = [
    ...(query.breakdowns ?? []),
    ...calculationsOf(query).flatMap(({ column }) => (column === undefined ? [] : [column])),
  ];
  return [...new Set(['service_name', 'name', 'duration_ms', 'status_code', ...named])].slice(
    0,
    MOST_COLUMNS - IDS.length,
  );
}

function cellText(key: string, value: unknown): string {
  if (value === null || value === undefined) return '–';
  const number = numberOf(value);
  return number !== null && kindOfField(key) !== 'number' ? valueText(number, kindOfField(key)) : groupValueText(value);
}
