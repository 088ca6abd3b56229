// Keeps a question in the lake under a name: it then stands on Boards for whoever opens this lake.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Star } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { callApi } from '../api/api-client.ts';
import { randomId } from '../api/random-id.ts';
import { useKeys } from '../keys/use-keys.ts';
import { Button } from '../ui/button.tsx';
import { keyTitle } from '../ui/key-hint.tsx';
import { Popover } from '../ui/popover.tsx';
import { TextField } from '../ui/text-field.tsx';
import { showToast } from '../ui/toasts.tsx';
import styles from './save-button.module.css';

type Question = { readonly query: string } | { readonly sql: string };

export function SaveButton({ question }: { readonly question: Question }) {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const client = useQueryClient();
  const navigate = useNavigate();
  useKeys({ save: () => setOpen(true) });
  const saving = useMutation({
    mutationFn: () =>
      callApi('PUT /api/v1/saved/{id}', {
        path: { id: randomId() },
        body: { kind: 'query', name: name.trim(), ...question },
        signal: new AbortController().signal,
      }),
    onSuccess: (saved) => {
      setOpen(false);
      setName('');
      void client.invalidateQueries({ queryKey: ['saved'] });
      showToast(`Saved “${saved.name}”`, {
        label: 'Open Boards',
        run: () => void navigate({ to: '/boards/{-$id}', params: { id: 'saved' } }),
      });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') saving.mutate();
  };
  return (
    <Popover
      label="Save the question"
      align="end"
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button icon={<Star size={14} />} title={keyTitle('Save', 'save')}>
          Save
        </Button>
      }
    >
      <form onSubmit={submit} className={styles.form}>
        <TextField
          label="Name"
          value={name}
          problem={saving.error?.message ?? null}
          onChange={(event) => setName(event.target.value)}
          maxLength={200}
          autoFocus
        />
        <Button kind="main" type="submit" disabled={name.trim() === '' || saving.isPending}>
          Save
        </Button>
      </form>
    </Popover>
  );
}
