// Fields: what is in the data. All attributes by name and level, and one of them beside the list.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { fields } from '../api/api-queries.ts';
import { FacetMenu } from '../facets/facet-menu.tsx';
import { countText } from '../format/count.ts';
import { visibleText } from '../format/visible-text.ts';
import { useChangeSearch } from '../page-search.ts';
import { Page } from '../ui/page.tsx';
import { PageFilter } from '../ui/page-filter.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { Segments } from '../ui/segments.tsx';
import { useGo } from '../ui/use-go.ts';
import { countedBy, type FieldLevel, placeText, typeText } from './field.ts';
import { FieldPanel } from './field-panel.tsx';
import { FieldTable } from './field-table.tsx';
import styles from './fields-page.module.css';

const route = getRouteApi('/fields/{-$key}');
const SHOWN = 1000;
const LEVELS: readonly (FieldLevel | 'all')[] = ['all', 'span', 'resource', 'scope', 'event'];
const LEVEL_NAMES = { all: 'All', span: 'Span', resource: 'Resource', event: 'Event', scope: 'Scope' } as const;

export function FieldsPage() {
  const { find = '', level: levelText, type, stored } = route.useSearch();
  const { key: chosenKey } = route.useParams();
  const change = useChangeSearch();
  const go = useGo();
  const search = useDeferredValue(find.trim());
  const query = useQuery(fields(search, SHOWN));
  const all = query.data?.fields ?? [];
  const level = LEVELS.find((one) => one === levelText) ?? 'all';
  /** What its facets count: who looks for a rare one searches. */
  const counted = query.data?.truncated === true ? `Of the first ${countText(all.length)} fields` : undefined;
  const ofLevel = all.filter(({ levels }) => level === 'all' || levels.includes(level));
  const shown = ofLevel
    .filter((field) => type === undefined || typeText(field) === type)
    .filter((field) => stored === undefined || placeText(field) === stored);
  // The coverage of the list, not of what was found in it.
  const { fields: everything = [], truncated: isPart = false } = useQuery(fields('', SHOWN)).data ?? {};
  const spans = query.data?.spans ?? 0;
  const listed = [...everything, ...all].find(({ key }) => key === chosenKey);
  // Of a lake with more fields than were loaded the server knows the others.
  const named = useQuery({
    ...fields(chosenKey ?? ''),
    enabled: isPart && chosenKey !== undefined && listed === undefined,
  });
  const chosen = listed ?? named.data?.fields.find(({ key }) => key === chosenKey);
  const isUnknown = chosen === undefined && chosenKey !== undefined && everything.length > 0 && !named.isFetching;
  const at = shown.findIndex(({ key }) => key === chosenKey);
  const choose = (key: string | undefined, isNewTab = false): void =>
    go({ to: '/fields/{-$key}', params: { key }, search: (before: object) => before } as never, isNewTab);
  const isFound = search === '' || all.some(({ key }) => key.toLowerCase().includes(search.toLowerCase()));
  return (
    <Page>
      <PageHead
        title="Fields"
        onPhone="actions"
        beside={
          everything.length > 0 && (
            <span className={styles.note}>
              {isPart && 'More than '}
              {countText(everything.length)} attributes in {countText(spans)} spans
              {isPart && ': search finds all of them'}
            </span>
          )
        }
      >
        <Segments
          label="Level"
          value={level}
          options={LEVELS.map((value) => ({ value, label: LEVEL_NAMES[value] }))}
          onChange={(value) => change({ level: value === 'all' ? undefined : value })}
        />
        <FacetMenu
          label="Type"
          values={countedBy(ofLevel, typeText)}
          about={counted}
          value={type}
          onChange={(value) => change({ type: value })}
        />
        <FacetMenu
          label="Stored in"
          values={countedBy(ofLevel, placeText)}
          about={counted}
          value={stored}
          onChange={(value) => change({ stored: value })}
        />
        <PageFilter label="Find a field" value={find} onFind={(text) => change({ find: text }, true)} />
      </PageHead>
      <div className={chosen === undefined && !isUnknown ? styles.whole : styles.split}>
        <Panel label="Fields">
          <Answer query={query} minHeight={400}>
            {() =>
              shown.length === 0 || !isFound ? (
                <Empty title={search === '' ? 'No fields' : `No field like “${find}”`} minHeight={400}>
                  {search === '' && 'No attribute of the spans so far is of this level, type and place.'}
                  {shown.length > 0 &&
                    `Closest: ${shown
                      .slice(0, 3)
                      .map(({ key }) => key)
                      .join(', ')}.`}
                </Empty>
              ) : (
                <FieldTable
                  fields={shown}
                  spans={spans}
                  chosenKey={chosen?.key}
                  onOpen={({ key }, isNewTab) => choose(key, isNewTab)}
                />
              )
            }
          </Answer>
        </Panel>
        {isUnknown && (
          <Panel label="Field">
            <Empty title={`No field “${visibleText(chosenKey)}”`} minHeight={160}>
              No span has had it so far.
            </Empty>
          </Panel>
        )}
        {chosen !== undefined && (
          <FieldPanel
            key={chosen.key}
            field={chosen}
            before={at > 0 ? shown[at - 1].key : undefined}
            after={at >= 0 ? shown[at + 1]?.key : undefined}
            onChoose={choose}
          />
        )}
      </div>
    </Page>
  );
}
