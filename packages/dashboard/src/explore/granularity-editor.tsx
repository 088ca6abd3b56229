// How long a bucket of the charts is: as fits the range, or one of those that it can be cut into.
import { useState } from 'react';
import { bucketSeconds, bucketText } from '../time/bucket-seconds.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { PickList } from '../ui/pick-list.tsx';
import { granularities, typedGranularity } from './granularity.ts';

const AUTO = 'auto';

interface GranularityEditorProps {
  /** In seconds; undefined: as fits the range. */
  readonly onDone: (granularity: number | undefined) => void;
}

export function GranularityEditor({ onDone }: GranularityEditorProps) {
  const [text, setText] = useState('');
  const { range } = useRangeClock();
  const typed = typedGranularity(text);
  const seconds = granularities(range);
  const words = text.trim().toLowerCase();
  const items = [
    { value: AUTO, note: `as fits the range, now ${bucketText(bucketSeconds(range))}` },
    ...seconds.map((one) => ({ value: bucketText(one) })),
  ].filter(({ value }) => value.includes(words));
  const exact = typed === null ? [] : [{ value: bucketText(typed) }];
  return (
    <PickList
      label="How long a bucket is"
      text={text}
      onText={setText}
      groups={[{ title: 'Granularity', items: exact.length > 0 ? exact : items }]}
      onPick={(value) => onDone(typedGranularity(value) ?? undefined)}
    />
  );
}
