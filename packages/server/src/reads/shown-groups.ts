// Tables that showed every group when they were last asked: such a one is asked together with its series.
const MOST_TABLES = 200;

export class ShownGroups {
  /** By their texts, which name no time; who was asked last stands last. */
  readonly #whole = new Set<string>();

  has(sql: string): boolean {
    return this.#whole.has(sql);
  }

  /** @param isWhole whether the table showed every group */
  remember(sql: string, isWhole: boolean): void {
    this.#whole.delete(sql);
    if (isWhole) this.#whole.add(sql);
    if (this.#whole.size > MOST_TABLES) this.#whole.delete(this.#whole.values().next().value!);
  }
}
