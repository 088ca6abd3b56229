// Where a field lies and what reading it costs: an estimate of a statement that reads nothing else.
import { useQuery } from '@tanstack/react-query';
import { sqlExplanation } from '../api/api-queries.ts';
import { bytesText, usdText } from '../format/bytes.ts';
import { momentText } from '../format/moment.ts';
import { visibleText } from '../format/visible-text.ts';
import { useSettings } from '../settings.ts';
import type { TimeRange } from '../time/time-range.ts';
import { Fact } from '../ui/fact.tsx';
import { Moment } from '../ui/moment.tsx';
import { SidePart } from '../ui/side-panel.tsx';
import type { Field } from './field.ts';
import styles from './field-storage.module.css';

export function FieldStorage({ field, range }: { readonly field: Field; readonly range: TimeRange }) {
  const { zone } = useSettings();
  const { data } = useQuery(sqlExplanation(`SELECT ${field.sql} FROM spans`, range));
  const lakeBytes = data?.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) ?? 0;
  const moment = (iso: string | null) =>
    iso === null ? '–' : <Moment ms={Date.parse(iso)}>{momentText(Date.parse(iso), zone, Date.now())}</Moment>;
  return (
    <SidePart title="Storage">
      <dl className={styles.facts}>
        <Fact name="Stored in">{field.column === null ? 'a map, read as a whole' : <code>{field.column}</code>}</Fact>
        <Fact name="In SQL">
          <code>{visibleText(field.sql)}</code>
        </Fact>
        <Fact name="Size">
          {data === undefined ? '–' : `${bytesText(data.estimatedBytes)} of ${bytesText(lakeBytes)} in this range`}
        </Fact>
        <Fact name="Reading it costs">
          {data === undefined
            ? '–'
            : `${usdText(data.estimatedUsd.duckdb)} on DuckDB, ${usdText(data.estimatedUsd.athena)} on Athena`}
        </Fact>
        <Fact name="First seen">{moment(field.firstSeen)}</Fact>
        <Fact name="Last seen">{moment(field.lastSeen)}</Fact>
      </dl>
    </SidePart>
  );
}
