// A button: one `main` a view, else plain, quiet or risky. Its key comes from the table of keys.
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import type { KeyName } from '../keys/key-table.ts';
import styles from './button.module.css';
import { classNames } from './class-names.ts';
import { KeyHint, keyTitle } from './key-hint.tsx';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: 'main' | 'plain' | 'quiet' | 'risky';
  readonly icon?: ReactNode;
  /** Shown beside the words. */
  readonly hint?: KeyName;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ kind = 'plain', icon, hint, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={classNames(styles.button, styles[kind], className)} {...rest}>
      {icon}
      {children}
      {hint !== undefined && <KeyHint name={hint} />}
    </button>
  );
}

/** For links and labels that look like a plain button. */
export const buttonLook = classNames(styles.button, styles.plain);

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly label: string;
  readonly icon: ReactNode;
  readonly hint?: KeyName;
  readonly edge?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** Its name is read aloud, and shown with its key on hover. */
export function IconButton({ label, icon, hint, edge = false, className, ...rest }: IconButtonProps) {
  const title = hint === undefined ? label : keyTitle(label, hint);
  return (
    <button
      type="button"
      aria-label={label}
      title={title}
      className={classNames(styles.button, styles.icon, edge ? styles.plain : styles.quiet, className)}
      {...rest}
    >
      {icon}
    </button>
  );
}
