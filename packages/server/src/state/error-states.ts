// What people have decided about groups of errors. Nothing is kept of a group that is simply open.
import type { StateAccess } from './state-access.ts';
import { StateDocument } from './state-document.ts';

export const ERROR_STATES = ['open', 'resolved', 'ignored'] as const;
export type ErrorState = (typeof ERROR_STATES)[number];

export interface ErrorDecision {
  readonly group: string;
  readonly state: 'resolved' | 'ignored';
  readonly sinceUnixNano: string;
}

/** The oldest decisions go: an error that has not come for so long is not in any range. */
const MAX_DECISIONS = 5000;
const PATH = 'state/saved/error-states.json';

export class ErrorStates {
  readonly #access: StateAccess;
  readonly #document: StateDocument<readonly ErrorDecision[]>;

  constructor(access: StateAccess) {
    this.#access = access;
    this.#document = new StateDocument<readonly ErrorDecision[]>(access.storage, {
      path: PATH,
      member: 'decisions',
      empty: [],
      isValid: areDecisions,
      hint: `Use the newest version; if it cannot read it either, move ${PATH} away.`,
    });
  }

  /** By group. */
  async read(): Promise<ReadonlyMap<string, ErrorDecision>> {
    return new Map((await this.#document.read()).map((decision) => [decision.group, decision]));
  }

  /** Throws `lake_read_only`. */
  async put(group: string, state: ErrorState, nowUnixNano: bigint): Promise<void> {
    this.#access.checkWritable();
    await this.#document.change((decisions) => {
      const others = decisions.filter((decision) => decision.group !== group);
      const decided = state === 'open' ? [] : [{ group, state, sinceUnixNano: nowUnixNano.toString() }];
      return { value: [...others, ...decided].slice(-MAX_DECISIONS), result: null };
    });
  }
}

function areDecisions(value: unknown): value is readonly ErrorDecision[] {
  return Array.isArray(value) && value.every(isDecision);
}

function isDecision(value: unknown): boolean {
  const { group, state, sinceUnixNano } = (value ?? {}) as Partial<ErrorDecision>;
  return typeof group === 'string' && ['resolved', 'ignored'].includes(state!) && /^\d+$/.test(sinceUnixNano ?? '');
}
