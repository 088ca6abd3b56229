// A trace's title with result, length and counts; view, find, critical path; services by their share of time.
import { Link, useNavigate } from '@tanstack/react-router';
import { ChartLine, Check, CircleAlert, Copy, Download, Ellipsis, Link2, Search, TriangleAlert } from 'lucide-react';
import { useRef } from 'react';
import { durationsOf, exploreSearch } from '../explore/starting-query.ts';
import { copyValue } from '../explore/value-actions.ts';
import { valueFilter } from '../explore/value-filter.ts';
import { countText } from '../format/count.ts';
import { durationText } from '../format/duration.ts';
import { clockText, dayText, isSameDay } from '../format/moment.ts';
import { useKeys } from '../keys/use-keys.ts';
import { useSettings } from '../settings.ts';
import { ShareButton, useShare } from '../shell/share-button.tsx';
import { useRangeClock } from '../time/range-clock.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button, buttonLook, IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Menu } from '../ui/menu.tsx';
import { Moment } from '../ui/moment.tsx';
import { Segments } from '../ui/segments.tsx';
import { TextField } from '../ui/text-field.tsx';
import { shortId } from '../ui/trace-link.tsx';
import { rangeAround } from './range-around.ts';
import { useSavedTrace } from './saved-trace.ts';
import { ServiceShares } from './service-shares.tsx';
import styles from './trace-head.module.css';
import type { TraceModel } from './trace-model.ts';
import { traceResult } from './trace-result.ts';

export type TraceView = 'waterfall' | 'map' | 'spans';

interface TraceHeadProps {
  readonly model: TraceModel;
  readonly tones: ReadonlyMap<string, string>;
  readonly view: TraceView;
  readonly onView: (view: TraceView) => void;
  readonly find: string;
  readonly onFind: (text: string) => void;
  readonly matches: readonly number[];
  readonly selected: number | null;
  readonly onSelect: (row: number) => void;
  readonly isPath: boolean;
  readonly onPath: (isShown: boolean) => void;
  /** The one whose rows are not dimmed; null for all. */
  readonly service: string | null;
  readonly onService: (service: string | null) => void;
}

const RESULT_ICONS = {
  error: <CircleAlert size={11} />,
  warn: <TriangleAlert size={11} />,
  ok: <Check size={11} />,
  plain: undefined,
};

export function TraceHead(props: TraceHeadProps) {
  const { model, tones, view, onView, find, onFind, matches, selected, onSelect, isPath, onPath } = props;
  const { service, onService } = props;
  const { zone } = useSettings();
  const { range, nowMs } = useRangeClock();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const root = model.spans[0];
  const startMs = Number(model.startUnixNano / 1_000_000n);
  const day = isSameDay(startMs, nowMs, zone) ? 'today' : dayText(startMs, zone, nowMs);
  const at = selected === null ? -1 : matches.indexOf(selected);
  const step = (by: 1 | -1): boolean => {
    if (matches.length === 0) return false;
    const next =
      at < 0
        ? (matches.find((row) => row > (selected ?? -1)) ?? matches[0])
        : matches[(at + by + matches.length) % matches.length];
    onSelect(next);
    return true;
  };
  useKeys({
    nextMatch: () => step(1),
    previousMatch: () => step(-1),
    map: () => onView(view === 'map' ? 'waterfall' : 'map'),
  });
  const share = useShare();
  const { isSaving, save } = useSavedTrace(model.traceId);
  const similar = {
    ...rangeAround(range, startMs),
    q: exploreSearch(
      durationsOf([valueFilter('name', root.span.name), valueFilter('service_name', root.span.serviceName)]),
    ),
  };
  const facts = [
    `${countText(model.spans.length)} ${model.spans.length === 1 ? 'span' : 'spans'}`,
    `${model.services.length} ${model.services.length === 1 ? 'service' : 'services'}`,
    ...(model.errorCount === 0
      ? []
      : [`${countText(model.errorCount)} ${model.errorCount === 1 ? 'error' : 'errors'}`]),
    ...(model.coldCount === 0 ? [] : [`${model.coldCount} cold ${model.coldCount === 1 ? 'start' : 'starts'}`]),
  ];
  const result = traceResult(root);
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        <h1>{root.name}</h1>
        <Badge tone={result.tone} icon={RESULT_ICONS[result.tone]}>
          {result.word}
        </Badge>
        <span className={styles.length}>{durationText(model.durationNs / 1e6)}</span>
        <span className={styles.facts}>
          {facts[0]}
          <span>
            {['', ...facts.slice(1), ''].join(' · ')}
            <Moment ms={startMs} nanos={model.startUnixNano}>
              {day} {clockText(startMs, zone, 'milliseconds')}
            </Moment>
          </span>
        </span>
        <button
          type="button"
          className={styles.id}
          title={`Copy ${model.traceId}`}
          onClick={() => copyValue(model.traceId)}
        >
          {shortId(model.traceId)} <Copy size={12} />
        </button>
        <span className={styles.grow} />
        <Link to="/explore" className={classNames(buttonLook, styles.action)} search={similar}>
          <ChartLine size={14} /> Traces like this
        </Link>
        <span className={styles.action}>
          <ShareButton />
        </span>
        <Button
          icon={<Download size={14} />}
          title="All spans with all attributes, as the API has them"
          className={styles.action}
          disabled={isSaving}
          onClick={() => void save()}
        >
          JSON
        </Button>
      </div>
      <div className={styles.line}>
        <Segments
          label="View"
          value={view}
          onChange={onView}
          options={[
            { value: 'waterfall', label: 'Waterfall' },
            { value: 'map', label: 'Map' },
            { value: 'spans', label: 'Spans' },
          ]}
        />
        <TextField
          ref={field}
          label="Find in this trace"
          icon={<Search size={14} />}
          note={find === '' ? undefined : `${at < 0 ? '' : `${at + 1} of `}${matches.length}`}
          value={find}
          onChange={(event) => onFind(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            field.current?.blur();
          }}
          data-page-filter
          className={styles.find}
        />
        <label className={classNames(buttonLook, styles.path)}>
          <input type="checkbox" checked={isPath} onChange={(event) => onPath(event.target.checked)} /> Critical path
        </label>
        <Menu
          label="Of this trace"
          align="end"
          caption={facts.slice(1).join(' · ')}
          trigger={<IconButton label="More of this trace" edge icon={<Ellipsis size={16} />} className={styles.more} />}
          groups={[
            [{ label: 'Critical path', isChecked: isPath, isMany: true, onSelect: () => onPath(!isPath) }],
            [
              {
                label: 'Traces like this',
                icon: <ChartLine size={14} />,
                onSelect: () => void navigate({ to: '/explore', search: similar }),
              },
              { label: 'Copy link', icon: <Link2 size={14} />, onSelect: share },
              { label: 'Save as JSON', icon: <Download size={14} />, onSelect: () => void save() },
              { label: 'Copy the trace id', icon: <Copy size={14} />, onSelect: () => copyValue(model.traceId) },
            ],
          ]}
        />
        <span className={styles.grow} />
        {view === 'waterfall' && (
          <ServiceShares services={model.services} tones={tones} chosen={service} onChoose={onService} />
        )}
      </div>
    </header>
  );
}
