// GET /api/v1/errors and PUT /api/v1/errors/:group: what fails, since when, and what was decided about it.
import { bucketTimes } from '@tracelake/query';
import * as z from 'zod';
import { queryCallerOf } from '../queries/query-caller.ts';
import { type ErrorGroup, readErrorGroups, stateOf } from '../reads/error-groups.ts';
import { ERROR_GROUPS_SCHEMA, ERROR_STATE_SCHEMA } from '../schemas/error-group-schema.ts';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import { SELECTION_FIELDS, selectionOf } from '../schemas/selection-schema.ts';
import { ERROR_STATES, type ErrorDecision } from '../state/error-states.ts';
import { formatTime, parseTimeRange } from '../time-range.ts';
import type { ApiPlugin } from './api-plugin.ts';

const DEFAULT_GROUPS = 100;
const MAX_GROUPS = 1000;
const DEFAULT_TIMEOUT_MS = 60_000;

const ERRORS_QUERYSTRING = z.strictObject({
  ...SELECTION_FIELDS,
  limit: z.coerce.number().int().min(1).max(MAX_GROUPS).default(DEFAULT_GROUPS).describe('Groups'),
  granularity: z
    .union([z.literal('auto'), z.coerce.number().int().min(1)])
    .default('auto')
    .describe('Seconds of a bucket of counts'),
});

const GROUP_PARAMS = z.strictObject({
  group: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .describe('As GET /api/v1/errors has it'),
});

export const errorRoutes: ApiPlugin = async (app, { services }) => {
  app.get(
    '/api/v1/errors',
    {
      schema: {
        summary: 'What fails: spans with an error or an exception, by type and normal message',
        description: 'Numbers, ids and quoted parts of messages make no group of their own.',
        querystring: ERRORS_QUERYSTRING,
        response: { 200: ERROR_GROUPS_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { limit, granularity, timeoutMs = DEFAULT_TIMEOUT_MS, duplicates, engine = 'auto', maxUsd } = request.query;
      const selection = selectionOf(request.query);
      const range = parseTimeRange(selection, services.clock.nowUnixNano());
      const options = { timeoutMs, ...(maxUsd === undefined ? {} : { maxUsd }), ...queryCallerOf(services, reply) };
      const parts = { range, duplicates, engine };
      const [decisions, found] = await Promise.all([
        services.state.errorStates.read(),
        readErrorGroups(services.reads, selection, { limit, granularity }, parts, options),
      ]);
      return {
        errors: found.groups.map((group) => described(group, decisions.get(group.group))),
        granularitySeconds: found.buckets.granularitySeconds,
        times: bucketTimes(found.buckets),
        ...(found.truncated ? { truncated: true as const } : {}),
        sql: found.sql,
        stats: { ...found.stats, notes: [...found.stats.notes] },
      };
    },
  );

  app.put(
    '/api/v1/errors/:group',
    {
      schema: {
        summary: 'Decide about a group of errors: open, resolved, ignored',
        description: 'A group that is seen after it was resolved is "regressed", until it is resolved again.',
        params: GROUP_PARAMS,
        body: z.strictObject({ state: z.enum(ERROR_STATES) }).describe('What was decided'),
        response: { 200: ERROR_STATE_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { group } = request.params;
      const { state } = request.body;
      const nowUnixNano = services.clock.nowUnixNano();
      await services.state.errorStates.put(group, state, nowUnixNano);
      return { group, state, stateSince: state === 'open' ? null : formatTime(nowUnixNano) };
    },
  );
};

function described(group: ErrorGroup, decision: ErrorDecision | undefined) {
  const { firstSeenUnixNano, lastSeenUnixNano, services, functions, versions, counts, newest, ...rest } = group;
  return {
    ...rest,
    state: stateOf(group, decision),
    stateSince: decision === undefined ? null : formatTime(BigInt(decision.sinceUnixNano)),
    firstSeen: formatTime(BigInt(firstSeenUnixNano)),
    lastSeen: formatTime(BigInt(lastSeenUnixNano)),
    services: [...services],
    functions: [...functions],
    versions: [...versions],
    counts: [...counts],
    newest: {
      ...newest,
      traceId: newest.traceId!,
      spanId: newest.spanId!,
      startTimeUnixNano: newest.startTimeUnixNano!,
      time: formatTime(BigInt(newest.startTimeUnixNano!)),
    },
  };
}
