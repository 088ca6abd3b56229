// A value outside of tables that is a door: a press opens its menu, and the keys of a value are heard while it has the focus.
import { type KeyboardEvent, lazy, type ReactElement, type ReactNode, useState } from 'react';
import { ownKey } from '../keys/own-key.ts';
import { settings } from '../settings.ts';
import { LateExtra } from './late-extra.tsx';
import styles from './value-door.module.css';
import type { ValueKeys, ValueVerb } from './value-keys.ts';

// With the verbs of tables, in whose part of the page it lies.
const VerbMenu = lazy(async () => ({ default: (await import('./cell-doors.tsx')).VerbMenu }));

interface ValueDoorProps {
  readonly verbs: ValueKeys;
  readonly tracesOf?: string | undefined;
  /** In place of how it looks within a text. */
  readonly className?: string | undefined;
  readonly title?: string;
  readonly label?: string;
  readonly tabIndex?: number;
  readonly children?: ReactNode;
}

export function ValueDoor({ verbs, tracesOf, className, title, label, tabIndex, children }: ValueDoorProps) {
  /** Null until it was first opened: most are not, and their menus are not made. */
  const [isOpen, setOpen] = useState<boolean | null>(null);
  const button: ReactElement = (
    <button
      type="button"
      className={className ?? styles.door}
      title={title}
      aria-label={label}
      tabIndex={tabIndex}
      aria-haspopup="menu"
      onClick={isOpen === null ? () => setOpen(true) : undefined}
      onKeyDown={(event) => pressVerb(event, verbs)}
    >
      {children}
    </button>
  );
  if (isOpen === null) return button;
  return (
    <LateExtra fallback={button}>
      <VerbMenu verbs={verbs} tracesOf={tracesOf} trigger={button} isOpen={isOpen} onOpenChange={setOpen} />
    </LateExtra>
  );
}

/** With shift the letter is a capital. */
const LETTERS: Readonly<Record<string, ValueVerb>> = {
  w: 'where',
  W: 'exclude',
  b: 'groupBy',
  t: 'traces',
  c: 'copy',
};

export function pressVerb(event: KeyboardEvent, verbs: ValueKeys): void {
  const verb = LETTERS[ownKey(event, settings.value) ?? ''] as ValueVerb | undefined;
  const act = verb === undefined ? undefined : verbs[verb];
  if (act === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
