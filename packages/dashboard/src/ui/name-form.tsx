// Asks for a name beneath the button that it is for: of a new board, of a question to keep.
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import styles from './name-form.module.css';
import { Popover } from './popover.tsx';
import { TextField } from './text-field.tsx';

interface NameFormProps {
  readonly label: string;
  readonly does: string;
  readonly trigger: ReactNode;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly isBusy?: boolean;
  readonly problem?: string | null;
  readonly onName: (name: string) => void;
}

export function NameForm(props: NameFormProps) {
  const { label, does, trigger, isOpen, onOpenChange, isBusy = false, problem = null, onName } = props;
  return (
    <Popover label={label} align="end" isOpen={isOpen} onOpenChange={onOpenChange} trigger={trigger}>
      <Form does={does} isBusy={isBusy} problem={problem} onName={onName} />
    </Popover>
  );
}

type FormProps = Required<Pick<NameFormProps, 'does' | 'isBusy' | 'problem' | 'onName'>>;

/** What was typed goes when the popover closes. */
function Form({ does, isBusy, problem, onName }: FormProps) {
  const [text, setText] = useState('');
  const name = text.trim();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name !== '') onName(name);
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      <TextField
        label="Name"
        value={text}
        problem={problem}
        onChange={(event) => setText(event.target.value)}
        maxLength={200}
        autoFocus
      />
      <Button kind="main" type="submit" disabled={name === '' || isBusy}>
        {does}
      </Button>
    </form>
  );
}
