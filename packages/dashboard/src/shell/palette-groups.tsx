// What a search finds: traces, functions, fields, values, questions, pages, actions, in the order in which ↵ prefers them.
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Filter, History, SquareFunction, Star, Tag, Waypoints } from 'lucide-react';
import { fields, savedOf } from '../api/api-queries.ts';
import type { Saved } from '../api/api-types.ts';
import { durationsOf, exploreSearch, groupedBy, heatmapOf } from '../explore/starting-query.ts';
import { isNumberField, typesText, valuesText } from '../fields/field.ts';
import { countText } from '../format/count.ts';
import { KEY_TABLE } from '../keys/key-table.ts';
import { settings } from '../settings.ts';
import { shownKeys } from '../ui/key-hint.tsx';
import { knownFunctions } from './known-functions.ts';
import { matchingValues } from './matching-values.ts';
import { PAGES, WITHOUT_OPENED } from './page-list.tsx';
import type { PaletteEntry, PaletteGroup } from './palette-entry.ts';
import { pastedTraceId } from './pasted-trace-id.ts';

const SHOWN_FIELDS = 6;
const SHOWN_FUNCTIONS = 6;
const SHOWN_QUESTIONS = 4;
const SHOWN_VALUES = 5;
/** They and their values are searched here, without a request; beyond them the server is asked by name. */
const MOST_FIELDS = 1000;

interface PaletteGroups {
  readonly groups: readonly PaletteGroup[];
  /** An answer may still bring another first entry. */
  readonly isWaiting: boolean;
}

export function usePaletteGroups(search: string, onClose: () => void, onKeys: () => void): PaletteGroups {
  const navigate = useOpening(onClose);
  const known = useQuery(fields('', MOST_FIELDS));
  const functions = useQuery(knownFunctions());
  const saved = useQuery(savedOf('query'));
  const history = useQuery(savedOf('history'));
  const isMatch = (name: string): boolean => name.toLowerCase().includes(search.toLowerCase());
  const knownFields = known.data?.fields ?? [];
  const matching = search === '' ? [] : knownFields.filter(({ key }) => isMatch(key)).slice(0, SHOWN_FIELDS);
  // Where no field has the name the closest are told; of a lake with more fields than were loaded the server knows the others.
  const isPart = known.data?.truncated === true;
  const asksServer = search !== '' && (matching.length === 0 || isPart) && !known.isLoading;
  const closest = useQuery({ ...fields(search, SHOWN_FIELDS), enabled: asksServer });
  const found = asksServer && !closest.isPlaceholderData ? (closest.data?.fields ?? []) : [];
  const others = found.filter(({ key }) => isMatch(key) && !matching.some((field) => field.key === key));

  const traceId = pastedTraceId(search);
  const toExplore = (query: string) => navigate({ to: '/explore', search: { q: query } });
  const fieldEntry = (field: (typeof knownFields)[number]): PaletteEntry => {
    const { key } = field;
    const isNumber = isNumberField(field);
    return {
      id: `field ${key}`,
      name: key,
      icon: <Tag size={14} />,
      note: `${typesText(field)} · ${valuesText(field)}`,
      does: isNumber ? 'Heatmap' : 'Group by',
      onOpen: toExplore(exploreSearch(isNumber ? heatmapOf(key) : groupedBy(key))),
    };
  };
  const questionEntries = (kept: readonly Saved[] | undefined, icon: PaletteEntry['icon']): readonly PaletteEntry[] =>
    (kept ?? [])
      .filter(({ name }) => isMatch(name))
      .slice(0, SHOWN_QUESTIONS)
      .map(({ id, name, sql, query }) => ({
        id: `question ${id}`,
        name,
        icon,
        does: sql === undefined ? 'Explore' : 'SQL',
        onOpen: navigate(
          sql === undefined ? { to: '/explore', search: { q: query ?? '' } } : { to: '/sql', search: { sql } },
        ),
      }));

  const groups: readonly PaletteGroup[] = [
    { title: 'Traces', entries: traceId === null ? [] : [traceEntry(traceId, navigate)] },
    {
      title: 'Functions',
      entries: (functions.data ?? [])
        .filter(({ name }) => isMatch(name))
        .slice(0, SHOWN_FUNCTIONS)
        .map(({ name, note }) => ({
          id: `function ${name}`,
          name,
          note,
          icon: <SquareFunction size={14} />,
          does: 'Open',
          onOpen: navigate({ to: '/functions/$name', params: { name } }),
        })),
    },
    { title: 'Fields', entries: [...matching, ...others].slice(0, SHOWN_FIELDS).map(fieldEntry) },
    {
      title: 'Values',
      entries: matchingValues(knownFields, search, SHOWN_VALUES).map(({ key, value, count }) => ({
        id: `value ${key} ${value}`,
        name: `${key} = ${value}`,
        icon: <Filter size={14} />,
        note: `${countText(count)} spans`,
        does: 'Where',
        onOpen: toExplore(exploreSearch(durationsOf([{ column: key, op: '=', value }]))),
      })),
    },
    { title: 'Saved', entries: questionEntries(saved.data?.saved, <Star size={14} />) },
    { title: 'Run before', entries: questionEntries(history.data?.saved, <History size={14} />) },
    {
      title: 'Pages',
      entries: PAGES.filter(({ title }) => isMatch(title)).map(({ to, title, icon, hint }) => ({
        id: `page ${title}`,
        name: title,
        icon,
        does: shownKeys(KEY_TABLE[hint].keys[0]),
        onOpen: navigate({ to, params: WITHOUT_OPENED }),
      })),
    },
    {
      title: 'Actions',
      entries: search === '' ? [] : actionEntries(onClose, onKeys).filter(({ name }) => isMatch(name)),
    },
    {
      title: 'Closest fields',
      entries: matching.length > 0 ? [] : found.filter(({ key }) => !isMatch(key)).map(fieldEntry),
    },
  ];
  const shown = groups.filter(({ entries }) => entries.length > 0);
  const isLoading =
    [known, functions, saved, history].some((answer) => answer.isLoading) || (asksServer && closest.isFetching);
  return { groups: shown, isWaiting: isLoading && shown[0]?.title !== 'Traces' && shown[0]?.title !== 'Functions' };
}

