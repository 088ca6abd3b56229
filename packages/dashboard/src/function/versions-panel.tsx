// A function's versions side by side, the newest first; a row compares it with the one before.

import { Link } from '@tanstack/react-router';
import type { Filter } from '@tracelake/query/structured';
import { ChevronRight } from 'lucide-react';
import { durationsOf, exploreSearch } from '../explore/starting-query.ts';
import { useExploreLinks, valueKeys } from '../explore/value-actions.ts';
import { usdText } from '../format/bytes.ts';
import { countText, percentMeasure } from '../format/count.ts';
import { durationMeasure } from '../format/duration.ts';
import { ageText } from '../format/moment.ts';
import { visibleText } from '../format/visible-text.ts';
import { COST_WORDS } from '../overview/overview-request.ts';
import { useVersionFigures, type VersionFigures } from '../overview/version-figures.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Badge } from '../ui/badge.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Measure, NoMeasure } from '../ui/measure.tsx';
import { Meter } from '../ui/meter.tsx';
import { Moment } from '../ui/moment.tsx';
import { Panel } from '../ui/panel.tsx';
import { useGo } from '../ui/use-go.ts';
import styles from './versions-panel.module.css';

const HIGH_ERROR_SHARE = 0.05;
/** Invocations: one alone costs too little to be read. */
const COST_OF = 1000;

/** What Lambda ran: messages of a batch are units of work, too. */
function ranOf({ invocations, count }: VersionFigures): number {
  return invocations || count;
}

export function VersionsPanel({ name }: { readonly name: string }) {
  const go = useGo();
  const actions = useExploreLinks(durationsOf([{ column: 'faas.name', op: '=', value: name }]));
  const { zone } = useSettings();
  const { nowMs } = useRangeClock();
  const { versions, stats } = useVersionFigures('function', name);
  const rows = versions.filter(({ service }) => service === name).sort((one, other) => other.firstMs - one.firstMs);
  if (rows.length === 0) return null;
  const all = rows.reduce((sum, row) => sum + ranOf(row), 0);
  const isNewest = ({ version }: VersionFigures): boolean => rows.length > 1 && version === rows[0].version;
  const columns: Column<VersionFigures>[] = [
    {
      key: 'version',
      title: 'Version',
      cell: (row) => (
        <span className={styles.version}>
          <i style={{ background: `var(--${isNewest(row) ? 'sel' : 'base'})` }} />
          {visibleText(row.version)} {isNewest(row) && <Badge>newest</Badge>}
        </span>
      ),
    },
    {
      key: 'first',
      title: <span title="Within the chosen time; it may be older than that">First in range</span>,
      width: 130,
      cell: ({ firstMs }) => <Moment ms={firstMs}>{ageText(firstMs, zone, nowMs)}</Moment>,
    },
    {
      key: 'share',
      title: 'Share of invocations',
      width: 140,
      from: 'tablet',
      cell: (row) => <Meter share={ranOf(row) / all} tone={isNewest(row) ? 'sel' : 'base'} width={110} />,
    },
    { key: 'count', title: 'Invocations', align: 'right', width: 100, cell: (row) => countText(ranOf(row)) },
    {
      key: 'errors',
      title: 'Errors',
      align: 'right',
      width: 84,
      cell: ({ errors, count }) => (
        <span className={errors / count >= HIGH_ERROR_SHARE ? styles.high : undefined}>
          <Measure {...percentMeasure(errors / count)} />
        </span>
      ),
    },
    {
      key: 'p50',
      title: 'p50',
      align: 'right',
      width: 84,
      from: 'tablet',
      cell: ({ p50Ms }) => (p50Ms === null ? <NoMeasure /> : <Measure {...durationMeasure(p50Ms)} />),
    },
    {
      key: 'p95',
      title: 'p95',
      align: 'right',
      width: 84,
      cell: ({ p95Ms }) => <Measure {...durationMeasure(p95Ms)} />,
    },
    {
      key: 'cold',
      title: 'Cold',
      align: 'right',
      width: 72,
      from: 'tablet',
      cell: (row) =>
        row.coldStarts === null ? <NoMeasure /> : <Measure {...percentMeasure(row.coldStarts / ranOf(row))} />,
    },
    {
      key: 'cost',
      title: <span title={COST_WORDS}>Cost / 1 k</span>,
      align: 'right',
      width: 90,
      from: 'tablet',
      cell: ({ costUsd, invocations }) =>
        costUsd === null || !invocations ? <NoMeasure /> : usdText((costUsd / invocations) * COST_OF),
    },
  ];
  return (
    <Panel
      title="Versions"
      side={
        <>
          <CostLine stats={stats} />
          {rows.length > 1 && (
            <Link to="/explore" className={styles.compare} search={versionSearch(name, rows[0], rows[1]) as never}>
              Compare all attributes <ChevronRight size={14} />
            </Link>
          )}
        </>
      }
    >
      <DataTable
        label="Versions"
        columns={columns}
        rows={rows}
        rowKey={({ version }) => version}
        valueKeys={(chosen) =>
          valueKeys(
            actions,
            chosen.map(({ version }) => ({ column: 'service.version', value: version })),
          )
        }
        onOpen={(row, isNewTab) =>
          go({ to: '/explore', search: versionSearch(name, row, rows[rows.indexOf(row) + 1]) as never }, isNewTab)
        }
      />
    </Panel>
  );
}

/** A version against the one before it; the first there is has none, so its errors against its rest. */
function versionSearch(name: string, { version }: VersionFigures, before: VersionFigures | undefined) {
  const own: Filter = { column: 'service.version', op: '=', value: version };
  const q = exploreSearch(
    durationsOf([
      { column: 'faas.name', op: '=', value: name },
      before === undefined ? own : { column: 'service.version', op: 'in', value: [version, before.version] },
    ]),
  );
  const picked = before === undefined ? { vs: 'errors' } : { sel: exploreSearch({ filters: [own] }) };
  return { q, ...picked, tab: 'compare' };
}
