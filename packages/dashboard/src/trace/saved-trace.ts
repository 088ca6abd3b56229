// A trace as a file: all of its spans with all attributes, as the API has them.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { wholeTrace } from '../api/api-queries.ts';
import { saveFile } from '../ui/save-file.ts';
import { showFailure } from '../ui/toasts.tsx';

export function useSavedTrace(id: string): { readonly isSaving: boolean; readonly save: () => Promise<void> } {
  const [isSaving, setSaving] = useState(false);
  const client = useQueryClient();
  const save = async (): Promise<void> => {
    setSaving(true);
    try {
      const { traceId, spans } = await client.fetchQuery(wholeTrace(id));
      saveFile(`trace-${traceId}.json`, JSON.stringify({ traceId, spans }, null, 2), 'application/json');
    } catch (error) {
      showFailure(`Not saved: ${(error as Error).message}`);
    } finally {
      setSaving(false);
    }
  };
  return { isSaving, save };
}
