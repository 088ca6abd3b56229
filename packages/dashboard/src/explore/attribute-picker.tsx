// Which attribute: the columns of every span, then what the catalogue knows, with types, values and how many spans have it.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { fields } from '../api/api-queries.ts';
import { countText, percentText } from '../format/count.ts';
import { type PickItem, PickList } from '../ui/pick-list.tsx';
import { toggleFavourite, useFavouriteFields } from './favourite-fields.ts';
import { recentFields, rememberField } from './recent-fields.ts';
import { STRUCTURAL_FIELDS } from './structural-fields.ts';

interface AttributePickerProps {
  readonly label: string;
  /** Only numbers: for a sum, a percentile, a heatmap. */
  readonly isNumeric?: boolean;
  readonly onPick: (key: string, isByTab: boolean) => void;
}

export function AttributePicker({ label, isNumeric = false, onPick }: AttributePickerProps) {
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const { data } = useQuery(fields(search));
  const typed = text.trim().toLowerCase();
  const structural: PickItem[] = STRUCTURAL_FIELDS.filter(
    ({ key, type }) => key.includes(typed) && (!isNumeric || type === 'number'),
  ).map(({ key, type, description }) => ({ value: key, note: typeWord(type), more: description }));
  // What was found for an earlier text is narrowed at once, while the next answer is under way.
  const known = (data?.fields ?? []).filter(
    ({ key, types }) => key.toLowerCase().includes(typed) && (!isNumeric || 'number' in types),
  );
  const favourites = useFavouriteFields();
  const spans = Math.max(1, data?.spans ?? 0);
  const attributes: PickItem[] = known.map(({ key, description, types, top, rows }) => ({
    value: key,
    note: Object.keys(types).map(typeWord).join(', '),
    more: [top.map(({ value }) => value).join(', '), description].filter(Boolean).join(' · '),
    side: percentText(Math.min(1, rows / spans)),
  }));
  // Each field once: a favourite is not among the others.
  const found = [...structural, ...attributes];
  // One that is not among the first of the catalogue has its name alone.
  const named = (keys: readonly string[]): readonly PickItem[] =>
    keys
      .filter((key) => key.toLowerCase().includes(typed))
      .flatMap((key) => found.find(({ value }) => value === key) ?? (isNumeric ? [] : { value: key }));
  // As they were when the list was opened: what is picked does not move the others.
  const [picked] = useState(recentFields);
  const recent = picked.filter((key) => !favourites.includes(key));
  const others = (items: readonly PickItem[]) =>
    items.filter(({ value }) => !favourites.includes(value) && !recent.includes(value));
  return (
    <PickList
      label={label}
      text={text}
      onText={setText}
      takesText
      groups={[
        { title: 'Favourites', items: named(favourites) },
        { title: 'Recent', items: named(recent) },
        { title: 'Every span', items: others(structural) },
        { title: 'Attributes', items: others(attributes) },
      ]}
      starred={favourites}
      onStar={toggleFavourite}
      onPick={(key, isByTab) => {
        rememberField(key);
        onPick(key, isByTab);
      }}
      foot={data !== undefined && `${countText(structural.length + attributes.length)} shown`}
    />
  );
}

function typeWord(type: string): string {
  return type === 'string' ? 'text' : type;
}
