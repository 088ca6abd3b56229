// One clause of a question: pressed it is edited in place, × or ⌫ takes it out.

import { CircleAlert, X } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { visibleText } from '../format/visible-text.ts';
import styles from './chip.module.css';
import { classNames } from './class-names.ts';

interface ChipProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  /** Before the words: a calculation's name. */
  readonly word?: string;
  readonly text?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly problem?: string | null;
  readonly removeLabel?: string;
  readonly onRemove?: (() => void) | undefined;
  /** Seen, but not part of the question. */
  readonly isOff?: boolean;
  /** By the space bar. */
  readonly onSwitch?: (() => void) | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** The rest goes to the button: a popover's trigger puts its own there. */
export function Chip({
  word,
  text,
  operator,
  value,
  problem = null,
  removeLabel = 'Remove',
  onRemove,
  isOff = false,
  onSwitch,
  ref,
  ...rest
}: ChipProps) {
  const switchTitle = onSwitch === undefined ? undefined : `Space switches it ${isOff ? 'on' : 'off'}`;
  return (
    <span
      className={classNames(styles.chip, problem !== null && styles.broken, isOff && styles.off)}
      title={problem ?? switchTitle}
    >
      <button
        {...rest}
        ref={ref}
        type="button"
        className={styles.body}
        onKeyDown={(event) => {
          if ((event.key === 'Backspace' || event.key === 'Delete') && onRemove !== undefined) onRemove();
          if (event.key !== ' ' || onSwitch === undefined) return;
          event.preventDefault();
          onSwitch();
        }}
        onKeyUp={(event) => {
          // A button's own press by the space bar comes with its end.
          if (event.key === ' ' && onSwitch !== undefined) event.preventDefault();
        }}
      >
        {problem !== null && <CircleAlert size={12} className={styles.brokenMark} aria-hidden="true" />}
        {word !== undefined && <span className={styles.word}>{word}</span>}
        {text !== undefined && <span className={styles.text}>{visibleText(text)}</span>}
        {operator !== undefined && <span className={styles.operator}>{operator}</span>}
        {value !== undefined && <b className={styles.value}>{visibleText(value)}</b>}
        {isOff && <span className="hidden-text">switched off</span>}
        {problem !== null && <span className="hidden-text">{problem}</span>}
      </button>
      {onRemove !== undefined && (
        <button type="button" className={styles.remove} aria-label={removeLabel} onClick={onRemove}>
          <X size={12} />
        </button>
      )}
    </span>
  );
}

interface AddButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly label: string;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function AddButton({ label, children, ...rest }: AddButtonProps) {
  return (
    <button type="button" className={styles.add} aria-label={label} title={label} {...rest}>
      {children}
    </button>
  );
}
