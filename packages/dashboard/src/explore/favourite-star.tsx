// Marks a field as a favourite in this browser: it comes first wherever a field is picked.
import { Star } from 'lucide-react';
import { IconButton } from '../ui/button.tsx';
import { toggleFavourite, useFavouriteFields } from './favourite-fields.ts';
import styles from './favourite-star.module.css';

interface FavouriteStarProps {
  readonly field: string;
  /** Of many in a list: its name tells which. */
  readonly isOfMany?: boolean;
  /** In a table, whose arrows reach it. */
  readonly isCell?: boolean;
}

export function FavouriteStar({ field, isOfMany = false, isCell = false }: FavouriteStarProps) {
  const isFavourite = useFavouriteFields().includes(field);
  const word = isFavourite ? 'No favourite' : 'Favourite';
  return (
    <IconButton
      label={isOfMany ? `${word}: ${field}` : word}
      aria-pressed={isFavourite}
      data-cell={isCell ? '' : undefined}
      tabIndex={isCell ? -1 : undefined}
      icon={<Star size={14} fill={isFavourite ? 'currentColor' : 'none'} />}
      className={isFavourite ? styles.favourite : undefined}
      onClick={() => toggleFavourite(field)}
    />
  );
}
