// How large a map is drawn: by its buttons and by the keys of the trace.
import { Minus, Plus } from 'lucide-react';
import { useKeys } from '../keys/use-keys.ts';
import { Button, IconButton } from '../ui/button.tsx';
import styles from './map-zoom.module.css';

const STEPS = [0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2];

interface MapZoomProps {
  readonly scale: number;
  readonly onScale: (scale: number) => void;
  /** At which all of it is seen. */
  readonly fitScale: () => number;
}

export function MapZoom({ scale, onScale, fitScale }: MapZoomProps) {
  const larger = STEPS.find((step) => step > scale) ?? scale;
  const smaller = STEPS.findLast((step) => step < scale) ?? scale;
  useKeys({
    zoomIn: () => onScale(larger),
    zoomOutTrace: () => onScale(smaller),
    zoomAll: () => onScale(fitScale()),
  });
  return (
    <div className={styles.zoom} role="toolbar" aria-label="Size of the map">
      <IconButton
        label="Smaller"
        hint="zoomOutTrace"
        icon={<Minus size={14} />}
        disabled={smaller === scale}
        onClick={() => onScale(smaller)}
      />
      <output>{Math.round(scale * 100)}%</output>
      <IconButton
        label="Larger"
        hint="zoomIn"
        icon={<Plus size={14} />}
        disabled={larger === scale}
        onClick={() => onScale(larger)}
      />
      <Button kind="quiet" hint="zoomAll" onClick={() => onScale(fitScale())}>
        Fit
      </Button>
    </div>
  );
}
