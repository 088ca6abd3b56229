// One field as a filter of a page: its values with their counts; what is chosen stands in the address.

import { useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { fields, fieldValues } from '../api/api-queries.ts';
import { countText } from '../format/count.ts';
import { visibleText } from '../format/visible-text.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Menu } from '../ui/menu.tsx';
import type { Facet } from './facet.ts';
import styles from './field-facet.module.css';

interface FieldFacetProps {
  readonly facet: Facet;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

const MOST_VALUES = 30;
const MOST_FIELDS = 1000;

/** Nothing where the lake has no such field. */
export function FieldFacet({ facet: { label, field }, value, onChange }: FieldFacetProps) {
  const { range } = useRangeClock();
  // One question for all facets; the values of a field that there is not are no answer.
  const known = useQuery(fields('', MOST_FIELDS)).data?.fields ?? [];
  const isThere = known.some(({ key }) => key === field);
  const { data } = useQuery({ ...fieldValues(field, '', range, { isLater: true }), enabled: isThere });
  const values = (data?.values ?? []).slice(0, MOST_VALUES);
  if (values.length === 0 && value === undefined) return null;
  return (
    <span className={styles.facet}>
      <Menu
        label={label}
        align="end"
        trigger={
          <button type="button" className={styles.button}>
            {label} {value === undefined ? <small>{values.length}</small> : <b>{visibleText(value)}</b>}
          </button>
        }
        groups={[
          values.map((one) => ({
            label: (
              <>
                {visibleText(one.value)} <small className={styles.count}>{countText(one.count)}</small>
              </>
            ),
            isChecked: one.value === value,
            icon: one.value === value ? <Check size={14} /> : <span />,
            onSelect: () => onChange(one.value === value ? undefined : one.value),
          })),
        ]}
      />
      {value !== undefined && (
        <button
          type="button"
          className={styles.clear}
          aria-label={`Any ${label.toLowerCase()}`}
          onClick={() => onChange(undefined)}
        >
          <X size={12} />
        </button>
      )}
    </span>
  );
}
