// /api/v1/saved: queries, boards and history that are kept in the lake.
import { decodeQuery } from '@tracelake/query';
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import type { FastifyReply } from 'fastify';
import * as z from 'zod';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import { SAVED_CONTENT_SCHEMA, SAVED_KIND_SCHEMA, SAVED_SCHEMA } from '../schemas/saved-schema.ts';
import type { BoardPanel, SavedCondition, SavedContent, SavedDocument } from '../state/saved-documents.ts';
import { formatTime } from '../time-range.ts';
import type { ApiPlugin } from './api-plugin.ts';

const SAVED_PARAMS = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/)
    .describe('Chosen by who saves: up to 64 letters, digits, "_" and "-"'),
});

const CONDITION = 'With If-Match: "VERSION" only over that version, with If-None-Match: * only if it is new.';

export const savedRoutes: ApiPlugin = async (app, { services }) => {
  app.get(
    '/api/v1/saved',
    {
      schema: {
        summary: 'What is kept in the lake, newest first: queries, boards, history',
        querystring: z.strictObject({ kind: SAVED_KIND_SCHEMA.optional() }),
        response: { 200: z.strictObject({ saved: z.array(SAVED_SCHEMA) }), ...PROBLEM_ANSWERS },
      },
    },
    async (request) => ({ saved: (await services.state.saved.list(request.query.kind)).map(described) }),
  );

  app.get(
    '/api/v1/saved/:id',
    {
      schema: {
        summary: 'Something kept in the lake',
        params: SAVED_PARAMS,
        response: { 200: SAVED_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => withEtag(reply, await services.state.saved.get(request.params.id)),
  );

  app.put(
    '/api/v1/saved/:id',
    {
      schema: {
        summary: 'Keep a query, a board or a line of history in the lake',
        description: CONDITION,
        params: SAVED_PARAMS,
        body: SAVED_CONTENT_SCHEMA,
        response: { 200: SAVED_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const content = request.body as SavedContent;
      checkContent(content);
      const { id } = request.params;
      const nowUnixNano = services.clock.nowUnixNano();
      return withEtag(reply, await services.state.saved.put(id, content, conditionOf(request.headers), nowUnixNano));
    },
  );

  app.delete(
    '/api/v1/saved/:id',
    {
      schema: {
        summary: 'Keep it no longer',
        description: CONDITION,
        params: SAVED_PARAMS,
        response: { 204: z.null().describe('It is gone'), ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      await services.state.saved.delete(request.params.id, conditionOf(request.headers));
      return reply.code(204).send(null);
    },
  );
};

function withEtag(reply: FastifyReply, document: SavedDocument) {
  reply.header('etag', `"${document.version}"`);
  return described(document);
}

function described({ id, version, savedAtUnixNano, kind, name, query, sql, panels }: SavedDocument) {
  return {
    id,
    version,
    savedAt: formatTime(BigInt(savedAtUnixNano)),
    kind,
    name,
    ...(query === undefined ? {} : { query }),
    ...(sql === undefined ? {} : { sql }),
    ...(panels === undefined ? {} : { panels: panels.map((panel) => ({ ...panel })) }),
  };
}

interface ConditionHeaders {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}

/** Throws `invalid_request`. */
function conditionOf({ 'if-match': match, 'if-none-match': noneMatch }: ConditionHeaders): SavedCondition {
  if (noneMatch === '*' && match === undefined) return 'absent';
  if (match === undefined && noneMatch === undefined) return 'any';
  const version = /^"?(\d{1,15})"?$/.exec(match ?? '')?.[1];
  if (version !== undefined && noneMatch === undefined) return Number(version);
  const value = (match ?? noneMatch ?? '').slice(0, 100);
  throw new TracelakeError('invalid_request', `The condition ${JSON.stringify(value)} is none that is known here.`, {
    details: { field: match === undefined ? 'if-none-match' : 'if-match', value },
    hint: 'Send If-Match: "VERSION" with the version that was read, or If-None-Match: *.',
  });
}

/** A question is a structured query or SQL; a board has panels with one each, or with words. Throws `invalid_request`. */
function checkContent({ kind, panels, ...question }: SavedContent): void {
  if (kind !== 'board') {
    if (panels !== undefined) throw misfit('panels', `are for a board; this is a ${kind}`);
    checkQuestion(question, '');
    return;
  }
  if (question.query !== undefined || question.sql !== undefined)
    throw misfit('query', 'stands in the panels of a board');
  if (panels === undefined) throw misfit('panels', 'are missing; a board may have none yet: []');
  for (const [index, panel] of panels.entries()) checkPanel(panel, `panels[${index}].`);
}

function checkPanel({ text, ...panel }: BoardPanel, place: string): void {
  if (text === undefined) checkQuestion(panel, place);
  else if (panel.query !== undefined || panel.sql !== undefined)
    throw misfit(`${place}text`, 'stands alone; a question has a panel of its own');
}

function checkQuestion({ query, sql }: Pick<SavedContent, 'query' | 'sql'>, place: string): void {
  if ((query === undefined) === (sql === undefined)) throw misfit(`${place}query`, 'or sql is needed, one of both');
  if (query === undefined) return;
  try {
    decodeQuery(query);
  } catch (error) {
    if (!isTracelakeError(error)) throw error;
    throw new TracelakeError(error.code, `${place}query: ${error.message}`, {
      details: { ...error.details, field: `${place}query` },
      hint: error.hint,
    });
  }
}

function misfit(field: string, message: string): TracelakeError {
  return new TracelakeError('invalid_request', `${field} ${message}.`, { details: { field } });
}
