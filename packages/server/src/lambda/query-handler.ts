// One request of the deployed service: the page for anybody; else the token first, then what answers, which is loaded with the first
// request that was let in.
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { isTracelakeError } from '@tracelake/schema';
import { authorizationOf } from '../access/session-cookie.ts';
import type { TokenGate } from '../access/token-gate.ts';
import { PROBLEM_MEDIA_TYPE, problemOf, toTracelakeError } from '../http/problem.ts';
import type { ServerLog } from '../server-log.ts';
import { type FunctionUrlEvent, serviceRequest } from './function-url-event.ts';
import { loginAnswer } from './login.ts';
import type { QueryService } from './query-service.ts';
import { SECURITY_HEADERS, type ServiceAnswer } from './service-answer.ts';
import type { ServicePage } from './service-page.ts';

export interface QueryHandlerOptions {
  readonly gate: Pick<TokenGate, 'check'>;
  readonly page: Pick<ServicePage, 'answer'>;
  /** Called once, and again if it failed. */
  readonly openService: () => Promise<QueryService>;
  readonly log: ServerLog;
}

/** Gives an answer whatever happens. */
export type QueryHandler = (event: FunctionUrlEvent, signal: AbortSignal) => Promise<ServiceAnswer>;

export function createQueryHandler({ gate, page, openService, log }: QueryHandlerOptions): QueryHandler {
  let opened: Promise<QueryService> | undefined;
  const service = (): Promise<QueryService> => {
    opened ??= openService().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return async (event, signal) => {
    try {
      const request = serviceRequest(event);
      const known = (await page.answer(request)) ?? (await loginAnswer(request, gate));
      if (known !== null) return known;
      const caller = await gate.check(authorizationOf(request));
      const answer = await (await service()).send(request, caller, signal);
      return { ...answer, headers: { ...SECURITY_HEADERS, ...answer.headers } };
    } catch (error) {
      return refusal(error, event, log);
    }
  };
}

function refusal(error: unknown, event: FunctionUrlEvent, log: ServerLog): ServiceAnswer {
  const known = toTracelakeError(error);
  // Of an event that is no request, nothing is known.
  const { rawPath = '/', requestContext } = (event ?? {}) as Partial<FunctionUrlEvent>;
  const requestId = requestContext?.requestId ?? randomUUID();
  if (known.code !== 'unauthorized') {
    const stack = !isTracelakeError(error) && error instanceof Error ? { cause: error.stack } : {};
    log('error', known.message, { requestId, path: rawPath, code: known.code, ...stack });
  }
  const problem = problemOf(known, { instance: rawPath, requestId });
  return {
    status: problem.status,
    headers: {
      ...SECURITY_HEADERS,
      'content-type': PROBLEM_MEDIA_TYPE,
      ...(known.code === 'unauthorized' ? { 'www-authenticate': 'Bearer' } : {}),
    },
    body: Readable.from([JSON.stringify(problem)]),
  };
}
