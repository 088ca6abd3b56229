// Puts a saved question on the board; one that is there already may stand there twice, drawn in another way.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { savedOf } from '../api/api-queries.ts';
import { Button } from '../ui/button.tsx';
import { PickList } from '../ui/pick-list.tsx';
import { Popover } from '../ui/popover.tsx';
import { type BoardPanel, MOST_PANELS } from './board-grid.ts';

interface AddPanelProps {
  readonly panels: readonly BoardPanel[];
  readonly onAdd: (panel: Pick<BoardPanel, 'name' | 'query' | 'sql'>) => void;
  readonly onText: () => void;
}

const TEXT = 'text';

export function AddPanel({ panels, onAdd, onText }: AddPanelProps) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const saved = useQuery(savedOf('query')).data?.saved ?? [];
  const items = saved
    .filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()))
    .map(({ id, name, sql }) => ({ value: id, label: name, side: sql === undefined ? 'Explore' : 'SQL' }));
  const pick = (id: string): void => {
    const one = saved.find((question) => question.id === id);
    setOpen(false);
    setText('');
    if (id === TEXT) onText();
    if (one === undefined) return;
    const { name, query, sql } = one;
    onAdd({ name, ...(query === undefined ? {} : { query }), ...(sql === undefined ? {} : { sql }) });
  };
  return (
    <Popover
      label="Add a panel"
      align="end"
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button icon={<Plus size={14} />} disabled={panels.length >= MOST_PANELS}>
          Add
        </Button>
      }
    >
      <PickList
        label="Saved question"
        text={text}
        onText={setText}
        groups={[
          { title: 'Saved', items },
          { title: 'Words', items: 'text'.includes(text.trim().toLowerCase()) ? [{ value: TEXT, label: 'Text' }] : [] },
        ]}
        onPick={pick}
        foot={saved.length === 0 ? 'Save a query in Explore or SQL first' : undefined}
      />
    </Popover>
  );
}
