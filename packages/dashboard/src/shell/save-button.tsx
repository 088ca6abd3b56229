// Keeps a question in the lake under a name: it then stands on Boards for whoever opens this lake.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Star } from 'lucide-react';
import { useState } from 'react';
import { callApi } from '../api/api-client.ts';
import { randomId } from '../api/random-id.ts';
import { useKeys } from '../keys/use-keys.ts';
import { Button } from '../ui/button.tsx';
import { keyTitle } from '../ui/key-hint.tsx';
import { NameForm } from '../ui/name-form.tsx';
import { showToast } from '../ui/toasts.tsx';

type Question = { readonly query: string } | { readonly sql: string };

export function SaveButton({ question }: { readonly question: Question }) {
  const [isOpen, setOpen] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  useKeys({ save: () => setOpen(true) });
  const saving = useMutation({
    mutationFn: (name: string) =>
      callApi('PUT /api/v1/saved/{id}', {
        path: { id: randomId() },
        body: { kind: 'query', name, ...question },
        signal: new AbortController().signal,
      }),
    onSuccess: (saved) => {
      setOpen(false);
      void client.invalidateQueries({ queryKey: ['saved'] });
      showToast(`Saved “${saved.name}”`, {
        label: 'Open Boards',
        run: () => void navigate({ to: '/boards/{-$id}', params: { id: 'saved' } }),
      });
    },
  });
  return (
    <NameForm
      label="Save the question"
      does="Save"
      trigger={
        <Button icon={<Star size={14} />} title={keyTitle('Save', 'save')}>
          Save
        </Button>
      }
      isOpen={isOpen}
      onOpenChange={setOpen}
      isBusy={saving.isPending}
      problem={saving.error?.message ?? null}
      onName={saving.mutate}
    />
  );
}
