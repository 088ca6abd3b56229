// One group of errors: what was decided, its versions over time, what its spans have in common, the newest one with its stack.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { FilterNode } from '@tracelake/query/structured';
import { BoxSelect, Check, ChevronDown, ChevronUp, CircleAlert, Copy, X } from 'lucide-react';
import { useMemo } from 'react';
import { callApi } from '../api/api-client.ts';
import { comparison, structuredQuery } from '../api/api-queries.ts';
import type { StructuredAnswer } from '../api/api-types.ts';
import { groupTones } from '../charts/group-tones.ts';
import { TIME_CHART_PX } from '../charts/time-chart.tsx';
import { useTimeChartFrame } from '../charts/time-chart-frame.tsx';
import { answeredRows } from '../explore/answered-rows.ts';
import { groupLabel } from '../explore/group-label.ts';
import { exploreSearch, heatmapOf } from '../explore/starting-query.ts';
import { copyValue } from '../explore/value-actions.ts';
import { numberOf } from '../format/attribute-value.ts';
import { visibleText } from '../format/visible-text.ts';
import { useKeys } from '../keys/use-keys.ts';
import { useVersionMarks } from '../overview/version-figures.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Legend } from '../ui/legend.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { SidePanel, SidePart } from '../ui/side-panel.tsx';
import { showFailure, showToast } from '../ui/toasts.tsx';
import { TraceLink } from '../ui/trace-link.tsx';
import { CommonValues } from './common-values.tsx';
import { type ErrorGroup, type ErrorList, groupBadge } from './error-group.ts';
import { ErrorStack } from './error-stack.tsx';
import { ExampleWaterfall } from './example-waterfall.tsx';
import { GroupFacts } from './group-facts.tsx';
import { groupFilters, inServices, isThrown, originFilters } from './group-filters.ts';
import styles from './group-panel.module.css';

interface GroupPanelProps {
  readonly group: ErrorGroup;
  /** What the list is narrowed by: the group's count is within it. */
  readonly within: readonly FilterNode[];
  readonly before: ErrorGroup | undefined;
  readonly after: ErrorGroup | undefined;
  readonly onChoose: (group: ErrorGroup | undefined) => void;
}

const BUCKETS = 48;

export function GroupPanel({ group, within, before, after, onChoose }: GroupPanelProps) {
  const { range } = useRangeClock();
  const filters = useMemo(() => [...within, ...groupFilters(group)], [within, group]);
  const versions = useQuery(
    structuredQuery(
      {
        calculations: [{ op: 'COUNT' }],
        breakdowns: ['service.version'],
        filters,
        limit: 6,
        granularity: bucketSeconds(range, BUCKETS),
      },
      range,
    ),
  );
  const marks = useVersionMarks(group.services);
  const common = useQuery(comparison({ filters: within, selection: { filters: originFilters(group) } }, range));
  const lines = versions.data === undefined ? [] : versionLines(versions.data);
  const { series = null } = versions.data ?? {};
  const { chart, menu } = useTimeChartFrame(
    series && {
      label: 'Errors by version',
      times: series.times,
      granularitySeconds: series.granularitySeconds,
      series: lines,
      kind: 'count',
      form: 'stack',
      marks,
      axisPx: 44,
    },
  );
  const badge = groupBadge(group);
  useKeys({ close: () => onChoose(undefined) });
  return (
    <SidePanel
      label={`Error ${group.type ?? ''}`}
      onClose={() => onChoose(undefined)}
      title={
        <>
          <CircleAlert size={16} className={styles.mark} aria-hidden="true" />
          <h2 className={styles.type}>{visibleText(group.type ?? 'Error')}</h2>
          <span className={styles.badge}>
            {badge !== null && (
              <Badge tone={badge.tone} title={badge.title}>
                {badge.word}
              </Badge>
            )}
          </span>
          <IconButton
            label="Group before"
            icon={<ChevronUp size={16} />}
            disabled={before === undefined}
            onClick={() => onChoose(before)}
          />
          <IconButton
            label="Next group"
            icon={<ChevronDown size={16} />}
            disabled={after === undefined}
            onClick={() => onChoose(after)}
          />
          <IconButton label="Close" hint="close" icon={<X size={16} />} onClick={() => onChoose(undefined)} />
        </>
      }
      about={visibleText(group.message ?? 'without a message')}
      actions={<GroupActions group={group} within={within} />}
    >
      <GroupFacts group={group} />
      <SidePart
        title="Over time, by version"
        side={
          <>
            <Legend entries={lines.slice(0, 4).map(({ label, tone }) => [label, tone] as const)} />
            {menu}
          </>
        }
      >
        <Answer query={versions} minHeight={TIME_CHART_PX} costRows={answeredRows}>
          {() => chart}
        </Answer>
      </SidePart>
      <SidePart title="What these have in common" side={<Legend entries={comparedSides(group)} />}>
        <Answer query={common} minHeight={120} costRows={({ selected, baseline }) => selected.spans + baseline.spans}>
          {(data) => <CommonValues comparison={data} within={within} />}
        </Answer>
      </SidePart>
      <Newest group={group} />
    </SidePanel>
  );
}

