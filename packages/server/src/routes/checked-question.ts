// A question that is being written: what is wrong with it is an answer, not a failed request.
import type { FastifyRequest } from 'fastify';
import type { Problem } from '../http/problem.ts';
import { requestProblem } from '../http/problem-answers.ts';

const BAD_REQUEST = 400;

export type CheckedQuestion<Explanation> =
  | { readonly problem: null; readonly explanation: Explanation }
  | { readonly problem: Problem; readonly explanation: null };

/** Throws what is not the question's fault. */
export async function checkedQuestion<Explanation>(
  request: FastifyRequest,
  explain: () => Promise<Explanation>,
): Promise<CheckedQuestion<Explanation>> {
  try {
    return { problem: null, explanation: await explain() };
  } catch (error) {
    const problem = requestProblem(request, error);
    if (problem.status !== BAD_REQUEST) throw error;
    return { problem, explanation: null };
  }
}
