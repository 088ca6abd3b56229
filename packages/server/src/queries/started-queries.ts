// Background queries that Athena runs: any process knows them by their execution's id, and none has to remember them.
import type { SessionQuery, StartedQuery } from '@tracelake/engine';
import type { QueryPlan } from '@tracelake/query';
import type { TracelakeError } from '@tracelake/schema';
import type { Problem } from '../http/problem.ts';
import { collectJsonResult, type JsonResult, MAX_JSON_RESULT_BYTES } from '../results/json-result.ts';
import { type PlanFacts, startResult } from '../results/query-result.ts';
import type { StoredQuery } from './query-store.ts';

/** What the answer needs besides the execution; it travels with the query's text. */
interface StartedNote extends PlanFacts {
  readonly start: string;
  readonly end: string;
}

export function startedNote({ startTimeUnixNano, endTimeUnixNano }: SessionQuery) {
  return ({ files, notes, possibleDuplicates }: QueryPlan, ofMoment: readonly string[]): string => {
    const note: StartedNote = {
      start: String(startTimeUnixNano),
      end: String(endTimeUnixNano),
      files: files.length,
      notes: [...notes, ...ofMoment],
      possibleDuplicates,
    };
    return JSON.stringify(note);
  };
}

/** As if it were stored here, without its result. */
export function asStoredQuery(started: StartedQuery, toProblem: (error: TracelakeError) => Problem): StoredQuery {
  const { start, end } = noteOf(started);
  const { id, sql, status, submittedAtMs, endedAtMs, error } = started;
  const problem = status === 'failed' && error !== undefined ? toProblem(error) : null;
  return {
    id,
    sql,
    status,
    submittedAtMs,
    endedAtMs,
    startTimeUnixNano: BigInt(start),
    endTimeUnixNano: BigInt(end),
    result: null,
    problem,
  };
}

/** Of one that has succeeded. */
export async function startedResult(started: StartedQuery): Promise<JsonResult> {
  const result = await startResult(await started.result(), noteOf(started));
  return collectJsonResult(result, MAX_JSON_RESULT_BYTES);
}

function noteOf({ note }: StartedQuery): StartedNote {
  return JSON.parse(note) as StartedNote;
}
