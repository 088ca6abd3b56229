// Names for what the printed text needs to name: relations, lambda parameters, common tables.

export class FreshNames {
  private count = 0;

  /** `r1`, `x2` …: a name that nothing around uses. */
  next(prefix: string): string {
    this.count++;
    return prefix + this.count;
  }

  /** The number of the last name given: those around a query that begins here have it or a lower one. */
  get last(): number {
    return this.count;
  }

  /**
   * Runs with numbers that are free again afterwards. Equal expressions of one SELECT so print equally, which is how
   * an expression is found among those of GROUP BY.
   */
  reuse<T>(run: () => T): T {
    const before = this.count;
    try {
      return run();
    } finally {
      this.count = before;
    }
  }
}
