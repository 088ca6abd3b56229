// Six figures of everything, each against the same span of time before, each a door to Explore.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Calculation, Filter, StructuredQuery } from '@tracelake/query/structured';
import type { ReactNode } from 'react';
import { structuredQuery } from '../api/api-queries.ts';
import { isApproximate } from '../explore/approximate.ts';
import { exploreSearch } from '../explore/starting-query.ts';
import { aboutText } from '../format/attribute-value.ts';
import { usdText } from '../format/bytes.ts';
import { compactMeasure, countText, percentMeasure, percentText, pointsText } from '../format/count.ts';
import { durationMeasure, durationText, type Measure as MeasureParts } from '../format/duration.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { classNames } from '../ui/class-names.ts';
import { Measure } from '../ui/measure.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import {
  areAdjacent,
  COST_FIELD,
  COST_WORDS,
  comparedFigures,
  type Figures,
  overviewQuery,
  type Shapes,
  totalFigures,
  totalShapes,
} from './overview-request.ts';
import styles from './summary-strip.module.css';

interface SummaryStripProps {
  readonly filters: readonly Filter[];
  readonly granularity: number;
}

const HEIGHT = 106;
const SHAPE_PX = 200;
const NOT_MEASURED: MeasureParts = { digits: '–', unit: '' };

export function SummaryStrip({ filters, granularity }: SummaryStripProps) {
  const { range } = useRangeClock();
  const length = range.endMs - range.startMs;
  const before = { startMs: range.startMs - length, endMs: range.startMs };
  const query = useQuery(structuredQuery(overviewQuery(filters, granularity, false), range, { isLater: true }));
  const earlier = useQuery(structuredQuery(overviewQuery(filters, undefined, false), before, { isLater: true }));
  return (
    <Panel label="Summary">
      <Answer query={query} minHeight={HEIGHT} costRows={(data) => totalFigures(data).requests ?? 0}>
        {(data) => (
          <Cells
            now={totalFigures(data)}
            was={
              // Each is of the range that it was asked for: the one before may be kept until its next is there.
              earlier.data !== undefined && areAdjacent(earlier.data.asked.range, data.asked.range)
                ? comparedFigures(earlier.data, totalFigures(data))
                : null
            }
            shapes={totalShapes(data)}
            isAbout={isApproximate({ op: 'COUNT' }, data.stats.notes)}
            filters={filters}
          />
        )}
      </Answer>
    </Panel>
  );
}

interface CellsProps {
  readonly now: Figures;
  /** The same span of time before, where there was enough to be against. */
  readonly was: Figures | null;
  readonly shapes: Shapes | null;
  /** Counts stand for spans that were not kept, too. */
  readonly isAbout: boolean;
  readonly filters: readonly Filter[];
}

