// A condition on a group's calculation: which, how, how much.
import { COMPARISON_OPS, calculationName, type Having, type StructuredQuery } from '@tracelake/query/structured';
import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button.tsx';
import styles from './having-editor.module.css';
import { calculationsOf } from './query-steps.ts';

interface HavingEditorProps {
  readonly query: StructuredQuery;
  /** The one that is edited; without it a new one. */
  readonly having?: Having;
  readonly onDone: (having: Having) => void;
}

export function HavingEditor({ query, having, onDone }: HavingEditorProps) {
  const calculations = calculationsOf(query).filter(({ op }) => op !== 'HEATMAP');
  const edited = having === undefined ? calculations[0] : { op: having.calculateOp, column: having.column };
  const [name, setName] = useState(calculationName(edited ?? { op: 'COUNT' }));
  const [op, setOp] = useState<Having['op']>(having?.op ?? '>');
  const [value, setValue] = useState(having === undefined ? '' : String(having.value));
  const chosen = calculations.find((one) => calculationName(one) === name) ?? { op: 'COUNT' as const };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onDone({
      calculateOp: chosen.op,
      ...(chosen.column === undefined ? {} : { column: chosen.column }),
      op,
      value: Number(value),
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <select aria-label="Calculation" value={name} onChange={(event) => setName(event.target.value)}>
        {calculations.map((one) => (
          <option key={calculationName(one)}>{calculationName(one)}</option>
        ))}
      </select>
      <select aria-label="Comparison" value={op} onChange={(event) => setOp(event.target.value as Having['op'])}>
        {COMPARISON_OPS.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <input
        aria-label="Number"
        type="number"
        step="any"
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
      <Button kind="main" type="submit" disabled={value === ''}>
        {having === undefined ? 'Add' : 'Set'}
      </Button>
    </form>
  );
}
