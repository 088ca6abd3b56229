// A long list a part at a time: thousands of rows at once would stop the page.
import { type ReactNode, useState } from 'react';
import { countText } from '../format/count.ts';
import { Button } from './button.tsx';

const STEP = 200;

/** The first of them, and a button for those behind; null where all are shown. */
export function useMore<Item>(items: readonly Item[]): readonly [shown: readonly Item[], more: ReactNode] {
  const [most, setMost] = useState(STEP);
  const rest = items.length - most;
  const more = rest > 0 && (
    <Button kind="quiet" onClick={() => setMost(most + STEP)}>
      Show {countText(Math.min(rest, STEP))} more of {countText(rest)}
    </Button>
  );
  return [items.slice(0, most), more || null];
}
