// The columns that there are, found by typing; a press puts one into the statement.
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { fields as fieldsLike } from '../api/api-queries.ts';
import { useFavouriteFields } from '../explore/favourite-fields.ts';
import { FavouriteStar } from '../explore/favourite-star.tsx';
import { countText } from '../format/count.ts';
import { Matched } from '../ui/matched.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './column-list.module.css';
import type { CatalogueField } from './sql-completion.ts';

interface ColumnListProps {
  readonly fields: readonly CatalogueField[];
  /** There are more: the server finds them. */
  readonly isPart: boolean;
  readonly onPick: (sql: string) => void;
}

const OWN = [
  { key: 'time', sql: 'time', mark: 'ts' },
  { key: 'duration_ms', sql: 'duration_ms', mark: '123' },
  { key: 'main', sql: 'main', mark: 'yes' },
];

export function ColumnList({ fields, isPart, onPick }: ColumnListProps) {
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim().toLowerCase());
  const like = useQuery({ ...fieldsLike(search), enabled: isPart && search !== '' });
  const others = isPart && search !== '' ? (like.data?.fields ?? []) : [];
  const known = new Set([...OWN, ...fields].map(({ key }) => key));
  const sent = [
    ...fields.filter(({ key }) => !OWN.some((own) => own.key === key)),
    ...others.filter(({ key }) => !known.has(key)),
  ];
  const all = [...OWN, ...sent.map(({ key, sql, types }) => ({ key, sql, mark: markOf(types) }))];
  const favourites = useFavouriteFields();
  const found = all.filter(({ key }) => key.toLowerCase().includes(search));
  const isFavourite = ({ key }: { readonly key: string }): boolean => favourites.includes(key);
  const shown = [...found.filter(isFavourite), ...found.filter((column) => !isFavourite(column))];
  return (
    <div className={styles.columns}>
      <TextField
        label="Find a column"
        icon={<Search size={14} />}
        value={text}
        onChange={(event) => setText(event.target.value)}
        data-page-filter
      />
      <p className={styles.head}>
        <b>spans</b>
        <span>
          {isPart && 'More than '}
          {countText(OWN.length + fields.length)} columns
        </span>
      </p>
      <ul className={styles.list}>
        {shown.map(({ key, sql, mark }) => (
          <li key={sql}>
            <button type="button" title={`Insert ${sql}`} onClick={() => onPick(sql)}>
              <span className={styles.mark} aria-hidden="true">
                {mark}
              </span>
              <span className={styles.name}>
                <Matched text={key} match={search} />
              </span>
            </button>
            <FavouriteStar field={key} isOfMany />
          </li>
        ))}
        {shown.length === 0 && <li className={styles.none}>No column like “{text.trim()}”.</li>}
      </ul>
    </div>
  );
}

function markOf(types: CatalogueField['types']): string {
  const names = Object.keys(types);
  if (names.length !== 1) return 'mix';
  return names[0] === 'boolean' ? 'yes' : names[0] === 'string' ? 'abc' : '123';
}
