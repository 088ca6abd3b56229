// How many groups are shown; the others are one row together.
import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button.tsx';
import styles from './having-editor.module.css';

const MOST = 1000;

export function LimitEditor({ limit, onDone }: { readonly limit: number; readonly onDone: (limit: number) => void }) {
  const [text, setText] = useState(String(limit));
  const number = Number(text);
  const isRight = Number.isInteger(number) && number >= 1 && number <= MOST;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isRight) onDone(number);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <input
        aria-label="Groups shown"
        type="number"
        min={1}
        max={MOST}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button kind="main" type="submit" disabled={!isRight}>
        Set
      </Button>
    </form>
  );
}
