// Search or jump to: functions, fields, values, questions, pages, actions; a pasted trace id opens at once. Typing never waits for an answer.
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Filter, History, Search, SquareFunction, Star, Tag, Waypoints } from 'lucide-react';
import { type ReactNode, useDeferredValue, useEffect, useRef, useState } from 'react';
import { fields, savedOf } from '../api/api-queries.ts';
import type { Saved } from '../api/api-types.ts';
import { durationsOf, exploreSearch, groupedBy, heatmapOf } from '../explore/starting-query.ts';
import { countText } from '../format/count.ts';
import { KEY_TABLE } from '../keys/key-table.ts';
import { settings } from '../settings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { KeyCap, shownKeys } from '../ui/key-hint.tsx';
import { Matched } from '../ui/matched.tsx';
import styles from './command-palette.module.css';
import { functionNames } from './function-names.ts';
import { matchingValues } from './matching-values.ts';
import { PAGES, WITHOUT_OPENED } from './page-list.tsx';

interface CommandPaletteProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onKeys: () => void;
}

const SHOWN_FIELDS = 6;
const SHOWN_FUNCTIONS = 6;
const SHOWN_QUESTIONS = 4;
const SHOWN_VALUES = 5;
/** Their values are searched. */
const MOST_FIELDS = 1000;
const TRACE_ID = /(?:^|[^0-9a-f])([0-9a-f]{32})(?:$|[^0-9a-f])/i;

export function CommandPalette({ isOpen, onClose, onKeys }: CommandPaletteProps) {
  return (
    <Dialog label="Search or jump to" isOpen={isOpen} onClose={onClose}>
      <PaletteContent onClose={onClose} onKeys={onKeys} />
    </Dialog>
  );
}

