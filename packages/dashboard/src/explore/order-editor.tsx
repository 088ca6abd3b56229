// What rows are ordered by: a calculation or a group, and which way.
import { calculationName, type Order, type StructuredQuery } from '@tracelake/query/structured';
import { useState } from 'react';
import { PickList } from '../ui/pick-list.tsx';
import { calculationsOf } from './query-steps.ts';

interface OrderEditorProps {
  readonly query: StructuredQuery;
  readonly onDone: (order: Order) => void;
}

export function OrderEditor({ query, onDone }: OrderEditorProps) {
  const [text, setText] = useState('');
  const choices: readonly (readonly [string, Order])[] = [
    ...calculationsOf(query)
      .filter(({ op }) => op !== 'HEATMAP')
      .map(({ op, column }) => [calculationName({ op, column }), { op, column }] as const),
    ...(query.breakdowns ?? []).map((column) => [column, { column }] as const),
  ];
  const items = choices
    .flatMap(([name]) => [`${name} descending`, `${name} ascending`])
    .filter((name) => name.toLowerCase().includes(text.trim().toLowerCase()))
    .map((value) => ({ value }));
  return (
    <PickList
      label="Order by"
      text={text}
      onText={setText}
      groups={[{ title: 'Order', items }]}
      onPick={(value) => {
        const at = value.lastIndexOf(' ');
        const order = value.slice(at + 1) as 'ascending' | 'descending';
        const chosen = choices.find(([name]) => name === value.slice(0, at));
        if (chosen !== undefined) onDone({ ...chosen[1], order });
      }}
    />
  );
}
