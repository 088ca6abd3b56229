// The moments a server is killed at: any, by the clock, and those that a half-done step shows in the folder.
import type { FolderState } from './folder-state.ts';

/** Takes load; starts on what the last one left; ends on SIGTERM. */
export type Phase = 'load' | 'start' | 'stop';

export interface KillPoint {
  readonly name: string;
  readonly during: Phase;
  /** Large spans, 64 MiB of which are one landing file: so landing happens under load within seconds, not after a minute. */
  readonly largeSpans?: boolean;
  /** Its hours are made to be over before it starts, so that it bundles their documents. */
  readonly oldHours?: boolean;
  /** Copies of its files lie in an hour that is no longer kept, and the server that deletes them has a quick clock. */
  readonly expiredHours?: boolean;
  /** Killed once the folder is like this; left out: at a moment drawn by chance. */
  readonly when?: (state: FolderState) => boolean;
}

function writes(state: FolderState, form: RegExp): boolean {
  return state.temporaries.some((path) => form.test(path));
}

const STEPS: readonly Pick<KillPoint, 'name' | 'when'>[] = [
  { name: 'a landing file half written', when: (state) => writes(state, /^landing\//) },
  { name: 'landed, not published', when: (state) => state.landed.some((last) => last > state.landedThrough) },
  { name: 'a field document half written', when: (state) => writes(state, /^catalog\//) },
  { name: 'fingerprints half written', when: (state) => writes(state, /^wal\/recent\//) },
  { name: 'current.json half written', when: (state) => writes(state, /^wal\/\.current\.json/) },
  {
    name: 'published, log not deleted',
    when: (state) => state.logs.some((sequence) => sequence <= state.landedThrough),
  },
];

const TAIL_STEPS: readonly Pick<KillPoint, 'name' | 'when'>[] = [
  { name: 'a tail half written', when: (state) => writes(state, /^wal\/tail\//) },
  {
    name: 'a tail written, not published',
    when: (state) =>
      state.tails.some((sequence) => sequence > state.landedThrough && !state.liveTails.includes(sequence)),
  },
];

/** So many that a sweep of them can be met in the middle. */
export const EXPIRED_FILES = 200;

const START_STEPS: readonly Omit<KillPoint, 'during'>[] = [
  { name: 'an hour’s documents bundled', oldHours: true, when: (state) => writes(state, /^catalog\/.*_hour/) },
  {
    name: 'an expired hour half deleted',
    expiredHours: true,
    when: ({ expiredFiles }) => expiredFiles.length > 0 && expiredFiles.length < EXPIRED_FILES,
  },
  {
    name: 'an expired hour’s documents half deleted',
    expiredHours: true,
    when: ({ expiredFiles, expiredDocuments }) =>
      expiredFiles.length === 0 && expiredDocuments.length > 0 && expiredDocuments.length < EXPIRED_FILES,
  },
  { name: 'the first files', when: (state) => writes(state, /^(\.lake|wal\/\.lock)/) },
  { name: 'a stale lock taken over', when: (state) => state.hasTakeover },
];

const AT_ANY_TIME: readonly KillPoint[] = [
  { name: 'any moment', during: 'load' },
  { name: 'any moment', during: 'load', largeSpans: true },
  { name: 'any moment', during: 'start' },
  { name: 'any moment', during: 'stop' },
];

export const KILL_POINTS: readonly KillPoint[] = [
  ...AT_ANY_TIME,
  ...TAIL_STEPS.map((step): KillPoint => ({ ...step, during: 'load' })),
  ...STEPS.map((step): KillPoint => ({ ...step, during: 'load', largeSpans: true })),
  ...STEPS.map((step): KillPoint => ({ ...step, during: 'start' })),
  ...START_STEPS.map((step): KillPoint => ({ ...step, during: 'start' })),
  ...STEPS.map((step): KillPoint => ({ ...step, during: 'stop' })),
];

/** `count` points, each kind as often as another, in an order that `below` shuffles. */
export function chosenPoints(count: number, below: (limit: number) => number): KillPoint[] {
  const chosen: KillPoint[] = [];
  while (chosen.length < count) {
    const rest = [...KILL_POINTS];
    while (rest.length > 0 && chosen.length < count) chosen.push(...rest.splice(below(rest.length), 1));
  }
  return chosen;
}
