// What Explore is asking and what is being edited: the address holds the question that was run, the draft waits for Run.

import { useSearch } from '@tanstack/react-router';
import { encodeQuery, type FilterNode, type SelectionBox, type StructuredQuery } from '@tracelake/query/structured';
import { useCallback, useMemo, useState } from 'react';
import { boxText, parseBox } from '../charts/heatmap-box.ts';
import { rangeSearch, useChangeSearch, useRangeText } from '../page-search.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import type { RangeText } from '../time/time-range.ts';
import { showToast } from '../ui/toasts.tsx';
import { askedQuery } from './asked-query.ts';
import { environmentOf } from './environment-filter.ts';
import { addFilter, narrow, type QueryStep, setFilter } from './query-steps.ts';
import { exploreSearch } from './starting-query.ts';

export type ExploreTab = 'groups' | 'compare' | 'traces' | 'events';
export type ComparePreset = 'errors' | 'slowest';

export interface ExploreState {
  /** The question that was run. */
  readonly query: StructuredQuery;
  readonly draft: StructuredQuery;
  readonly isEdited: boolean;
  /** Why the address' question cannot be read. */
  readonly problem: string | null;
  readonly tab: ExploreTab;
  readonly box: SelectionBox | null;
  readonly preset: ComparePreset | null;
  /** Spans that another page picked by conditions: a group of errors. */
  readonly picked: readonly FilterNode[] | null;
  /** Conditions that are switched off: seen, not asked. */
  readonly off: readonly FilterNode[];
  /** Into the draft; Run asks it. */
  edit(step: QueryStep): void;
  /** Asks at once: what values, charts and rows offer; of another range of time, where one is given. */
  apply(step: QueryStep, said?: string, range?: RangeText): void;
  /** What was picked stays picked: its spans that fit this, too. */
  showTraces(filter: FilterNode): void;
  run(): void;
  undo(): void;
  redo(): void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  setTab(tab: ExploreTab): void;
  /** By its place in the draft; asks at once. */
  switchOff(index: number): void;
  /** By its place in `off`. */
  switchOn(index: number): void;
  dropOff(index: number): void;
  setBox(box: SelectionBox | null): void;
  compare(preset: ComparePreset): void;
}

interface Step {
  readonly query: StructuredQuery;
  /** Only where the step changed it: the page's time is not the question's. */
  readonly range: RangeText | null;
}

interface Asking {
  readonly isBoxKept?: boolean;
  readonly off?: readonly FilterNode[];
  readonly range?: RangeText | null;
  readonly tab?: ExploreTab;
}

interface Steps {
  readonly past: readonly Step[];
  readonly future: readonly Step[];
}

/** What lists spans stays: a value of one of them as a condition lists fewer. */
const ROW_TABS: readonly (string | undefined)[] = ['traces', 'events'] satisfies readonly ExploreTab[];
const NO_STEPS: Steps = { past: [], future: [] };

