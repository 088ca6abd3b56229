// Explore: the question, its charts, and what can be seen in the answer (groups, compare, traces, events).
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Code, Redo2, Undo2 } from 'lucide-react';
import { lazy } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import { useLineChoice } from '../charts/hidden-lines.ts';
import { countText } from '../format/count.ts';
import { HistoryButton } from '../history/history-button.tsx';
import { useHistory } from '../history/use-history.ts';
import { useKeys } from '../keys/use-keys.ts';
import { LatePart } from '../shell/late-part.tsx';
import { SaveButton } from '../shell/save-button.tsx';
import { ShareButton } from '../shell/share-button.tsx';
import { useRangeClock } from '../time/range-clock.tsx';
import { Announced } from '../ui/announced.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Answer, Empty, Loading } from '../ui/panel-state.tsx';
import { TabPanel } from '../ui/tab-panel.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { answeredRows } from './answered-rows.ts';
import { exploreQuestion } from './asked-query.ts';
import { type BrokenClause, brokenClause } from './broken-clause.ts';
import { environmentOf, inEnvironment } from './environment-filter.ts';
import { ExploreCharts } from './explore-charts.tsx';
import styles from './explore-page.module.css';
import { useExploreAnswer } from './explore-requests.ts';
import { type ExploreState, useExploreState } from './explore-state.ts';
import { groupLabel } from './group-label.ts';
import { GroupsFile, GroupsTab } from './groups-tab.tsx';
import { isNothing } from './nothing-found.ts';
import { QueryBuilder } from './query-builder.tsx';
import { exploreSearch, STARTING_QUERY } from './starting-query.ts';

// Groups come with the page; these when they are first looked at.
const CompareTab = lazy(async () => ({ default: (await import('./compare-tab.tsx')).CompareTab }));
const NoMatch = lazy(async () => ({ default: (await import('./no-match.tsx')).NoMatch }));
const TracesTab = lazy(async () => ({ default: (await import('./traces-tab.tsx')).TracesTab }));
const EventsTab = lazy(async () => ({ default: (await import('./events-tab.tsx')).EventsTab }));

export function ExplorePage() {
  const state = useExploreState();
  const answer = useExploreAnswer(state.query);
  useKeys({
    run: () => state.run(),
    undo: () => state.undo(),
    redo: () => state.redo(),
    groupsTab: () => state.setTab('groups'),
    compareTab: () => state.setTab('compare'),
    tracesTab: () => state.setTab('traces'),
    eventsTab: () => state.setTab('events'),
  });
  const client = useQueryClient();
  const { range } = useRangeClock();
  const cancel = (): void => void client.cancelQueries({ queryKey: exploreQuestion(state.query, range).queryKey });
  const asked = exploreSearch(state.query);
  const isAnswered = answer.data !== undefined && !answer.isPlaceholderData;
  useHistory(
    isAnswered && asked !== exploreSearch(inEnvironment(STARTING_QUERY, environmentOf(state.query)))
      ? { query: asked }
      : null,
  );
  const lines = useLineChoice(
    JSON.stringify(answer.data?.asked.query.breakdowns ?? []),
    (answer.data?.series?.groups ?? []).map(({ group }) => groupLabel(group)),
  );
  const problem = answer.error instanceof ApiProblem ? answer.error : null;
  const broken = problem === null ? null : brokenClause(problem, state.query);
  const groups = (answer.data?.asked.query.breakdowns?.length ?? 0) > 0 ? answer.data?.rows.length : undefined;
  return (
    <Page>
      <ExploreHead state={state} sql={answer.data?.sql} />
      <QueryBuilder
        state={state}
        problem={problem}
        run={{
          isRunning: answer.isFetching,
          isOld: answer.isPlaceholderData,
          stats: answer.data?.stats,
          cancel: answer.data === undefined ? null : cancel,
        }}
      />
      <Announced
        question={asked}
        stats={isAnswered ? answer.data.stats : undefined}
        rows={isAnswered ? answeredRows(answer.data) : undefined}
      />
      {state.problem !== null && <Empty title="The question in the address cannot be read">{state.problem}</Empty>}
      <Answer
        query={answer}
        minHeight={320}
        frame="Charts"
        mend={broken === null ? undefined : <Mend broken={broken} state={state} />}
      >
        {(data) =>
          isNothing(data) ? (
            <LatePart fallback={<Loading minHeight={320} />}>
              <NoMatch
                state={state}
                query={data.asked.query}
                isValueless={data.rows.length > 0 && data.rows[0].every((value) => value === null)}
              />
            </LatePart>
          ) : (
            <ExploreCharts state={state} answer={data} lines={lines} />
          )
        }
      </Answer>
      <section className={styles.tabs}>
        <Tabs
          label="Answer"
          value={state.tab}
          onChange={state.setTab}
          tabs={[
            { value: 'groups', label: 'Groups', count: groups === undefined ? undefined : countText(groups) },
            { value: 'compare', label: 'Compare' },
            { value: 'traces', label: 'Traces' },
            { value: 'events', label: 'Events' },
          ]}
          side={state.tab === 'groups' && <GroupsFile answer={answer.data} />}
        />
        <TabPanel of="Answer" value={state.tab}>
          {state.tab === 'groups' && <GroupsTab state={state} answer={answer} lines={lines} />}
          <LatePart key={state.tab} fallback={<Loading minHeight={280} />}>
            {state.tab === 'compare' && <CompareTab state={state} />}
            {state.tab === 'traces' && <TracesTab state={state} />}
            {state.tab === 'events' && <EventsTab state={state} />}
          </LatePart>
        </TabPanel>
      </section>
    </Page>
  );
}

function ExploreHead({ state, sql }: { readonly state: ExploreState; readonly sql: string | undefined }) {
  const navigate = useNavigate();
  return (
    <PageHead title="Explore" beside={state.isEdited && <span className={styles.edited}>edited</span>} onPhone="hidden">
      <span className={styles.joined}>
        <IconButton
          label="Undo"
          hint="undo"
          edge
          icon={<Undo2 size={14} />}
          disabled={!state.canUndo}
          onClick={state.undo}
        />
        <IconButton
          label="Redo"
          hint="redo"
          edge
          icon={<Redo2 size={14} />}
          disabled={!state.canRedo}
          onClick={state.redo}
        />
      </span>
      <HistoryButton />
      <Button
        icon={<Code size={14} />}
        disabled={sql === undefined}
        onClick={() => void navigate({ to: '/sql', search: { sql } as never })}
      >
        Open as SQL
      </Button>
      <ShareButton />
      <SaveButton question={{ query: exploreSearch(state.query) }} />
    </PageHead>
  );
}

/** The attribute that was meant, or the question without its broken clause. */
function Mend({ broken, state }: { readonly broken: BrokenClause; readonly state: ExploreState }) {
  const { meant, name, drop } = broken;
  return (
    <>
      {meant !== null && (
        <Button kind="main" onClick={() => state.apply(meant.step)}>
          Take {meant.name}
        </Button>
      )}
      <Button onClick={() => state.apply(drop)}>Drop {name}</Button>
    </>
  );
}
