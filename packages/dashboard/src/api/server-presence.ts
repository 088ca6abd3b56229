// Whether the server answers at all: what fails for want of it has that asked at once, and at its return what had failed is asked again.
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { isUnreachable } from './api-problem.ts';

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: {
      /** It runs when it is told to, and never by itself: what ended the server would end the next one, too. */
      readonly isToldToRun?: boolean;
    };
  }
}

export class ServerPresence {
  readonly #client: QueryClient;
  readonly #returns = new Set<() => void>();
  readonly #listeners = new Set<() => void>();
  #isAway = false;

  /** @param healthKey of the question that asks which server this is: it alone decides, since any other may fail by itself */
  constructor(client: QueryClient, healthKey: QueryKey) {
    this.#client = client;
    const [name] = healthKey;
    client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated') return;
      const { action, query } = event;
      if (query.queryKey[0] === name) {
        if (action.type === 'error') this.#set(isUnreachable(action.error));
        else if (action.type === 'success') this.#set(false);
        // Each attempt counts: a question is asked three times before it has failed.
      } else if ((action.type === 'failed' || action.type === 'error') && isUnreachable(action.error) && !this.#isAway)
        void client.refetchQueries({ queryKey: healthKey }, { cancelRefetch: false });
    });
  }

  get isAway(): boolean {
    return this.#isAway;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** @param listener called before what had failed is asked again */
  onReturn(listener: () => void): () => void {
    this.#returns.add(listener);
    return () => this.#returns.delete(listener);
  }

  #set(isAway: boolean): void {
    if (isAway === this.#isAway) return;
    this.#isAway = isAway;
    for (const listener of this.#listeners) listener();
    if (isAway) return;
    for (const listener of this.#returns) listener();
    void this.#client.refetchQueries({
      type: 'active',
      predicate: ({ state: { error }, meta }) => isUnreachable(error) && meta?.isToldToRun !== true,
    });
  }
}
