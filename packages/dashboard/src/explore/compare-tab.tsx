// What is different: every attribute of what was picked against the rest, the most telling first.
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { comparison } from '../api/api-queries.ts';
import type { Comparison } from '../api/api-types.ts';
import { countText } from '../format/count.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Button } from '../ui/button.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { Segments } from '../ui/segments.tsx';
import { TextField } from '../ui/text-field.tsx';
import { CompareCard } from './compare-card.tsx';
import { calculatedIn, compareRequest } from './compare-request.ts';
import styles from './compare-tab.module.css';
import type { ComparePreset, ExploreState } from './explore-state.ts';
import { isTimeBox } from './query-steps.ts';

type Shown = 'all' | 'dimensions' | 'measures';

/** Fewer spans say little about the many attributes. */
const FAIR_SPANS = 30;
/** Fewer still say nothing. */
const LEAST_SPANS = 10;
const WORDS: Readonly<Record<ComparePreset, readonly [title: string, picked: string]>> = {
  errors: ['What is different in errors?', 'Errors'],
  slowest: ['What is different in the slowest tenth?', 'Slowest tenth'],
};

export function CompareTab({ state }: { readonly state: ExploreState }) {
  const request = compareRequest(state.query, state);
  if (request === null) return <Offers state={state} />;
  const field = calculatedIn(state.query, state);
  if (field !== undefined) {
    return (
      <Panel label="Compare">
        <Empty title={`${field} cannot be compared by`}>
          It is calculated, and a comparison has no calculated fields. Drop the condition or the box, or ask in SQL.
        </Empty>
      </Panel>
    );
  }
  return <ComparePanel state={state} request={request} />;
}

function Offers({ state }: { readonly state: ExploreState }) {
  return (
    <Panel label="Compare">
      <Empty
        title="Compare what with the rest?"
        action={
          <span className={styles.offers}>
            <Button onClick={() => state.compare('errors')}>Errors against the rest</Button>
            <Button onClick={() => state.compare('slowest')}>Slowest against the rest</Button>
          </span>
        }
      >
        Drag a box on a heatmap, press X to draw it by keys, drag with ⇧ along a time series, or begin with one of
        these.
      </Empty>
    </Panel>
  );
}

interface ComparePanelProps {
  readonly state: ExploreState;
  readonly request: NonNullable<ReturnType<typeof compareRequest>>;
}

function ComparePanel({ state, request }: ComparePanelProps) {
  const { range } = useRangeClock();
  const query = useQuery(comparison(request, range));
  const [shown, setShown] = useState<Shown>('all');
  const [find, setFind] = useState('');
  const fields = useMemo(() => (query.data?.fields ?? []).filter(({ role }) => role !== 'identifier'), [query.data]);
  const dimensions = fields.filter((field) => !isMeasure(field));
  const measures = fields.filter(isMeasure);
  const chosen = { all: fields, dimensions, measures }[shown];
  const text = find.trim().toLowerCase();
  const matching = chosen.filter(({ field, sameAs }) =>
    [field, ...sameAs].some((name) => name.toLowerCase().includes(text)),
  );
  const [title, picked] = wordsOf(state);
  return (
    <Panel
      title={title}
      note={query.data !== undefined && <Legend picked={picked} answer={query.data} />}
      side={
        <>
          <CostLine stats={query.data?.stats} rows={comparedSpans(query.data)} />
          <Segments
            label="Attributes shown"
            value={shown}
            onChange={setShown}
            options={[
              { value: 'all', label: `All ${fields.length}` },
              { value: 'dimensions', label: `Dimensions ${dimensions.length}` },
              { value: 'measures', label: `Measures ${measures.length}` },
            ]}
          />
          <TextField
            label="Find an attribute"
            icon={<Search size={14} />}
            value={find}
            onChange={(event) => setFind(event.target.value)}
            onClear={() => setFind('')}
            className={styles.find}
            data-page-filter
          />
        </>
      }
    >
      <Answer query={query} minHeight={280}>
        {(data) =>
          data.selected.spans < LEAST_SPANS ? (
            <TooFew state={state} spans={data.selected.spans} />
          ) : fields.every(({ difference }) => difference === 0) ? (
            <Empty title="No difference worth showing">
              All {fields.length} attributes look the same on both sides. Try a narrower box.
            </Empty>
          ) : (
            <>
              {data.selected.spans < FAIR_SPANS && (
                <p className={styles.few}>
                  {countText(data.selected.spans)} spans are few: {FAIR_SPANS} or more give a fair answer.
                </p>
              )}
              <div className={styles.cards}>
                {matching.map((field) => (
                  <CompareCard key={field.field} state={state} field={field} />
                ))}
              </div>
            </>
          )
        }
      </Answer>
    </Panel>
  );
}

function comparedSpans(answer: Comparison | undefined): number | undefined {
  return answer && answer.selected.spans + answer.baseline.spans;
}

function Legend({ picked, answer }: { readonly picked: string; readonly answer: Comparison }) {
  const { selected, baseline } = answer;
  return (
    <span className={styles.legend}>
      <i className={styles.picked} />
      {picked} <b>{countText(selected.spans)}</b>
      {sampleWords(selected)}
      <i className={styles.rest} />
      Rest <b>{countText(baseline.spans)}</b>
      {sampleWords(baseline)}
    </span>
  );
}

/** Of very many not all are read. */
function sampleWords({ spans, sampledSpans }: Comparison['selected']): string {
  return sampledSpans < spans ? `(≈ ${countText(sampledSpans)} looked at)` : '';
}

function TooFew({ state, spans }: { readonly state: ExploreState; readonly spans: number }) {
  return (
    <Empty
      title={`${countText(spans)} ${spans === 1 ? 'span is' : 'spans are'} too few to compare`}
      action={
        <Button onClick={() => state.setTab('traces')}>
          Show {spans === 1 ? 'its trace' : `the ${countText(spans)} traces`}
        </Button>
      }
    >
      {FAIR_SPANS} or more give a fair answer.
    </Empty>
  );
}

function wordsOf({ box, preset, picked }: ExploreState): readonly [title: string, picked: string] {
  if (box === null && picked !== null) return ['What is different in these?', 'These'];
  if (box !== null && isTimeBox(box)) return ['What is different in this time?', 'This time'];
  return preset === null ? ['What is different in the box?', 'Box'] : WORDS[preset];
}

function isMeasure({ values }: Comparison['fields'][number]): boolean {
  return values.some(({ kind, value }) => kind === 'range' || typeof value === 'number');
}
