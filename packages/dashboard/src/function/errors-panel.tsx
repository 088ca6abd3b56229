// What a function's errors are: the same groups as on Errors, the most frequent few, with their shape.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Filter } from '@tracelake/query/structured';
import { errorGroups } from '../api/api-queries.ts';
import { bucketsOf } from '../charts/pointed-moment.ts';
import { GROUP_BARS, halved } from '../errors/error-group.ts';
import { countText } from '../format/count.ts';
import { visibleText } from '../format/visible-text.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import styles from './link-rows.module.css';
import { LinkRows } from './link-rows.tsx';

const SHOWN = 8;

export function ErrorsPanel({ filters }: { readonly filters: readonly Filter[] }) {
  const { range } = useRangeClock();
  const query = useQuery(errorGroups(range, filters, bucketSeconds(range, GROUP_BARS)));
  const groups = query.data?.errors ?? [];
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  return (
    <Panel
      title="Errors"
      meta={query.data && `${countText(total)} in ${groups.length} ${groups.length === 1 ? 'group' : 'groups'}`}
    >
      <Answer query={query} minHeight={80} costRows={({ stats }) => stats.rows}>
        {(data) => (
          <LinkRows columns="minmax(0, 1fr) 72px 48px" none="No errors in this range.">
            {groups.slice(0, SHOWN).map(({ group, type, message, count, counts }) => (
              <li key={group}>
                <Link to="/errors/{-$group}" params={{ group }} title={visibleText(message ?? '')}>
                  <span className={styles.name}>
                    <code>{visibleText(type ?? 'Error')}</code> {visibleText(message ?? '')}
                  </span>
                  <Sparkline
                    values={halved(counts)}
                    kind="bars"
                    tone="error"
                    width={72}
                    height={20}
                    buckets={bucketsOf(data, 2)}
                  />
                  <span>{countText(count)}</span>
                </Link>
              </li>
            ))}
          </LinkRows>
        )}
      </Answer>
    </Panel>
  );
}
