// A calculation: its kind, then the number it is of.
import { CALCULATION_OPS, type Calculation, type CalculationOp, SPAN_OPS } from '@tracelake/query/structured';
import { useState } from 'react';
import { PickList } from '../ui/pick-list.tsx';
import { AttributePicker } from './attribute-picker.tsx';

const DESCRIPTIONS: Partial<Record<CalculationOp, string>> = {
  COUNT: 'spans',
  RATE: 'spans a second',
  ERROR_RATE: 'share of spans that failed',
  CONCURRENCY: 'how many are under way at once',
  HEATMAP: 'a number over time, as cells',
  COUNT_DISTINCT: 'different values',
  P95: 'nineteen of twenty are below',
  P50: 'the median',
};
const FIRST: readonly CalculationOp[] = ['COUNT', 'ERROR_RATE', 'HEATMAP', 'P50', 'P95', 'P99'];
const ORDERED = [...FIRST, ...CALCULATION_OPS.filter((op) => !FIRST.includes(op))];
/** Counted, not calculated with. */
const OF_ANY_TYPE: readonly CalculationOp[] = ['COUNT_DISTINCT'];

interface CalculationEditorProps {
  readonly onDone: (calculation: Calculation) => void;
}

export function CalculationEditor({ onDone }: CalculationEditorProps) {
  const [text, setText] = useState('');
  const [op, setOp] = useState<CalculationOp | null>(null);
  if (op !== null) {
    return (
      <AttributePicker
        label={`${op} of which attribute`}
        isNumeric={!OF_ANY_TYPE.includes(op)}
        onPick={(column) => onDone({ op, column })}
      />
    );
  }
  const typed = text.trim().toUpperCase();
  const choose = (value: string): void => {
    const chosen = value as CalculationOp;
    if ((SPAN_OPS as readonly string[]).includes(chosen)) onDone({ op: chosen });
    else setOp(chosen);
  };
  return (
    <PickList
      label="Calculate what"
      text={text}
      onText={setText}
      groups={[
        {
          title: 'Calculations',
          items: ORDERED.filter((one) => one.includes(typed)).map((one) => ({
            value: one,
            note: DESCRIPTIONS[one] ?? 'of an attribute',
          })),
        },
      ]}
      onPick={choose}
    />
  );
}
