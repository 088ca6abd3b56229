// What was run before, by whom ever asks this lake: opens the list, whose code comes with the first press.
import { History } from 'lucide-react';
import { lazy, useState } from 'react';
import { LatePart } from '../shell/late-part.tsx';
import { Button } from '../ui/button.tsx';
import { Popover } from '../ui/popover.tsx';
import styles from './history-button.module.css';

const HistoryList = lazy(() => import('./history-list.tsx'));

export function HistoryButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      label="History"
      align="end"
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button icon={<History size={14} />} className={styles.button} aria-label="History">
          <span>History</span>
        </Button>
      }
    >
      <LatePart>
        <HistoryList onClose={() => setOpen(false)} />
      </LatePart>
    </Popover>
  );
}
