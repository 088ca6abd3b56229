// What went wrong with a request, as a panel shows it: the API's coded problem, or a server that cannot be reached.
import type { Problem } from './api-types.ts';

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: string;
  readonly title: string;
  readonly hint: string;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;
  /** When the server wants to be asked again; null where it does not say. */
  readonly retryAfterMs: number | null;

  constructor({
    code,
    title,
    detail,
    hint,
    status,
    details = {},
    retryAfterMs = null,
  }: Pick<Problem, 'title' | 'detail' | 'hint' | 'status'> &
    Partial<Pick<Problem, 'details'> & Pick<ApiProblem, 'retryAfterMs'>> & { code: string }) {
    super(detail);
    this.code = code;
    this.title = title;
    this.hint = hint;
    this.status = status;
    this.details = details;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Of a proxy; 503 is what a server says whose disk is full. */
const FOREIGN_AWAY: ReadonlySet<string> = new Set(['http_502', 'http_504']);

export function unreachable(): ApiProblem {
  return new ApiProblem({
    code: 'server_unreachable',
    title: 'The server does not answer',
    detail: 'No answer came from the address that this page is from.',
    hint: 'Start it again with "tracelake up", then retry.',
    status: 0,
  });
}

/** Cut short, or of something that answers in the server's place, as a proxy that wants a login. */
export function unreadable({ status, headers }: Response): ApiProblem {
  const type = headers.get('content-type')?.split(';')[0] ?? 'nothing';
  return notRead(
    status,
    type.includes('json')
      ? `The server answered ${status}, and the answer ended too early.`
      : `The answer (${status}) is ${type}, not JSON: it is not of this server.`,
  );
}

/** JSON that lacks what every answer of this route has. */
export function foreign({ status }: Response): ApiProblem {
  return notRead(
    status,
    `The answer (${status}) is not what was asked for: it is not of this server, or of another version.`,
  );
}

function notRead(status: number, detail: string): ApiProblem {
  return new ApiProblem({
    code: 'answer_unreadable',
    title: 'The answer cannot be read',
    detail,
    hint: 'Retry; if it stays, look at what stands between this page and the server.',
    status,
  });
}

/** An answer that is none of ours, of a proxy or of Lambda for a function that could not, is a problem as well. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const problem = (await response.json().catch(() => null)) as Problem | null;
  const retryAfterMs = secondsOf(response.headers.get('retry-after'));
  if (problem?.code !== undefined) return new ApiProblem({ ...problem, retryAfterMs });
  const { status, statusText } = response;
  return new ApiProblem({ code: `http_${status}`, status, retryAfterMs, ...foreignWords(status, statusText) });
}

function secondsOf(text: string | null): number | null {
  return text !== null && /^\d{1,4}$/.test(text) ? Number(text) * 1000 : null;
}

function foreignWords(status: number, statusText: string): Pick<Problem, 'title' | 'detail' | 'hint'> {
  const answered = `The server answered ${status} ${statusText}`.trim();
  switch (status) {
    case 429:
      return {
        title: 'Too many requests run at once',
        detail: `As many run as may, and this one did not begin (${status}).`,
        hint: 'Retry in a moment; a deploy with a larger TRACELAKE_QUERY_CONCURRENCY lets more run.',
      };
    case 502:
    case 503:
    case 504:
      return {
        title: 'The service ended before it answered',
        detail: `${answered}: it had no memory or no time left, or what stands before it cannot reach it.`,
        hint: 'Narrow the time range; the log of the function says why it ended.',
      };
    default:
      return {
        title: 'The answer cannot be read',
        detail: `${answered}.`,
        hint: 'Look at what stands between this page and the server.',
      };
  }
}

/** Worth asking again by itself: nothing is wrong with the question. */
export function isPassing({ code, status }: ApiProblem): boolean {
  return status === 503 || status === 429 || code === 'server_unreachable';
}

/** Nobody answers at the address, or what stands before the server says that it cannot reach it. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof ApiProblem && (error.code === 'server_unreachable' || FOREIGN_AWAY.has(error.code));
}
