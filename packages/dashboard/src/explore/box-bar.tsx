// The bar of what is picked, on a heatmap or along a time series: how much it is, and what can be done with it.
import { Scan, X } from 'lucide-react';
import { countText } from '../format/count.ts';
import { Button, IconButton } from '../ui/button.tsx';
import type { BoxActions } from './box-actions.ts';
import styles from './box-bar.module.css';

interface BoxBarProps {
  /** Null where nothing was counted. */
  readonly spans: number | null;
  readonly extent: string;
  readonly actions: BoxActions;
  /** A part of the time alone has no condition but the range of the page: that is a zoom. */
  readonly isTime?: boolean;
  readonly onDrop: () => void;
}

export function BoxBar({ spans, extent, actions, isTime = false, onDrop }: BoxBarProps) {
  return (
    <div className={styles.bar} role="toolbar" aria-label={isTime ? 'The time picked' : 'The box'}>
      {spans !== null && <b>{countText(spans)} spans</b>}
      <span>{extent}</span>
      <Button kind="quiet" icon={<Scan size={14} />} hint="boxCompare" onClick={actions.boxCompare}>
        Compare
      </Button>
      <Button kind="quiet" hint="boxZoom" onClick={actions.boxZoom}>
        Zoom
      </Button>
      <Button kind="quiet" hint="boxTraces" onClick={actions.boxTraces}>
        Traces
      </Button>
      {!isTime && (
        <Button kind="quiet" hint="boxWhere" onClick={actions.boxWhere}>
          Where
        </Button>
      )}
      <IconButton
        label={isTime ? 'Drop what is picked' : 'Drop the box'}
        hint="close"
        icon={<X size={14} />}
        onClick={onDrop}
      />
    </div>
  );
}
