// The list of fields: type, level, coverage, distinct, the most frequent values, where each lies.

import { FavouriteStar } from '../explore/favourite-star.tsx';
import { copyValues, useExploreLinks, type ValueActions, valueKeys } from '../explore/value-actions.ts';
import { valueMeasure } from '../format/attribute-value.ts';
import { percentText } from '../format/count.ts';
import { visibleText } from '../format/visible-text.ts';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Measure } from '../ui/measure.tsx';
import { Meter } from '../ui/meter.tsx';
import type { ValueKeys } from '../ui/value-keys.ts';
import { distinctText, type Field, placeText, typedValue, typesText } from './field.ts';
import styles from './field-table.module.css';
import { TopShares } from './top-shares.tsx';

interface FieldTableProps {
  readonly fields: readonly Field[];
  /** Of the whole lake. */
  readonly spans: number;
  readonly chosenKey: string | undefined;
  readonly onOpen: (field: Field, isNewTab: boolean) => void;
}

export function FieldTable({ fields, spans, chosenKey, onOpen }: FieldTableProps) {
  const actions = useExploreLinks();
  return (
    <DataTable
      label="Fields"
      columns={columnsFor(spans, chosenKey !== undefined)}
      rows={fields}
      rowKey={({ key }) => key}
      chosenKey={chosenKey}
      onOpen={onOpen}
      valueKeys={(chosen, column) => (column === 'top' ? topKeys(actions, chosen) : fieldKeys(actions, chosen))}
      isDense
      isNarrow
    />
  );
}

function fieldKeys(actions: ValueActions, fields: readonly Field[]): ValueKeys {
  const keys = fields.map(({ key }) => key);
  return { groupBy: () => actions.groupBy(...keys), copy: () => copyValues(keys) };
}

function topKeys(actions: ValueActions, fields: readonly Field[]): ValueKeys {
  return valueKeys(
    actions,
    fields.flatMap((field) =>
      field.top.slice(0, 1).map(({ value }) => ({ column: field.key, value: typedValue(field, value) })),
    ),
  );
}

function columnsFor(spans: number, isPanelOpen: boolean): readonly Column<Field>[] {
  return [
    {
      key: 'key',
      title: <span className={styles.head}>Field</span>,
      isValue: true,
      cell: ({ key }) => (
        <span className={styles.field}>
          <b className={styles.key} title={visibleText(key)}>
            {visibleText(key)}
          </b>
          <FavouriteStar field={key} isOfMany isCell />
        </span>
      ),
    },
    {
      key: 'type',
      title: 'Type',
      width: 80,
      from: isPanelOpen ? 'desktop' : 'tablet',
      cell: (field) => (Object.keys(field.types).length > 1 ? <Badge tone="warn">mixed</Badge> : typesText(field)),
    },
    {
      key: 'level',
      title: 'Level',
      width: 80,
      from: isPanelOpen ? 'desktop' : 'tablet',
      cell: ({ levels }) => <span className={styles.quiet}>{levels.join(', ')}</span>,
    },
    {
      key: 'coverage',
      title: 'Coverage',
      align: 'right',
      width: 122,
      phoneWidth: 124,
      cell: ({ rows }) => {
        // An attribute `main` lies beside the column of that name, and a span may have several events.
        const share = Math.min(1, rows / Math.max(1, spans));
        return (
          <span className={styles.coverage}>
            {percentText(share)} <Meter share={share} width={48} />
          </span>
        );
      },
    },
    {
      key: 'distinct',
      title: 'Distinct',
      align: 'right',
      width: 84,
      from: 'tablet',
      cell: ({ distinct }) => distinctText(distinct),
    },
    {
      key: 'top',
      title: 'Top values',
      width: isPanelOpen ? 230 : 340,
      from: 'tablet',
      isValue: true,
      cell: (field) => (
        <span className={styles.top}>
          <TopShares field={field} />
          <span title={field.top.map(({ value }) => visibleText(value)).join('\n')}>
            {field.top[0]?.value === '' ? '(empty)' : visibleText(field.top[0]?.value ?? '')}
          </span>
        </span>
      ),
    },
    {
      key: 'column',
      title: 'Stored in',
      width: 90,
      from: 'desktop',
      cell: (field) => <span className={styles.quiet}>{placeText(field)}</span>,
    },
    {
      key: 'bytes',
      title: 'Bytes read',
      align: 'right',
      width: 96,
      from: 'desktop',
      cell: ({ bytes }) => <Measure {...valueMeasure(bytes, 'bytes')} />,
    },
  ];
}
