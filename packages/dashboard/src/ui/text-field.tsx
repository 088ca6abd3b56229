// A line of text with an icon before it and a key after it; a wrong one says why beneath.
import { type InputHTMLAttributes, type KeyboardEvent, type ReactNode, type Ref, useId } from 'react';
import type { KeyName } from '../keys/key-table.ts';
import { classNames } from './class-names.ts';
import { KeyHint } from './key-hint.tsx';
import styles from './text-field.module.css';

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly hint?: KeyName;
  readonly note?: ReactNode;
  readonly problem?: string | null;
  readonly ref?: Ref<HTMLInputElement>;
  /** Of a search: Esc empties it, and leaves it once it is empty. What is open round it stays. */
  readonly onClear?: () => void;
}

export function TextField({ label, icon, hint, note, problem = null, className, onClear, ...rest }: TextFieldProps) {
  const problemId = useId();
  const clear = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    if (event.currentTarget.value === '') event.currentTarget.blur();
    else onClear?.();
  };
  return (
    <span className={classNames(styles.field, className)}>
      <span className={classNames(styles.box, problem !== null && styles.wrong)}>
        {icon}
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          aria-label={label}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : problemId}
          placeholder={label}
          onKeyDown={onClear === undefined ? undefined : clear}
          {...rest}
        />
        {note !== undefined && <span className={styles.note}>{note}</span>}
        {hint !== undefined && <KeyHint name={hint} />}
      </span>
      {problem !== null && (
        <span id={problemId} className={styles.problem}>
          {problem}
        </span>
      )}
    </span>
  );
}