function comparedSides(group: ErrorGroup) {
  return [
    [isThrown(group) ? 'where it was thrown' : 'this error', 'sel'],
    ['the rest', 'base'],
  ] as const;
}

function GroupActions({ group, within }: Pick<GroupPanelProps, 'group' | 'within'>) {
  const navigate = useNavigate();
  const decide = useDecision(group);
  const compare = (): void => {
    void navigate({
      to: '/explore',
      search: {
        q: exploreSearch(heatmapOf('duration_ms', [...inServices(group), ...within])),
        sel: exploreSearch({ filters: originFilters(group) }),
        tab: 'compare',
      } as never,
    });
  };
  const toggle = (state: ErrorList) => () => decide(group.state === state ? 'open' : state);
  useKeys({ resolveError: toggle('resolved'), ignoreError: toggle('ignored'), compareError: compare });
  return (
    <>
      <Button kind="main" hint="compareError" icon={<BoxSelect size={14} />} onClick={compare}>
        Compare with the rest
      </Button>
      <Button hint="resolveError" icon={<Check size={14} />} onClick={toggle('resolved')}>
        {group.state === 'resolved' ? 'Reopen' : 'Resolve'}
      </Button>
      <Button hint="ignoreError" onClick={toggle('ignored')}>
        {group.state === 'ignored' ? 'Reopen' : 'Ignore'}
      </Button>
    </>
  );
}

function useDecision({ group, type, state: before }: ErrorGroup): (state: ErrorList) => void {
  const client = useQueryClient();
  const decision = useMutation({
    mutationFn: (state: ErrorList) =>
      callApi('PUT /api/v1/errors/{group}', {
        path: { group },
        body: { state },
        signal: new AbortController().signal,
      }),
    onSuccess: ({ state }) => {
      void client.invalidateQueries({ queryKey: ['errors'] });
      showToast(`${type ?? 'Error'}: ${state}`);
    },
    onError: (error) => showFailure(`Still ${before}: ${error.message}`),
  });
  return decision.mutate;
}

function versionLines({ series }: StructuredAnswer) {
  const groups = series?.groups ?? [];
  const toneOf = groupTones(groups.flatMap(({ group }) => (group === null ? [] : [groupLabel(group)])));
  return groups.map(({ group, values }) => ({
    label: groupLabel(group),
    tone: groups.length === 1 ? 'error' : group === null ? 'svc-other' : toneOf(groupLabel(group)),
    values: (values['COUNT'] ?? []).map(numberOf),
  }));
}

function Newest({ group: { newest } }: { readonly group: ErrorGroup }) {
  const { traceId, spanId, message, stack, service, version } = newest;
  return (
    <>
      <SidePart
        title="Newest example"
        side={
          <Link to="/trace/$id" params={{ id: traceId }} search={{ span: spanId }} className={styles.open}>
            Open trace
          </Link>
        }
      >
        <p className={styles.facts}>
          <TraceLink traceId={traceId} spanId={spanId} /> {visibleText(`${service ?? ''} ${version ?? ''}`)}
        </p>
        {message !== null && <p className={styles.said}>{visibleText(message)}</p>}
        <ExampleWaterfall traceId={traceId} spanId={spanId} />
      </SidePart>
      {stack !== null && (
        <SidePart
          title="Stack"
          side={<IconButton label="Copy the stack" icon={<Copy size={14} />} onClick={() => copyValue(stack)} />}
        >
          <ErrorStack stack={stack} />
        </SidePart>
      )}
    </>
  );
}
