// The text that a page's list is narrowed by: in the address, and reached by its key.
import { Search } from 'lucide-react';
import { TextField } from './text-field.tsx';

export interface PageFilterProps {
  readonly label: string;
  readonly value: string;
  /** `undefined`: nothing is looked for. */
  readonly onFind: (find: string | undefined) => void;
  readonly className?: string | undefined;
}

export function PageFilter({ label, value, onFind, className }: PageFilterProps) {
  return (
    <TextField
      label={label}
      icon={<Search size={14} />}
      hint="filter"
      value={value}
      onChange={(event) => onFind(event.target.value || undefined)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // The nearest thing is the field: what is open beside the list stays for the next press.
        event.stopPropagation();
        event.currentTarget.blur();
      }}
      data-page-filter
      className={className}
    />
  );
}
