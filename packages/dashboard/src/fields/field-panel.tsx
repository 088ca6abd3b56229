// One field beside the list: its values, when it was seen, where it comes from, where it lies and what reading it costs.

import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Filter, StructuredQuery } from '@tracelake/query/structured';
import { AlignLeft, ChevronDown, ChevronUp, Copy, Filter as FilterIcon, TrendingUp, X } from 'lucide-react';
import { fieldValues, structuredQuery } from '../api/api-queries.ts';
import type { StructuredAnswer } from '../api/api-types.ts';
import { useTimeChartFrame } from '../charts/time-chart-frame.tsx';
import { answeredRows } from '../explore/answered-rows.ts';
import { FavouriteStar } from '../explore/favourite-star.tsx';
import { groupLabel, groupValueText } from '../explore/group-label.ts';
import { durationsOf, exploreSearch, groupedBy, heatmapOf } from '../explore/starting-query.ts';
import { copyValue, useExploreLinks, valueKeys } from '../explore/value-actions.ts';
import { valueFilter } from '../explore/value-filter.ts';
import { numberOf } from '../format/attribute-value.ts';
import { countText, percentText } from '../format/count.ts';
import { visibleText } from '../format/visible-text.ts';
import { useKeys } from '../keys/use-keys.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { SidePanel, SidePart } from '../ui/side-panel.tsx';
import { type Field, isNumberField, typedValue, typesText } from './field.ts';
import { FieldStorage } from './field-storage.tsx';
import { ShareRows } from './share-rows.tsx';

const SHOWN_VALUES = 8;
const SHOWN_SERVICES = 6;
const BUCKETS = 48;

interface FieldPanelProps {
  readonly field: Field;
  /** Its neighbours in the list. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly onChoose: (key: string | undefined) => void;
}

export function FieldPanel({ field, before, after, onChoose }: FieldPanelProps) {
  const { key, levels, description } = field;
  const onClose = (): void => onChoose(undefined);
  const navigate = useNavigate();
  const actions = useExploreLinks();
  const { range } = useRangeClock();
  const isOnSpans = levels.some((level) => level !== 'event');
  const exists: Filter = { column: key, op: 'exists' };
  const values = useQuery(fieldValues(key, '', range));
  const seen = useQuery({
    ...structuredQuery(
      {
        calculations: [{ op: 'COUNT' }],
        filters: [exists],
        breakdowns: ['service_name'],
        limit: SHOWN_SERVICES,
        granularity: bucketSeconds(range, BUCKETS),
      },
      range,
    ),
    enabled: isOnSpans,
  });
  const explore = (query: StructuredQuery): void =>
    void navigate({ to: '/explore', search: { q: exploreSearch(query) } });
  useKeys({ close: onClose });
  return (
    <SidePanel
      label={`Field ${key}`}
      onClose={onClose}
      title={
        <>
          <h2>{visibleText(key)}</h2>
          <FavouriteStar field={key} />
          <IconButton label="Copy the name" icon={<Copy size={14} />} onClick={() => copyValue(key)} />
          <IconButton
            label="Field before"
            icon={<ChevronUp size={14} />}
            disabled={before === undefined}
            onClick={() => onChoose(before)}
          />
          <IconButton
            label="Next field"
            icon={<ChevronDown size={14} />}
            disabled={after === undefined}
            onClick={() => onChoose(after)}
          />
          <IconButton label="Close" hint="close" icon={<X size={14} />} onClick={onClose} />
        </>
      }
      about={
        <>
          {typesText(field)} · {levels.join(', ')}
          {description !== null && ` · ${description}`}
        </>
      }
      actions={
        <>
          <Button icon={<AlignLeft size={14} />} onClick={() => explore(groupedBy(key))}>
            Group by
          </Button>
          <Button icon={<FilterIcon size={14} />} onClick={() => explore(durationsOf([exists]))}>
            Where exists
          </Button>
          {isNumberField(field) && (
            <Button icon={<TrendingUp size={14} />} onClick={() => explore(heatmapOf(key))}>
              Heatmap
            </Button>
          )}
        </>
      }
    >
      <SidePart title="Values" side={<small>in this range of time</small>}>
        <Answer query={values} minHeight={96}>
          {({ values: all }) => (
            <ShareRows
              rows={all.slice(0, SHOWN_VALUES).map(({ value, count }) => ({
                name: groupValueText(value),
                size: count,
                text: countText(count),
                onOpen: () => explore(groupedBy(key, [{ column: key, op: '=', value: typedValue(field, value) }])),
                verbs: valueKeys(actions, [{ column: key, value: typedValue(field, value) }]),
              }))}
            />
          )}
        </Answer>
      </SidePart>
      {isOnSpans && (
        <Answer query={seen} minHeight={240} costRows={answeredRows}>
          {(answer) => <Seen answer={answer} of={exists} onService={(service) => explore(groupedBy(key, [service]))} />}
        </Answer>
      )}
      <FieldStorage field={field} range={range} />
    </SidePanel>
  );
}

interface SeenProps {
  readonly answer: StructuredAnswer;
  /** The spans that have it. */
  readonly of: Filter;
  readonly onService: (filter: Filter) => void;
}

function Seen({ answer: { rows, other, series }, of, onService }: SeenProps) {
  const actions = useExploreLinks(durationsOf([of]));
  const counts = rows.map(([service, count]) => ({ service, count: numberOf(count) ?? 0 }));
  const all = counts.reduce((sum, { count }) => sum + count, numberOf(other?.at(-1)) ?? 0);
  const totals = (series?.times ?? []).map((_, at) =>
    (series?.groups ?? []).reduce((sum, { values }) => sum + (numberOf(values['COUNT']?.[at]) ?? 0), 0),
  );
  const { chart, menu } = useTimeChartFrame(
    series && {
      label: 'Spans that have it',
      times: series.times,
      granularitySeconds: series.granularitySeconds,
      series: [{ label: 'Spans', values: totals, tone: 'base' }],
      kind: 'count',
      form: 'bars',
      marks: [],
      axisPx: 44,
      height: 116,
    },
  );
  if (all === 0 || series === null) return null;
  return (
    <>
      <SidePart
        title="Seen over time"
        side={
          <>
            <small>{countText(all)} spans</small>
            {menu}
          </>
        }
      >
        {chart}
      </SidePart>
      <SidePart title="Where it comes from">
        <ShareRows
          rows={counts.map(({ service, count }) => ({
            name: groupLabel([service]),
            size: count,
            text: percentText(count / all),
            onOpen: () => onService(valueFilter('service_name', service)),
            verbs: valueKeys(actions, [{ column: 'service_name', value: service }]),
          }))}
        />
      </SidePart>
    </>
  );
}
