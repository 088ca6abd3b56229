// A filter of a page: its values with their counts; one of them is chosen, or none.
import { Check, X } from 'lucide-react';
import { countText } from '../format/count.ts';
import { visibleText } from '../format/visible-text.ts';
import { Menu } from '../ui/menu.tsx';
import styles from './facet-menu.module.css';

interface FacetMenuProps {
  readonly label: string;
  readonly values: readonly { readonly value: string; readonly count: number }[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

export function FacetMenu({ label, values, value, onChange }: FacetMenuProps) {
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
