// A bound on the work of one walk: `*` of `*`, joins of joins and forms that print an operand twice grow far faster than the text.
import { sourceError } from '../parser/source-error.ts';
import type { ParserRuleContext } from '../parser/trino-grammar.ts';

/** 2 to 4 µs each, on the server's thread. A text of 20,000 words without joins takes 50,000; a dashboard's query some hundred. */
export const MAX_WALK_EFFORT = 100_000;
/** Characters of printed SQL that count as one. */
const CHARACTERS_PER_UNIT = 256;

export class WalkEffort {
  private spent = 0;

  /** Throws query_too_large. @param units expressions, columns named, relations looked through */
  spend(units: number, place: ParserRuleContext): void {
    this.spent += units;
    if (this.spent <= MAX_WALK_EFFORT) return;
    throw sourceError(place, 'query_too_large', 'The query names too many columns, relations and expressions', {
      details: { limit: MAX_WALK_EFFORT },
      hint: 'Name the columns you need instead of *, and join fewer relations.',
    });
  }

  spendText(sql: string, place: ParserRuleContext): void {
    this.spend(Math.floor(sql.length / CHARACTERS_PER_UNIT), place);
  }
}