export function useExploreState(): ExploreState {
  const search = useSearch({ strict: false }) as ExploreSearch;
  const change = useChangeSearch();
  const range = useRangeText();
  const { refresh } = useRangeClock();
  const { query, problem } = useMemo(() => askedQuery(search.q, search.env), [search.q, search.env]);
  const box = useMemo(() => parseBox(search.box), [search.box]);
  const picked = useMemo(() => readPicked(search.sel), [search.sel]);
  const switchedOff = useMemo(() => readPicked(search.off) ?? [], [search.off]);
  const [edited, setEdited] = useState<{ readonly q: string | undefined; readonly draft: StructuredQuery } | null>(
    null,
  );
  const [steps, setSteps] = useState<Steps>(NO_STEPS);
  // An address that was changed from outside (back, a link) takes the draft with it.
  const draft = edited !== null && edited.q === search.q ? edited.draft : query;
  const isEdited = draft !== query;

  const keep = useCallback(
    (query: StructuredQuery, range: RangeText | null = null) =>
      setSteps(({ past }) => ({ past: [...past, { query, range }], future: [] })),
    [],
  );
  const ask = useCallback(
    (next: StructuredQuery, { isBoxKept = false, off, range = null, tab }: Asking = {}) => {
      setEdited(null);
      change({
        q: exploreSearch(next),
        // Of the whole page: it goes along to Overview and Errors, and goes with its condition.
        env: environmentOf(next),
        ...(range === null ? {} : rangeSearch(range)),
        ...(off === undefined ? {} : { off: off.length === 0 ? undefined : encodeQuery({ filters: off }) }),
        ...(isBoxKept ? {} : { box: undefined, vs: undefined, sel: undefined }),
        ...(tab !== undefined ? { tab } : isBoxKept || ROW_TABS.includes(search.tab) ? {} : { tab: undefined }),
      });
    },
    [change, search.tab],
  );
  // What undo brought back is on again.
  const off = switchedOff.filter((one) => !(draft.filters ?? []).some((filter) => isSame(filter, one)));
  const offWithout = (index: number): readonly FilterNode[] => off.filter((_, at) => at !== index);
  const move = (to: Step, next: Steps): void => {
    setSteps(next);
    ask(to.query, { range: to.range });
  };
  const isOther = (step: Step): boolean => step.range !== null || !isSame(step.query, draft);
  // Back and forward of the browser may have gone a step already.
  const past = steps.past.slice(0, steps.past.findLastIndex(isOther) + 1);
  const first = steps.future.findIndex(isOther);
  const future = first < 0 ? [] : steps.future.slice(first);
  /** What a step back from here, or on to here, brings again. */
  const here = (other: Step): Step => ({ query: draft, range: other.range === null ? null : range });

  return {
    query,
    draft,
    isEdited,
    problem,
    tab: tabOf(search.tab, box !== null || picked !== null || search.vs !== undefined),
    box,
    picked,
    off,
    preset: search.vs === 'errors' || search.vs === 'slowest' ? search.vs : null,
    edit: (step) => {
      keep(draft);
      setEdited({ q: search.q, draft: step(draft) });
    },
    apply: (step, said, next) => {
      const before = next === undefined ? null : range;
      keep(draft, before);
      ask(step(draft), { range: next ?? null });
      if (said !== undefined) showToast(said, { label: 'Undo', run: () => ask(query, { range: before }) });
    },
    showTraces: (filter) => {
      keep(draft);
      ask(narrow(filter)(draft), { isBoxKept: true, tab: 'traces' });
    },
    run: () => (isEdited ? ask(draft, { isBoxKept: true }) : refresh()),
    undo: () => {
      const before = past.at(-1);
      if (before !== undefined) move(before, { past: past.slice(0, -1), future: [here(before), ...future] });
    },
    redo: () => {
      const [after, ...rest] = future;
      if (after !== undefined) move(after, { past: [...past, here(after)], future: rest });
    },
    canUndo: past.length > 0,
    canRedo: future.length > 0,
    setTab: (tab) => change({ tab }),
    switchOff: (index) => {
      keep(draft);
      ask(setFilter(index, null)(draft), { off: [...off, draft.filters![index]] });
    },
    switchOn: (index) => {
      keep(draft);
      ask(addFilter(off[index])(draft), { off: offWithout(index) });
    },
    dropOff: (index) => ask(draft, { isBoxKept: true, off: offWithout(index) }),
    setBox: (next) =>
      change({
        box: next === null ? undefined : boxText(next),
        vs: undefined,
        sel: undefined,
        tab: next === null ? undefined : search.tab,
      }),
    compare: (preset) => change({ vs: preset, box: undefined, sel: undefined, tab: 'compare' }),
  };
}

interface ExploreSearch {
  readonly q?: string;
  readonly env?: string;
  readonly tab?: string;
  readonly box?: string;
  readonly vs?: string;
  readonly sel?: string;
  readonly off?: string;
}

function isSame<T extends FilterNode | StructuredQuery>(one: T, other: T): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What cannot be read is as if nothing was picked. */
function readPicked(text: string | undefined): readonly FilterNode[] | null {
  const { query, problem } = askedQuery(text);
  return text === undefined || problem !== null ? null : (query.filters ?? null);
}

/** With a box the question is what is different in it. */
function tabOf(said: string | undefined, isComparing: boolean): ExploreTab {
  if (said === 'groups' || said === 'compare' || said === 'traces' || said === 'events') return said;
  return isComparing ? 'compare' : 'groups';
}
