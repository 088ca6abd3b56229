// A result as bars by name or as lines over time, by one of its numbers.

import type { StructuredQuery } from '@tracelake/query/structured';
import type { QueryResult } from '../api/api-types.ts';
import { groupTones } from '../charts/group-tones.ts';
import { useTimeChartFrame } from '../charts/time-chart-frame.tsx';
import { kindOfField, valueText } from '../format/attribute-value.ts';
import { Segments } from '../ui/segments.tsx';
import { ValueDoor } from '../ui/value-door.tsx';
import styles from './result-chart.module.css';
import type { BarChartData, LineChartData, ResultChartData } from './result-chart-data.ts';
import { type ResultVerbs, useResultVerbs } from './result-verbs.ts';

const MOST_CHOICES = 5;

interface ResultChartProps {
  readonly data: ResultChartData;
  /** What it is drawn of, and what its columns are: as the table takes them. */
  readonly result: Pick<QueryResult, 'columns'>;
  readonly fields?: readonly (string | null)[];
  readonly from?: StructuredQuery | undefined;
  readonly onMeasure: (name: string) => void;
}

export function ResultChart({ data, result, fields, from, onMeasure }: ResultChartProps) {
  const verbsOf = useResultVerbs(result, fields, from);
  const { measures, measure } = data;
  return (
    <div className={styles.chart}>
      {measures.length > 1 && measures.length <= MOST_CHOICES && (
        <Segments
          label="Drawn number"
          value={measure}
          options={measures.map((name) => ({ value: name, label: name }))}
          onChange={onMeasure}
        />
      )}
      {data.form === 'bars' ? <Bars {...data} verbsOf={verbsOf} /> : <Lines {...data} />}
    </div>
  );
}

function Lines({ measure, times, granularitySeconds, series }: LineChartData) {
  const toneOf = groupTones(series.map(({ label }) => label));
  const { chart, menu } = useTimeChartFrame({
    label: measure,
    times,
    granularitySeconds,
    series: series.map(({ label, values }) => ({
      label: label === '' ? measure : label,
      values,
      tone: series.length === 1 ? 'base' : toneOf(label),
    })),
    kind: kindOfField(measure),
    form: 'lines',
    marks: [],
  });
  return (
    <>
      <span className={styles.menu}>{menu}</span>
      {chart}
    </>
  );
}

function Bars({ bars, names, measure, verbsOf }: BarChartData & { readonly verbsOf: ResultVerbs }) {
  const values = bars.map(({ value }) => value ?? 0);
  // Below zero they go the other way.
  const low = Math.min(0, ...values);
  const most = Math.max(Math.max(0, ...values) - low, Number.MIN_VALUE);
  const place = (value: number) => ({
    marginLeft: `${((Math.min(0, value) - low) / most) * 100}%`,
    width: `${(Math.abs(value) / most) * 100}%`,
  });
  const kind = kindOfField(measure);
  return (
    <ul className={styles.bars} aria-label={`${measure} by name`}>
      {bars.map(({ label, value, row }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two rows may have the same names; a result never changes.
        <li key={at}>
          <span className={styles.label} title={label}>
            {names.length === 1 ? (
              // By keys it is reached in the table beneath, and is no stop of its own here.
              <ValueDoor verbs={verbsOf(row, names[0])} className={styles.door} title={label} tabIndex={-1}>
                {label}
              </ValueDoor>
            ) : (
              label
            )}
          </span>
          <span className={styles.track}>
            <i className={styles.bar} style={place(value ?? 0)} />
            <span className={styles.value}>{value === null ? 'NULL' : valueText(value, kind)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
