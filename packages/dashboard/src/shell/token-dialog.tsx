// A lake that needs a token asks for it once; the server keeps it as a cookie that no script can read.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { callApi } from '../api/api-client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './token-dialog.module.css';
import { isUnauthorized } from './use-token-need.ts';

export function TokenDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const [token, setToken] = useState('');
  const login = useMutation({
    mutationFn: logIn,
    onSuccess: () => {
      onClose();
      void client.resetQueries();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    login.mutate(token.trim());
  };
  return (
    <Dialog label="Token" isOpen onClose={onClose} className={styles.dialog}>
      <form onSubmit={submit} className={styles.form}>
        <h2>This lake needs a token</h2>
        <p>The one it was started or deployed with. This browser keeps it for twelve hours.</p>
        <TextField
          label="Token"
          type="password"
          value={token}
          problem={login.error?.message ?? null}
          onChange={(event) => setToken(event.target.value)}
          autoFocus
        />
        <Button kind="main" type="submit" disabled={token.trim() === '' || login.isPending}>
          Open the lake
        </Button>
      </form>
    </Dialog>
  );
}

async function logIn(token: string): Promise<void> {
  const { signal } = new AbortController();
  await callApi('POST /api/v1/login', { body: { token }, signal }).catch((error: unknown) => {
    throw isUnauthorized(error) ? new Error('No token of this lake.') : error;
  });
  // The cookie is for https and this machine alone: elsewhere the browser drops it in silence.
  await callApi('GET /api/v1/stats', { signal }).catch((error: unknown) => {
    throw isUnauthorized(error)
      ? new Error('The token is right, but this browser keeps it only over https or on localhost.')
      : error;
  });
}
