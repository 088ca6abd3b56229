// A lake that needs a token asks for it once.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { keepAccessToken } from '../api/access-token.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './token-dialog.module.css';

export function TokenDialog() {
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [token, setToken] = useState('');
  useEffect(
    () =>
      client.getQueryCache().subscribe(({ query }) => {
        const { error } = query.state;
        if (error instanceof ApiProblem && error.code === 'unauthorized') setOpen(true);
      }),
    [client],
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    keepAccessToken(token.trim());
    setOpen(false);
    void client.resetQueries();
  };
  return (
    <Dialog label="Token" isOpen={isOpen} onClose={() => setOpen(false)} className={styles.dialog}>
      <form onSubmit={submit} className={styles.form}>
        <h2>This lake needs a token</h2>
        <p>The one it was started or deployed with. It stays in this window.</p>
        <TextField
          label="Token"
          type="password"
          value={token}
          onChange={(event) => setToken(event.target.value)}
          autoFocus
        />
        <Button kind="main" type="submit" disabled={token.trim() === ''}>
          Open the lake
        </Button>
      </form>
    </Dialog>
  );
}
