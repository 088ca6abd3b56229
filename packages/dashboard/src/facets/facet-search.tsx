// A filter of a page with more values than a menu shows: they are searched on the server; any can be taken.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { fieldValues } from '../api/api-queries.ts';
import { countText } from '../format/count.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { PickList } from '../ui/pick-list.tsx';

interface FacetSearchProps {
  readonly label: string;
  readonly field: string;
  readonly onPick: (value: string) => void;
}

export function FacetSearch({ label, field, onPick }: FacetSearchProps) {
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const { range } = useRangeClock();
  const { data } = useQuery(fieldValues(field, search, range));
  const items = (data?.values ?? [])
    .filter(({ value }) => value.toLowerCase().includes(text.trim().toLowerCase()))
    .map(({ value, count }) => ({ value, label: value === '' ? '(empty)' : value, side: countText(count) }));
  return (
    <PickList
      label={`Find ${label.toLowerCase()}`}
      text={text}
      onText={setText}
      groups={[{ title: search === '' ? `The ${items.length} most frequent: search finds all` : 'Values', items }]}
      takesText
      onPick={onPick}
    />
  );
}
