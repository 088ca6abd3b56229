// What is picked, beside its list where there is room for both. On a phone it is a sheet at the foot of the window: a peek of it, all of it by
// a press or a drag of its handle, and a drag down closes it. The focus goes into it, and back to where it came from.
import { type PointerEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { classNames } from './class-names.ts';
import { isPhone } from './phone.ts';
import styles from './sheet.module.css';

interface SheetProps {
  readonly label: string;
  readonly as?: 'aside' | 'section';
  readonly className?: string | undefined;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Less is a press. */
const DRAG_PX = 6;
/** From here on the sheet goes on in the drag's direction by itself. */
const FAR_PX = 40;

/** What is picked next has a sheet of its own, as high as the one before, and the focus goes back to where the first one had it from. */
const open = { count: 0, isFull: false, from: null as Element | null };

export function Sheet({ label, as: Frame = 'section', className, onClose, children }: SheetProps) {
  const frame = useRef<HTMLElement>(null);
  const [isFull, setFull] = useState(open.isFull);
  useFocusOf(frame);
  const change = (next: boolean): void => {
    open.isFull = next;
    setFull(next);
  };
  const drag = useDrag(frame, {
    onUp: () => change(true),
    onDown: () => (isFull ? change(false) : onClose()),
    onPress: () => change(!isFull),
  });
  return (
    <Frame
      ref={frame as never}
      aria-label={label}
      tabIndex={-1}
      className={classNames(className, styles.sheet, isFull && styles.full)}
    >
      <button
        type="button"
        className={styles.handle}
        aria-expanded={isFull}
        aria-label={isFull ? 'Show less of it' : 'Show all of it'}
        {...drag}
      />
      {children}
    </Frame>
  );
}

function useFocusOf(frame: { readonly current: HTMLElement | null }): void {
  // Its end is heard before the view takes a focus that is lost (use-kept-focus).
  useLayoutEffect(() => {
    if (open.count === 0) open.from = document.activeElement;
    open.count += 1;
    // Of an address that is opened with one, nothing had it.
    if (isPhone() && document.activeElement !== document.body) frame.current?.focus({ preventScroll: true });
    return () => {
      open.count -= 1;
      // The next one, if there is one, is there by then.
      queueMicrotask(() => {
        if (open.count > 0) return;
        open.isFull = false;
        if (document.activeElement === document.body && open.from instanceof HTMLElement)
          open.from.focus({ preventScroll: true });
      });
    };
  }, [frame]);
}

interface DragEnds {
  readonly onUp: () => void;
  readonly onDown: () => void;
  readonly onPress: () => void;
}

/** A key presses the handle too: its click is heard, but not the one that ends a drag. */
function useDrag(frame: { readonly current: HTMLElement | null }, { onUp, onDown, onPress }: DragEnds) {
  const begun = useRef<{ readonly y: number; readonly height: number } | null>(null);
  const wasDragged = useRef(false);
  const movedBy = ({ clientY }: PointerEvent): number => (begun.current === null ? 0 : clientY - begun.current.y);
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>): void => {
      event.currentTarget.setPointerCapture(event.pointerId);
      begun.current = { y: event.clientY, height: frame.current?.offsetHeight ?? 0 };
      wasDragged.current = false;
    },
    onPointerMove: (event: PointerEvent): void => {
      if (begun.current === null || frame.current === null || Math.abs(movedBy(event)) < DRAG_PX) return;
      wasDragged.current = true;
      frame.current.style.height = `${begun.current.height - movedBy(event)}px`;
    },
    onPointerUp: (event: PointerEvent): void => {
      const by = movedBy(event);
      begun.current = null;
      frame.current?.style.removeProperty('height');
      if (by < -FAR_PX) onUp();
      else if (by > FAR_PX) onDown();
    },
    onPointerCancel: (): void => {
      begun.current = null;
      frame.current?.style.removeProperty('height');
    },
    onClick: (): void => {
      if (!wasDragged.current) onPress();
      wasDragged.current = false;
    },
  };
}
