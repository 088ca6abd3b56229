// Plans query after query over a growing lake: the same plans as `planQuery`, without merging every field document anew.
import { AttributeIndex } from './attribute-index.ts';
import { planWith } from './plan-query.ts';
import type { PlanInput, PlanOutcome, QueryRequest } from './query-plan.ts';

export class QueryPlanner {
  private readonly index = new AttributeIndex();
  private lastDocuments: PlanInput['documents'] | undefined;

  /** Throws TracelakeError for what the gate refuses. */
  plan(request: QueryRequest, input: PlanInput): PlanOutcome {
    if (input.documents !== this.lastDocuments) this.index.update(input.documents);
    this.lastDocuments = input.documents;
    return planWith(this.index, request, input);
  }
}