type Opening = (target: Target) => PaletteEntry['onOpen'];

interface Target {
  readonly to: string;
  readonly params?: Readonly<Record<string, string | undefined>>;
  readonly search?: Readonly<Record<string, string>>;
}

function useOpening(onClose: () => void): Opening {
  const router = useRouter();
  return (target) => (isNewTab) => {
    onClose();
    if (isNewTab) window.open(router.buildLocation(target as never).href, '_blank', 'noopener');
    else void router.navigate(target as never);
  };
}

function traceEntry(traceId: string, navigate: Opening): PaletteEntry {
  return {
    id: `trace ${traceId}`,
    name: traceId,
    icon: <Waypoints size={14} />,
    does: 'Open',
    onOpen: navigate({ to: '/trace/$id', params: { id: traceId } }),
  };
}

function actionEntries(onClose: () => void, onKeys: () => void): readonly PaletteEntry[] {
  const actions: readonly (readonly [string, () => void])[] = [
    ['All keys', onKeys],
    ['Dark theme', () => settings.change({ theme: 'dark' })],
    ['Light theme', () => settings.change({ theme: 'light' })],
    ['Theme of the system', () => settings.change({ theme: 'system' })],
    ['Times in UTC', () => settings.change({ zone: 'utc' })],
    ['Local times', () => settings.change({ zone: 'local' })],
  ];
  return actions.map(([name, run]) => ({
    id: `action ${name}`,
    name,
    icon: null,
    does: 'Do',
    onOpen: () => {
      onClose();
      run();
    },
  }));
}
