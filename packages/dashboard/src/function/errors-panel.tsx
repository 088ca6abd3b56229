// What a function's errors are, by type, with their shape.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Filter } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import { bucketSeconds } from '../explore/explore-requests.ts';
import { groupValueText } from '../explore/group-label.ts';
import { valueFilter } from '../explore/query-steps.ts';
import { exploreSearch, groupedBy } from '../explore/starting-query.ts';
import { numberOf } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import styles from './errors-panel.module.css';

const BUCKETS = 30;
const SHOWN = 8;

export function ErrorsPanel({ filters }: { readonly filters: readonly Filter[] }) {
  const { range } = useRangeClock();
  const failed: Filter[] = [...filters, { column: 'status_code', op: '=', value: 'ERROR' }];
  const query = useQuery(
    structuredQuery(
      {
        calculations: [{ op: 'COUNT' }],
        breakdowns: ['error.type'],
        filters: failed,
        limit: SHOWN,
        granularity: bucketSeconds(range, BUCKETS),
      },
      range,
    ),
  );
  const total = query.data?.rows.reduce((sum, [, count]) => sum + Number(count), 0) ?? 0;
  return (
    <Panel
      title="Errors"
      note={query.data === undefined ? undefined : `${countText(total)} in ${query.data.rows.length} types`}
    >
      <Answer query={query} minHeight={80}>
        {(data) =>
          data.rows.length === 0 ? (
            <p className={styles.none}>No errors in this range.</p>
          ) : (
            <ul className={styles.list}>
              {data.rows.map(([type, count]) => {
                const shape = data.series?.groups.find(({ group }) => group?.[0] === type)?.values['COUNT'] ?? [];
                return (
                  <li key={String(type)}>
                    <Link
                      to="/explore"
                      search={{
                        q: exploreSearch(groupedBy('exception.message', [...failed, valueFilter('error.type', type)])),
                      }}
                    >
                      <code>{groupValueText(type)}</code>
                      <Sparkline values={shape.map(numberOf)} kind="bars" tone="error" width={72} height={20} />
                      <span>{countText(Number(count))}</span>
                    </Link>
                  </li>
                );
              })}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}
