// A field that is calculated: its name, and the SQL over a span's own fields that it is.
import type { CalculatedField } from '@tracelake/query/structured';
import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button.tsx';
import styles from './calculated-editor.module.css';

interface CalculatedEditorProps {
  /** The one that is edited; without it a new one. */
  readonly field?: CalculatedField;
  /** Of the others. */
  readonly names: readonly string[];
  readonly onDone: (field: CalculatedField) => void;
}

export function CalculatedEditor({ field, names, onDone }: CalculatedEditorProps) {
  const [name, setName] = useState(field?.name ?? '');
  const [expression, setExpression] = useState(field?.expression ?? '');
  const isTaken = names.includes(name.trim());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onDone({ name: name.trim(), expression: expression.trim() });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label>
        <span>Name</span>
        <input
          autoComplete="off"
          spellCheck={false}
          value={name}
          aria-invalid={isTaken}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      {isTaken && <p role="alert">Another calculated field has this name.</p>}
      <label>
        <span>SQL over a span's own fields</span>
        <textarea
          rows={3}
          spellCheck={false}
          value={expression}
          onChange={(event) => setExpression(event.target.value)}
        />
      </label>
      <Button kind="main" type="submit" disabled={name.trim() === '' || expression.trim() === '' || isTaken}>
        {field === undefined ? 'Add' : 'Set'}
      </Button>
    </form>
  );
}
