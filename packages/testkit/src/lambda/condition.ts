// Waits for a state rather than for an event: whoever changes state calls `check`, whoever waits says what it must look like.

export class Condition {
  #waiters: { readonly isMet: () => boolean; readonly resolve: (isMet: boolean) => void }[] = [];

  check(): void {
    const waiting = this.#waiters;
    this.#waiters = waiting.filter(({ isMet }) => !isMet());
    // Those that are met are called after the list is whole again: they may wait anew.
    for (const waiter of waiting) if (!this.#waiters.includes(waiter)) waiter.resolve(true);
  }

  /** `false` when the time was up first. */
  until(isMet: () => boolean, limitMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    if (isMet()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter = { isMet, resolve };
      this.#waiters.push(waiter);
      if (!Number.isFinite(limitMs)) return;
      const timer = setTimeout(() => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve(false);
      }, limitMs);
      waiter.resolve = (met) => {
        clearTimeout(timer);
        resolve(met);
      };
    });
  }
}