function Cells({ now, was, shapes, isAbout, filters }: CellsProps) {
  const requests = now.requests ?? 0;
  const share = (part: number | null, all: number | null): number => (all ? (part ?? 0) / all : 0);
  /** Where nothing ran there is nothing to have a share or a duration of. */
  const ofRequests = (figure: MeasureParts): MeasureParts => (requests === 0 ? NOT_MEASURED : figure);
  const counted = (figure: MeasureParts): MeasureParts => ({ ...figure, digits: aboutText(figure.digits, isAbout) });
  const cold = share(now.coldStarts, now.requests);
  const cell = (props: Omit<CellProps, 'filters'>): ReactNode => (
    <Cell key={props.label} {...props} filters={filters} />
  );
  return (
    <div className={styles.strip}>
      {cell({
        label: 'Requests',
        figure: counted(compactMeasure(requests)),
        full: countText(requests),
        delta: was === null ? null : relativeText(requests, was.requests ?? 0),
        shape: (
          <Sparkline values={shapes?.requests ?? []} kind="bars" tone="base" width={SHAPE_PX} height={26} isFluid />
        ),
        asks: [{ op: 'COUNT' }],
      })}
      {cell({
        label: 'Error rate',
        figure: ofRequests(percentMeasure(now.errorShare ?? 0)),
        delta: was === null ? null : pointsText((now.errorShare ?? 0) - (was.errorShare ?? 0)),
        isWorse: was !== null && (now.errorShare ?? 0) - (was.errorShare ?? 0) > 0.005,
        shape: (
          <Sparkline values={shapes?.errorShare ?? []} kind="bars" tone="error" width={SHAPE_PX} height={26} isFluid />
        ),
        asks: [{ op: 'ERROR_RATE' }, { op: 'COUNT' }],
      })}
      {cell({
        label: 'p95 duration',
        figure: ofRequests(durationMeasure(now.p95Ms ?? 0)),
        delta: was === null ? null : signed((now.p95Ms ?? 0) - (was.p95Ms ?? 0), durationText),
        isWorse: was !== null && (now.p95Ms ?? 0) > 1.2 * (was.p95Ms ?? 0),
        shape: <Sparkline values={shapes?.p95Ms ?? []} kind="line" tone="base" width={SHAPE_PX} height={26} isFluid />,
        asks: [
          { op: 'HEATMAP', column: 'duration_ms' },
          { op: 'P95', column: 'duration_ms' },
        ],
      })}
      {cell({
        label: 'Cold starts',
        figure: ofRequests(percentMeasure(cold)),
        full: countText(now.coldStarts ?? 0),
        delta: was === null ? null : pointsText(cold - share(was.coldStarts, was.requests)),
        shape: (
          <Sparkline values={shapes?.coldStarts ?? []} kind="bars" tone="cold" width={SHAPE_PX} height={26} isFluid />
        ),
        asks: [{ op: 'COUNT' }],
        where: { column: 'faas.coldstart', op: '=', value: true },
      })}
      {cell({
        label: 'Timeouts',
        figure: counted(compactMeasure(now.timeouts ?? 0)),
        delta: was === null ? null : signed((now.timeouts ?? 0) - (was.timeouts ?? 0), countText),
        isWorse: was !== null && (now.timeouts ?? 0) > (was.timeouts ?? 0),
        shape: (
          <Sparkline values={shapes?.timeouts ?? []} kind="bars" tone="warn" width={SHAPE_PX} height={26} isFluid />
        ),
        asks: [{ op: 'COUNT' }],
        where: { column: 'aws.lambda.status', op: '=', value: 'timeout' },
      })}
      {cell({
        label: 'Estimated cost',
        figure: { digits: usdText(now.costUsd ?? 0), unit: '' },
        full: COST_WORDS,
        delta: was === null ? null : signed((now.costUsd ?? 0) - (was.costUsd ?? 0), usdText),
        shape: (
          <Sparkline values={shapes?.costUsd ?? []} kind="bars" tone="base" width={SHAPE_PX} height={26} isFluid />
        ),
        asks: [{ op: 'SUM', column: 'cost_usd' }],
        calculatedFields: [COST_FIELD],
      })}
    </div>
  );
}

interface CellProps {
  readonly label: string;
  readonly figure: MeasureParts;
  /** In full, where the figure is compact; or how it came to be. */
  readonly full?: string;
  readonly delta: string | null;
  readonly isWorse?: boolean;
  readonly shape: ReactNode;
  readonly asks: readonly Calculation[];
  readonly where?: Filter;
  readonly calculatedFields?: StructuredQuery['calculatedFields'];
  readonly filters: readonly Filter[];
}

function Cell({
  label,
  figure,
  full,
  delta,
  isWorse = false,
  shape,
  asks,
  where,
  calculatedFields,
  filters,
}: CellProps) {
  const all: Filter[] = [{ column: 'main', op: '=', value: true }, ...filters, ...(where === undefined ? [] : [where])];
  return (
    <Link
      to="/explore"
      search={{ q: exploreSearch({ calculations: asks, filters: all, ...(calculatedFields && { calculatedFields }) }) }}
      className={styles.cell}
      title={full}
    >
      <span className={styles.label}>
        {label}
        {delta !== null && <small className={classNames(isWorse && styles.worse)}>{delta}</small>}
      </span>
      <b>
        <Measure {...figure} />
      </b>
      <span className={styles.shape}>{shape}</span>
    </Link>
  );
}

function signed(value: number, text: (value: number) => string): string {
  return value === 0 ? '±0' : `${value > 0 ? '+' : '−'}${text(Math.abs(value))}`;
}

function relativeText(now: number, before: number): string {
  const change = now / before - 1;
  return `${change >= 0 ? '+' : '−'}${percentText(Math.abs(Number(change.toFixed(2))))}`;
}
