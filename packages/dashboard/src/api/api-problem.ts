// What went wrong with a request, as a panel shows it: the API's coded problem, or a server that cannot be reached.
import type { Problem } from './api-types.ts';

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: string;
  readonly title: string;
  readonly hint: string;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;

  constructor({
    code,
    title,
    detail,
    hint,
    status,
    details = {},
  }: Pick<Problem, 'title' | 'detail' | 'hint' | 'status'> & Partial<Pick<Problem, 'details'>> & { code: string }) {
    super(detail);
    this.code = code;
    this.title = title;
    this.hint = hint;
    this.status = status;
    this.details = details;
  }
}

export function unreachable(): ApiProblem {
  return new ApiProblem({
    code: 'server_unreachable',
    title: 'The server does not answer',
    detail: 'No answer came from the address that this page is from.',
    hint: 'Start it again with "tracelake up", then retry.',
    status: 0,
  });
}

/** An answer that is none of ours, from a proxy say, is a problem as well. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const problem = (await response.json().catch(() => null)) as Problem | null;
  if (problem?.code !== undefined) return new ApiProblem(problem);
  return new ApiProblem({
    code: `http_${response.status}`,
    title: 'The answer cannot be read',
    detail: `The server answered ${response.status} ${response.statusText}.`,
    hint: 'Look at what stands between this page and the server.',
    status: response.status,
  });
}

/** Worth asking again by itself: nothing is wrong with the question. */
export function isPassing({ code, status }: ApiProblem): boolean {
  return status === 503 || status === 429 || code === 'server_unreachable';
}
