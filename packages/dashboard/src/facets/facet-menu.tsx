// A filter of a page: its values with their counts; one of them is chosen, or none.
import { Check, X } from 'lucide-react';
import { lazy, type ReactNode, useState } from 'react';
import { countText } from '../format/count.ts';
import { visibleText } from '../format/visible-text.ts';
import { LatePart } from '../shell/late-part.tsx';
import { Menu } from '../ui/menu.tsx';
import { Popover } from '../ui/popover.tsx';
import styles from './facet-menu.module.css';

const FacetSearch = lazy(async () => ({ default: (await import('./facet-search.tsx')).FacetSearch }));

interface FacetMenuProps {
  readonly label: string;
  readonly values: readonly { readonly value: string; readonly count: number }[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  /** What the counts are of, where not of all. */
  readonly about?: string | undefined;
  /** Where these are not all of its values: whose others are searched. */
  readonly searched?: string | undefined;
}

export function FacetMenu({ label, values, value, onChange, about, searched }: FacetMenuProps) {
  const trigger = (
    <button type="button" className={styles.button}>
      {label}{' '}
      {value === undefined ? (
        <small>
          {values.length}
          {searched !== undefined && '+'}
        </small>
      ) : (
        <b>{visibleText(value)}</b>
      )}
    </button>
  );
  return (
    <span className={styles.facet}>
      {searched !== undefined ? (
        <SearchedFacet label={label} field={searched} trigger={trigger} onPick={onChange} />
      ) : (
        <Menu
          label={label}
          align="end"
          trigger={trigger}
          {...(about === undefined ? {} : { caption: about })}
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
      )}
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

interface SearchedFacetProps {
  readonly label: string;
  readonly field: string;
  readonly trigger: ReactNode;
  readonly onPick: (value: string) => void;
}

function SearchedFacet({ label, field, trigger, onPick }: SearchedFacetProps) {
  const [isOpen, setOpen] = useState(false);
  const pick = (value: string): void => {
    onPick(value);
    setOpen(false);
  };
  return (
    <Popover label={label} align="end" isOpen={isOpen} onOpenChange={setOpen} trigger={trigger}>
      <LatePart>
        <FacetSearch label={label} field={field} onPick={pick} />
      </LatePart>
    </Popover>
  );
}
