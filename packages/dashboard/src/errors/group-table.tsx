// The list of groups: what, where, since when, how often.

import type { FilterNode } from '@tracelake/query/structured';
import type { Buckets } from '../charts/pointed-moment.ts';
import { groupValueText } from '../explore/group-label.ts';
import { durationsOf } from '../explore/starting-query.ts';
import { copyValues, useExploreLinks, type ValueActions, valueKeys } from '../explore/value-actions.ts';
import { countText } from '../format/count.ts';
import { ageText } from '../format/moment.ts';
import { visibleText } from '../format/visible-text.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Badge } from '../ui/badge.tsx';
import { classNames } from '../ui/class-names.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Moment } from '../ui/moment.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import type { ValueKeys } from '../ui/value-keys.ts';
import { type ErrorGroup, groupBadge } from './error-group.ts';
import { groupsFilter } from './group-filters.ts';
import styles from './group-table.module.css';

interface GroupTableProps {
  readonly groups: readonly ErrorGroup[];
  /** What the list is narrowed by. */
  readonly within: readonly FilterNode[];
  /** Of their shapes. */
  readonly buckets: Buckets | undefined;
  readonly chosenId: string | undefined;
  readonly onOpen: (group: ErrorGroup, isNewTab: boolean) => void;
}

/** The server looks no further back. */
export const FIRST_WORDS = 'First seen within the chosen time; it may be older than that';

/** The server's order. */
const SORT = { key: 'count', order: 'descending' } as const;

export function GroupTable({ groups, within, buckets, chosenId, onOpen }: GroupTableProps) {
  const { nowMs } = useRangeClock();
  const { zone } = useSettings();
  const actions = useExploreLinks(within.length === 0 ? undefined : durationsOf(within));
  const age = (time: string) => <Moment ms={Date.parse(time)}>{ageText(Date.parse(time), zone, nowMs)}</Moment>;
  const isBeside = chosenId !== undefined;
  const columns: readonly Column<ErrorGroup>[] = [
    {
      key: 'error',
      title: 'Error',
      isValue: true,
      cell: (group) => <ErrorCell group={group} isChosen={group.group === chosenId} />,
    },
    {
      key: 'where',
      title: 'Where',
      width: 190,
      from: 'tablet',
      isValue: true,
      cell: (group) => <Where group={group} />,
    },
    ...(isBeside
      ? []
      : [
          {
            key: 'first',
            title: <span title={FIRST_WORDS}>First in range</span>,
            width: 110,
            from: 'desktop',
            cell: ({ firstSeen }: ErrorGroup) => age(firstSeen),
          } as const,
        ]),
    {
      key: 'last',
      title: 'Last seen',
      width: 110,
      from: 'desktop',
      cell: ({ lastSeen }) => age(lastSeen),
    },
    {
      key: 'shape',
      title: <span className="hidden-text">Over time</span>,
      width: 160,
      from: isBeside ? 'desktop' : 'tablet',
      cell: ({ counts }) => (
        <Sparkline values={counts} kind="bars" tone="error" width={138} height={26} buckets={buckets} />
      ),
    },
    {
      key: 'count',
      title: 'Count',
      align: 'right',
      width: 80,
      isBeside: true,
      cell: ({ count }) => <b className={styles.count}>{countText(count)}</b>,
    },
  ];
  return (
    <div className={styles.groups}>
      <DataTable
        label="Error groups"
        isNarrow
        columns={columns}
        rows={groups}
        rowKey={({ group }) => group}
        onOpen={onOpen}
        valueKeys={(chosen, key) => (key === 'where' ? placeKeys(actions, chosen) : groupKeys(actions, chosen))}
        sort={SORT}
      />
    </div>
  );
}

/** A group is its type and message together; it is grouped by what tells groups apart at a glance, the type. */
function groupKeys(actions: ValueActions, groups: readonly ErrorGroup[]): ValueKeys {
  return {
    where: () => actions.where(groupsFilter(groups)),
    exclude: () => actions.exclude(groupsFilter(groups, true)),
    groupBy: () =>
      actions.groupBy(
        ...new Set(groups.map(({ newest }) => (newest.stack === null ? 'error.type' : 'exception.type'))),
      ),
    copy: () => copyValues(groups.map(({ type, message }) => [type, message].filter(Boolean).join(': '))),
  };
}

function placeKeys(actions: ValueActions, groups: readonly ErrorGroup[]): ValueKeys {
  const cells = groups.flatMap(({ functions, services }) => [
    ...functions.map((value) => ({ column: 'faas.name', value })),
    ...(functions.length > 0 ? [] : services.map((value) => ({ column: 'service_name', value }))),
  ]);
  return valueKeys(actions, cells);
}

function ErrorCell({ group, isChosen }: { readonly group: ErrorGroup; readonly isChosen: boolean }) {
  const badge = groupBadge(group);
  return (
    <div className={classNames(styles.error, isChosen && styles.chosen)} aria-current={isChosen ? 'true' : undefined}>
      <p>
        <code className={styles.type}>{visibleText(group.type ?? 'Error')}</code>
        {badge !== null && (
          <Badge tone={badge.tone} title={badge.title}>
            {badge.word}
          </Badge>
        )}
      </p>
      <p className={styles.message} title={visibleText(group.newest.message ?? '')}>
        {visibleText(group.message ?? 'without a message')}
      </p>
    </div>
  );
}

/** Of many the first by name, and how many more. */
function Where({ group: { functions, services, versions } }: { readonly group: ErrorGroup }) {
  const places = functions.length > 0 ? functions : services;
  return (
    <div className={styles.where} title={visibleText([...places, ...versions].join('\n'))}>
      <p>
        {groupValueText(places[0])}
        {places.length > 1 && <span> and {places.length - 1} more</span>}
      </p>
      <p>
        <span>
          {versions.length > 0 && groupValueText(versions[0])}
          {versions.length > 1 && ` and ${versions.length - 1} more`}
        </span>
      </p>
    </div>
  );
}
