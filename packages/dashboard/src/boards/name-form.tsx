// Asks for a name: of a new board, beneath the button that makes it.
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Popover } from '../ui/popover.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './name-form.module.css';

interface NameFormProps {
  readonly label: string;
  readonly does: string;
  readonly trigger: ReactNode;
  readonly onName: (name: string) => void;
}

export function NameForm({ label, does, trigger, onName }: NameFormProps) {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    setOpen(false);
    setName('');
    onName(name.trim());
  };
  return (
    <Popover label={label} align="end" isOpen={isOpen} onOpenChange={setOpen} trigger={trigger}>
      <form onSubmit={submit} className={styles.form}>
        <TextField
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={200}
          autoFocus
        />
        <Button kind="main" type="submit" disabled={name.trim() === ''}>
          {does}
        </Button>
      </form>
    </Popover>
  );
}