function PaletteContent({ onClose, onKeys }: Omit<CommandPaletteProps, 'isOpen'>) {
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const router = useRouter();
  const isNewTab = useRef(false);
  const found = useQuery(fields(search, SHOWN_FIELDS));
  const functions = useQuery(functionNames());
  const saved = useQuery(savedOf('query')).data?.saved ?? [];
  const history = useQuery(savedOf('history')).data?.saved ?? [];
  const values = matchingValues(useQuery(fields('', MOST_FIELDS)).data?.fields ?? [], search, SHOWN_VALUES);
  const traceId = TRACE_ID.exec(text)?.[1]?.toLowerCase();

  const open = (target: Target) => () => {
    onClose();
    if (isNewTab.current) window.open(router.buildLocation(target as never).href, '_blank', 'noopener');
    else void router.navigate(target as never);
  };
  const act = (run: () => void) => () => {
    onClose();
    run();
  };
  const toExplore = (query: string) => open({ to: '/explore', search: { q: query } });
  const isMatch = (name: string): boolean => name.toLowerCase().includes(search.toLowerCase());
  const functionsShown = (functions.data ?? []).filter(isMatch).slice(0, SHOWN_FUNCTIONS);
  const questionsOf = (kept: readonly Saved[]): readonly Saved[] =>
    kept.filter(({ name }) => isMatch(name)).slice(0, SHOWN_QUESTIONS);
  const [savedShown, historyShown] = [questionsOf(saved), questionsOf(history)];
  const actions: readonly (readonly [string, () => void])[] = [
    ['All keys', onKeys],
    ['Dark theme', () => settings.change({ theme: 'dark' })],
    ['Light theme', () => settings.change({ theme: 'light' })],
    ['Theme of the system', () => settings.change({ theme: 'system' })],
    ['Times in UTC', () => settings.change({ zone: 'utc' })],
    ['Local times', () => settings.change({ zone: 'local' })],
  ];

  // Answers come after the typing: the first of what is there is what ↵ opens.
  const fieldsShown = search === '' ? [] : (found.data?.fields ?? []);
  const question = search === '' ? undefined : (savedShown[0] ?? historyShown[0]);
  // Where no field has the name the closest are shown: behind a value or a question that has it.
  const field = fieldsShown.find(({ key }) => (question === undefined && values.length === 0) || isMatch(key));
  const first =
    traceId !== undefined
      ? `trace ${traceId}`
      : functionsShown[0] !== undefined
        ? `function ${functionsShown[0]}`
        : field !== undefined
          ? `field ${field.key}`
          : values[0] !== undefined
            ? valueName(values[0])
            : question !== undefined
              ? `question ${question.id}`
              : `page ${PAGES.find(({ title }) => isMatch(title))?.title}`;
  const [chosen, setChosen] = useState(first);
  useEffect(() => setChosen(first), [first]);

  return (
    <Command
      shouldFilter={false}
      loop
      value={chosen}
      onValueChange={setChosen}
      className={styles.palette}
      label="Search or jump to"
      onKeyDown={({ metaKey, ctrlKey }) => {
        isNewTab.current = metaKey || ctrlKey;
      }}
      onPointerDown={({ metaKey, ctrlKey }) => {
        isNewTab.current = metaKey || ctrlKey;
      }}
    >
      <div className={styles.input}>
        <Search size={16} aria-hidden="true" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="Function, field, value, trace id, page"
          autoFocus
        />
        <KeyCap keys="escape" />
      </div>
      <Command.List className={styles.list}>
        <Command.Empty className={styles.empty}>Nothing is called “{text}”.</Command.Empty>
        {traceId !== undefined && (
          <Group title="Traces">
            <Entry
              value={`trace ${traceId}`}
              icon={<Waypoints size={14} />}
              does="Open"
              onSelect={open({ to: '/trace/$id', params: { id: traceId } })}
            >
              {traceId}
            </Entry>
          </Group>
        )}
        {functionsShown.length > 0 && (
          <Group title="Functions">
            {functionsShown.map((name) => (
              <Entry
                key={name}
                value={`function ${name}`}
                icon={<SquareFunction size={14} />}
                does="Open"
                onSelect={open({ to: '/functions/$name', params: { name } })}
              >
                <Matched text={name} match={search} />
              </Entry>
            ))}
          </Group>
        )}
        {fieldsShown.length > 0 && (
          <Group title="Fields">
            {fieldsShown.map(({ key, types, distinct }) => {
              const isNumber = 'number' in types;
              return (
                <Entry
                  key={key}
                  value={`field ${key}`}
                  icon={<Tag size={14} />}
                  does={isNumber ? 'Heatmap' : 'Group by'}
                  onSelect={toExplore(exploreSearch(isNumber ? heatmapOf(key) : groupedBy(key)))}
                >
                  <Matched text={key} match={search} />
                  <small>
                    {Object.keys(types).join(', ')} · {countText(distinct)} {distinct === 1 ? 'value' : 'values'}
                  </small>
                </Entry>
              );
            })}
          </Group>
        )}
        {values.length > 0 && (
          <Group title="Values">
            {values.map(({ key, value, count }) => (
              <Entry
                key={`${key} ${value}`}
                value={valueName({ key, value })}
                icon={<Filter size={14} />}
                does="Where"
                onSelect={toExplore(exploreSearch(durationsOf([{ column: key, op: '=', value }])))}
              >
                {key} = <Matched text={value} match={search} />
                <small>{countText(count)} spans</small>
              </Entry>
            ))}
          </Group>
        )}
        {[
          { title: 'Saved', shown: savedShown, icon: <Star size={14} /> },
          { title: 'Run before', shown: historyShown, icon: <History size={14} /> },
        ]
          .filter(({ shown }) => shown.length > 0)
          .map(({ title, shown, icon }) => (
            <Group key={title} title={title}>
              {shown.map((question) => (
                <Entry
                  key={question.id}
                  value={`question ${question.id}`}
                  icon={icon}
                  does={question.sql === undefined ? 'Explore' : 'SQL'}
                  onSelect={open(
                    question.sql === undefined
                      ? { to: '/explore', search: { q: question.query ?? '' } }
                      : { to: '/sql', search: { sql: question.sql } },
                  )}
                >
                  <Matched text={question.name} match={search} />
                </Entry>
              ))}
            </Group>
          ))}
        <Group title="Pages">
          {PAGES.filter(({ title }) => isMatch(title)).map(({ to, title, icon, hint }) => (
            <Entry
              key={to}
              value={`page ${title}`}
              icon={icon}
              does={shownKeys(KEY_TABLE[hint].keys[0])}
              onSelect={open({ to, params: WITHOUT_OPENED })}
            >
              <Matched text={title} match={search} />
            </Entry>
          ))}
        </Group>
        {search !== '' && (
          <Group title="Actions">
            {actions
              .filter(([title]) => isMatch(title))
              .map(([title, run]) => (
                <Entry key={title} value={`action ${title}`} icon={null} does="Do" onSelect={act(run)}>
                  <Matched text={title} match={search} />
                </Entry>
              ))}
          </Group>
        )}
      </Command.List>
      <footer className={styles.foot}>
        <KeyCap keys="arrowup" />
        <KeyCap keys="arrowdown" /> move
        <KeyCap keys="enter" /> open
        <KeyCap keys="mod+enter" /> new tab
        <span className={styles.grow} />
        <KeyCap keys="?" /> all keys
      </footer>
    </Command>
  );
}

interface Target {
  readonly to: string;
  readonly params?: Readonly<Record<string, string | undefined>>;
  readonly search?: Readonly<Record<string, string>>;
}

function valueName({ key, value }: { readonly key: string; readonly value: string }): string {
  return `value ${key} ${value}`;
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Command.Group heading={title} className={styles.group}>
      {children}
    </Command.Group>
  );
}

interface EntryProps {
  readonly value: string;
  readonly icon: ReactNode;
  /** What ↵ does. */
  readonly does: string;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

function Entry({ value, icon, does, onSelect, children }: EntryProps) {
  return (
    <Command.Item value={value} onSelect={onSelect} className={styles.entry}>
      <span className={styles.icon}>{icon}</span>
      <span className={styles.name}>{children}</span>
      <span className={styles.does}>{does}</span>
    </Command.Item>
  );
}
