// A dialog of the browser's own: it traps focus, closes on Esc and gives the focus back by itself.
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { classNames } from './class-names.ts';
import styles from './dialog.module.css';

interface DialogProps {
  readonly label: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Dialog({ label, isOpen, onClose, className, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before anything else can happen: no key finds it drawn and without the focus.
  useLayoutEffect(() => {
    if (!isOpen) return;
    const opener = document.activeElement;
    const giveBack = (): void => {
      if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
    };
    dialog.current?.showModal();
    // By itself the browser takes the first that can have the focus, which may be what stands round the field.
    dialog.current?.querySelector<HTMLElement>('input, textarea')?.focus();
    return () => {
      // The browser gives the focus back where the dialog closes itself; one that is taken away, by now or in a moment, leaves it nowhere.
      giveBack();
      queueMicrotask(giveBack);
    };
  }, [isOpen]);
  if (!isOpen) return null;
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      className={classNames(styles.dialog, className)}
      onClose={onClose}
      onPointerDown={(event) => {
        // The backdrop belongs to the dialog itself: a press on it closes.
        if (event.target === dialog.current) dialog.current.close();
      }}
    >
      <div className={styles.content}>{children}</div>
    </dialog>
  );
}
