// Attributes that a query takes through the `*` of a subquery, which shows the table's own columns only: `SELECT tenant FROM (SELECT * FROM spans)`.
// What a star must give besides is known when the query around it has been walked: it is then walked once more.
import { sameName } from '../parser/identifier.ts';
import type { SelectItemContext } from '../parser/trino-grammar.ts';

export class StarAttributes {
  private readonly byStar = new Map<number, string[]>();
  /** How many have been asked for. */
  count = 0;

  /** What the star has to give. */
  of(star: SelectItemContext): readonly string[] {
    return this.byStar.get(star.start!.start) ?? [];
  }

  ask(star: SelectItemContext, name: string): void {
    const known = this.of(star);
    if (known.some((other) => sameName(other, name))) return;
    this.byStar.set(star.start!.start, [...known, name]);
    this.count++;
  }
}
