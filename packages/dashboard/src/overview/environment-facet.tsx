// The environment that everything is seen in; it survives a change of page.
import { useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { fieldValues } from '../api/api-queries.ts';
import { countText } from '../format/count.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Menu } from '../ui/menu.tsx';
import styles from './environment-facet.module.css';

interface EnvironmentFacetProps {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

export function EnvironmentFacet({ value, onChange }: EnvironmentFacetProps) {
  const { range } = useRangeClock();
  const { data } = useQuery(fieldValues('deployment.environment.name', '', range));
  const values = data?.values ?? [];
  if (values.length === 0 && value === undefined) return null;
  return (
    <span className={styles.facet}>
      <Menu
        label="Environment"
        align="end"
        trigger={
          <button type="button" className={styles.button}>
            Environment {value === undefined ? <small>{values.length}</small> : <b>{value}</b>}
          </button>
        }
        groups={[
          values.map((one) => ({
            label: (
              <>
                {one.value} <small className={styles.count}>{countText(one.count)}</small>
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
          aria-label="All environments"
          onClick={() => onChange(undefined)}
        >
          <X size={12} />
        </button>
      )}
    </span>
  );
}
