// Errors of all functions by type and normal message: since when, where, how often, what was decided; one of them beside the list.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { bucketsOf } from '../charts/pointed-moment.ts';
import { facetFilters } from '../facets/facet.ts';
import { FacetRow } from '../facets/facet-row.tsx';
import { countText } from '../format/count.ts';
import { useChangeSearch } from '../page-search.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Announced } from '../ui/announced.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Page } from '../ui/page.tsx';
import { PageFilter } from '../ui/page-filter.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { Segments } from '../ui/segments.tsx';
import { useGo } from '../ui/use-go.ts';
import { type ErrorGroup, type ErrorList, listOf } from './error-group.ts';
import { FACETS, groupsQuestion } from './error-request.ts';
import styles from './errors-page.module.css';
import { GroupPanel } from './group-panel.tsx';
import { GroupTable } from './group-table.tsx';
import { NoneOf } from './none-of.tsx';

const route = getRouteApi('/errors/{-$group}');
const LISTS: readonly ErrorList[] = ['open', 'resolved', 'ignored'];
const TITLES: Readonly<Record<ErrorList, string>> = { open: 'Open', resolved: 'Resolved', ignored: 'Ignored' };

export function ErrorsPage() {
  const search = route.useSearch();
  const { find = '', state } = search;
  const { group: chosenId } = route.useParams();
  const change = useChangeSearch();
  const go = useGo();
  const { range } = useRangeClock();
  const members = search as Readonly<Record<string, string | undefined>>;
  const query = useQuery(groupsQuestion(members, range));
  const within = facetFilters(FACETS, members);
  const list = LISTS.find((one) => one === state) ?? 'open';
  const all = query.data?.errors ?? [];
  const text = find.trim().toLowerCase();
  const shown = all
    .filter((group) => listOf(group) === list)
    .filter(({ type, message }) => `${type ?? ''} ${message ?? ''}`.toLowerCase().includes(text));
  const chosen = all.find(({ group }) => group === chosenId);
  const choose = (group: ErrorGroup | undefined, isNewTab = false): void =>
    go(
      { to: '/errors/{-$group}', params: { group: group?.group }, search: (before: object) => before } as never,
      isNewTab,
    );
  const at = shown.findIndex(({ group }) => group === chosenId);
  return (
    <Page>
      <PageHead
        title="Errors"
        onPhone="actions"
        beside={
          <Segments
            label="State"
            value={list}
            options={LISTS.map((value) => ({
              value,
              label: (
                <>
                  {TITLES[value]}{' '}
                  {query.data !== undefined && (
                    <small className={styles.count}>
                      {countText(all.filter((group) => listOf(group) === value).length)}
                    </small>
                  )}
                </>
              ),
            }))}
            onChange={(value) => change({ state: value === 'open' ? undefined : value })}
          />
        }
      >
        <FacetRow facets={FACETS} />
        <PageFilter label="Find type or message" value={find} onFind={(text) => change({ find: text }, true)} />
      </PageHead>
      <div className={chosenId === undefined ? styles.whole : styles.split}>
        <Panel label="Groups">
          <Announced
            question={JSON.stringify(FACETS.map(({ name }) => search[name as keyof typeof search]))}
            stats={query.isPlaceholderData ? undefined : query.data?.stats}
          />
          <Answer query={query} minHeight={320}>
            {(data) =>
              shown.length === 0 ? (
                <Empty title={list === 'open' ? 'No errors' : `None ${list}`} minHeight={320}>
                  {data.truncated === true ? (
                    `None of the ${countText(all.length)} most frequent groups${text === '' ? '' : ` says “${find.trim()}”`}: a shorter range or a facet brings the others.`
                  ) : text === '' ? (
                    <NoneOf within={within} />
                  ) : (
                    `None of them says “${find.trim()}”.`
                  )}
                </Empty>
              ) : (
                <>
                  <GroupTable
                    groups={shown}
                    within={within}
                    buckets={bucketsOf(data)}
                    chosenId={chosenId}
                    onOpen={choose}
                  />
                  <footer className={styles.foot}>
                    <span>
                      {countText(shown.length)} {shown.length === 1 ? 'group' : 'groups'}
                      {data.truncated === true &&
                        ` of the ${countText(all.length)} most frequent: a shorter range or a facet brings the others`}
                    </span>
                    <CostLine stats={data.stats} />
                  </footer>
                </>
              )
            }
          </Answer>
        </Panel>
        {chosenId !== undefined && chosen === undefined && query.isSuccess && !query.isPlaceholderData && (
          <Panel label="Error">
            <Empty title="No such error here" minHeight={160}>
              This group has no error in this range of time, or not with these filters.
            </Empty>
          </Panel>
        )}
        {chosen !== undefined && query.data !== undefined && (
          <GroupPanel
            key={chosen.group}
            group={chosen}
            within={within}
            before={at > 0 ? shown[at - 1] : undefined}
            after={at >= 0 ? shown[at + 1] : undefined}
            onChoose={choose}
          />
        )}
      </div>
    </Page>
  );
}
