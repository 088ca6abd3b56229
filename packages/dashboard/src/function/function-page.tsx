// A function: facts, and tabs: all of it at a glance, invocations, errors, versions, cold starts, memory.

import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { Filter } from '@tracelake/query/structured';
import { ChartLine, CircleAlert, Scan } from 'lucide-react';
import { newestSpan, structuredQuery } from '../api/api-queries.ts';
import { durationsOf, exploreSearch } from '../explore/starting-query.ts';
import { percentText } from '../format/count.ts';
import { isSameDay, momentText } from '../format/moment.ts';
import { visibleText } from '../format/visible-text.ts';
import { badVersions } from '../overview/notice.ts';
import { totalFigures } from '../overview/overview-request.ts';
import { useVersionFigures } from '../overview/version-figures.ts';
import { useChangeSearch } from '../page-search.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Moment } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { TabPanel } from '../ui/tab-panel.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { CallsPanel } from './calls-panel.tsx';
import { ErrorsPanel } from './errors-panel.tsx';
import { ErrorsTab } from './errors-tab.tsx';
import { FunctionCharts } from './function-charts.tsx';
import { functionFacts, kindsQuestion } from './function-facts.ts';
import styles from './function-page.module.css';
import { functionFilters, functionQuestion } from './function-request.ts';
import { InvocationsPanel } from './invocations-panel.tsx';
import { InvocationsTab } from './invocations-tab.tsx';
import { MemoryPanel } from './memory-panel.tsx';
import { MemoryTab } from './memory-tab.tsx';
import { useTabCounts } from './tab-counts.ts';
import { VersionsPanel } from './versions-panel.tsx';
import { VersionsTab } from './versions-tab.tsx';

const route = getRouteApi('/functions/$name');
const TABS = [
  { value: 'summary', label: 'Summary' },
  { value: 'invocations', label: 'Invocations' },
  { value: 'errors', label: 'Errors' },
  { value: 'versions', label: 'Versions' },
  { value: 'cold', label: 'Cold starts' },
  { value: 'memory', label: 'Memory' },
] as const;
const COLD: Filter = { column: 'faas.coldstart', op: '=', value: true };
const INVOCATION_COLUMNS = ['duration_ms', 'status_code', 'faas.coldstart', 'service.version'];
const COLD_COLUMNS = ['aws.lambda.init_duration_ms', 'duration_ms', 'status_code', 'service.version'];

export function FunctionPage() {
  const { name } = route.useParams();
  const { env, tab: said } = route.useSearch() as { env?: string; tab?: string };
  const tab = TABS.find(({ value }) => value === said)?.value ?? 'summary';
  const change = useChangeSearch();
  const { range } = useRangeClock();
  const filters = functionFilters(name, env);
  const units: Filter[] = [{ column: 'main', op: '=', value: true }, ...filters];
  const query = useQuery(functionQuestion(filters, range));
  const figures = query.data === undefined ? null : totalFigures(query.data);
  const counts = useTabCounts(name, filters, figures);
  return (
    <Page>
      <FunctionHead name={name} filters={filters} units={units} errorShare={figures?.errorShare ?? null} />
      <Tabs
        label="Of this function"
        isRuled
        value={tab}
        onChange={(next) => change({ tab: next === 'summary' ? undefined : next, cols: undefined })}
        tabs={TABS.map((one) => ({ ...one, count: counts[one.value] }))}
      />
      <TabPanel of="Of this function" value={tab} className={styles.panel}>
        {tab === 'summary' && (
          <>
            <Answer query={query} minHeight={230} frame="Charts" costRows={(data) => totalFigures(data).requests ?? 0}>
              {(data) => <FunctionCharts name={name} answer={data} />}
            </Answer>
            <div className={styles.columns}>
              <div className={styles.column}>
                <VersionsPanel name={name} />
                <InvocationsPanel name={name} filters={filters} units={units} />
              </div>
              <div className={styles.column}>
                <ErrorsPanel filters={filters} />
                {figures !== null && <MemoryPanel figures={figures} units={units} />}
                <CallsPanel filters={filters} />
              </div>
            </div>
          </>
        )}
        {tab === 'invocations' && <InvocationsTab title="Invocations" filters={units} columns={INVOCATION_COLUMNS} />}
        {tab === 'errors' && <ErrorsTab filters={filters} />}
        {tab === 'versions' && <VersionsTab name={name} filters={units} />}
        {tab === 'cold' && <InvocationsTab title="Cold starts" filters={[...units, COLD]} columns={COLD_COLUMNS} />}
        {tab === 'memory' && (
          <Answer query={query} frame="Memory">
            {(data) => <MemoryTab figures={totalFigures(data)} units={units} />}
          </Answer>
        )}
      </TabPanel>
    </Page>
  );
}

interface FunctionHeadProps {
  readonly name: string;
  readonly filters: readonly Filter[];
  /** The same of its invocations alone. */
  readonly units: readonly Filter[];
  readonly errorShare: number | null;
}

function FunctionHead({ name, filters, units, errorShare }: FunctionHeadProps) {
  const navigate = useNavigate();
  const { zone } = useSettings();
  const { range, nowMs } = useRangeClock();
  const { data: newest = null } = useQuery(newestSpan({ filters: [...units] }, range));
  const { data: kinds } = useQuery(structuredQuery(kindsQuestion(units), range));
  const { fresh } = useVersionFigures('function', name);
  const bad = badVersions(fresh.filter(({ service }) => service === name))[0];
  const q = exploreSearch(durationsOf(filters));
  const facts = [
    ...functionFacts(newest, kinds?.rows ?? []),
    ...(errorShare === null ? [] : [`${percentText(errorShare)} errors`]),
  ];
  return (
    <PageHead
      title={visibleText(name)}
      path={
        <>
          <Link to="/" className={styles.back}>
            Overview
          </Link>
          <span className={styles.slash}>/</span>
        </>
      }
      beside={
        <>
          {bad !== undefined && (
            <Badge tone="error" icon={<CircleAlert size={11} />}>
              {visibleText(bad.version)} went bad {isSameDay(bad.firstMs, nowMs, zone) && 'at '}
              <Moment ms={bad.firstMs}>{momentText(bad.firstMs, zone, nowMs, 'minutes')}</Moment>
            </Badge>
          )}
          <span className={styles.facts}>{visibleText(facts.join(' · '))}</span>
        </>
      }
    >
      <Button icon={<ChartLine size={14} />} onClick={() => void navigate({ to: '/explore', search: { q } })}>
        Explore
      </Button>
      <Button
        icon={<Scan size={14} />}
        onClick={() => void navigate({ to: '/explore', search: { q, vs: 'errors', tab: 'compare' } })}
      >
        Errors against the rest
      </Button>
    </PageHead>
  );
}
