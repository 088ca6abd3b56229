// What a function calls, how often, and which share of the time of all its calls that takes.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Filter } from '@tracelake/query/structured';
import { Database, Globe, List, SquareFunction } from 'lucide-react';
import type { ReactNode } from 'react';
import { structuredQuery } from '../api/api-queries.ts';
import { exploreSearch, STARTING_QUERY } from '../explore/starting-query.ts';
import { countText, percentText } from '../format/count.ts';
import { visibleText } from '../format/visible-text.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Meter } from '../ui/meter.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { type CalledKind, calledOf, callsQuery } from './function-calls.ts';
import styles from './link-rows.module.css';
import { LinkRows } from './link-rows.tsx';

const SHOWN = 10;
const ICONS: Readonly<Record<CalledKind, ReactNode>> = {
  service: <SquareFunction size={14} aria-label="service" />,
  database: <Database size={14} aria-label="database" />,
  queue: <List size={14} aria-label="queue" />,
  external: <Globe size={14} aria-label="elsewhere" />,
};

export function CallsPanel({ filters }: { readonly filters: readonly Filter[] }) {
  const { range } = useRangeClock();
  const query = useQuery(structuredQuery(callsQuery(filters), range, { isLater: true }));
  return (
    <Panel title="Calls" meta="share of their time">
      <Answer query={query} minHeight={80} costRows={({ stats }) => stats.rows}>
        {(data) => (
          <LinkRows columns="14px minmax(0, 1fr) auto 52px 44px 56px" none="No calls in this range.">
            {calledOf(data)
              .slice(0, SHOWN)
              .map(({ name, kind, calls, errors, share, filter }) => (
                <li key={`${kind} ${name}`}>
                  <Link
                    to="/explore"
                    search={{ q: exploreSearch({ ...STARTING_QUERY, filters: [...filters, filter] }) }}
                  >
                    {ICONS[kind]}
                    <span className={styles.name} title={visibleText(name)}>
                      <b>{visibleText(name)}</b>
                    </span>
                    <span className={styles.failed}>{errors > 0 && `${countText(errors)} failed`}</span>
                    <span>{countText(calls)}</span>
                    <span>{percentText(share < 0.01 ? share : Number(share.toFixed(2)))}</span>
                    <Meter share={share} />
                  </Link>
                </li>
              ))}
          </LinkRows>
        )}
      </Answer>
    </Panel>
  );
}
