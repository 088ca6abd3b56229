// A line of text with an icon before it and a key after it; a wrong one says why beneath.
import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react';
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
}

export function TextField({ label, icon, hint, note, problem = null, className, ...rest }: TextFieldProps) {
  const problemId = useId();
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
