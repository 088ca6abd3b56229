// Plans query after query over a growing lake: the same plans as `planQuery`, without merging every field document anew.
import { AttributeIndex } from './attribute-index.ts';
import { type DuplicateComparison, DuplicateIndex, type RowPlace } from './duplicate-index.ts';
import { planWith } from './plan-query.ts';
import type { PlanInput, PlanOutcome, QueryRequest } from './query-plan.ts';
import { TranslationMemory } from './translation-memory.ts';

export class QueryPlanner {
  private readonly index = new AttributeIndex();
  private readonly duplicates = new DuplicateIndex();
  private readonly translations = new TranslationMemory();
  private lastDocuments: PlanInput['documents'] | undefined;

  /** Throws TracelakeError for what the gate refuses. */
  plan(request: QueryRequest, input: PlanInput): PlanOutcome {
    if (input.documents !== this.lastDocuments) {
      this.index.update(input.documents);
      this.duplicates.keepOnly(input.files);
    }
    this.lastDocuments = input.documents;
    return planWith(this.index, request, input, { duplicates: this.duplicates, translations: this.translations });
  }

  /** Whether the text was translated before; it may have to be again, where names mean something else by now. */
  knows(sql: string): boolean {
    return this.translations.has(sql);
  }

  /** What must be compared now, of a comparison that a plan has asked for: another may have been learned meanwhile. */
  renewed({ fresh, known }: DuplicateComparison): DuplicateComparison | undefined {
    return this.duplicates.comparison([...fresh, ...known]);
  }

  /** One comparison after the other: each is made from what was learned before it. `undefined`: too many to remember. */
  learn(comparison: DuplicateComparison, groups: readonly (readonly RowPlace[])[] | undefined): void {
    this.duplicates.learn(comparison, groups);
  }
}
