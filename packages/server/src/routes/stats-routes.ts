// GET /api/v1/stats: what came in, what lies in the lake.
import type { QuarantinedFile } from '@tracelake/lake';
import * as z from 'zod';
import { daySummaries, lakeSummary } from '../reads/lake-summary.ts';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import { NANOS_SCHEMA } from '../schemas/time-schema.ts';
import type { ApiPlugin } from './api-plugin.ts';

const OTLP_COUNTS_SCHEMA = z.strictObject({
  requests: z.int(),
  spans: z.int().describe('Spans on disk since the start'),
  rejectedSpans: z.int(),
  bodyBytes: z.int().describe('After decompression'),
  errors: z.record(z.string(), z.int()).describe('Refused requests by code'),
});

const TIER_SCHEMA = z.strictObject({ files: z.int(), rows: z.int(), sizeBytes: z.int() });

const STATS_SCHEMA = z
  .strictObject({
    ingest: z
      .strictObject({ otlp: OTLP_COUNTS_SCHEMA, writer: z.record(z.string(), z.unknown()) })
      .nullable()
      .describe('null where the folder is only read'),
    lake: z.strictObject({
      landing: TIER_SCHEMA,
      tail: TIER_SCHEMA,
      compacted: TIER_SCHEMA,
      minStartTimeUnixNano: NANOS_SCHEMA.nullable(),
      maxStartTimeUnixNano: NANOS_SCHEMA.nullable(),
      newestStartTimeUnixNano: NANOS_SCHEMA.nullable().describe(
        'The same of spans that are not ahead of the server by more than a minute; of a file that has such, the end of the hour of its arrival at most',
      ),
      days: z
        .array(
          z.strictObject({
            day: z.string().describe('YYYY-MM-DD, UTC'),
            files: z.int(),
            sizeBytes: z.int(),
            rows: z.int(),
            compactedRows: z.int().describe('Of these'),
          }),
        )
        .describe(
          'By the day on which a file arrived (of compacted ones, of their first span), newest first, at most 31',
        ),
      notes: z.array(z.string()).describe('What every answer leaves out, and why'),
      quarantined: z
        .strictObject({ files: z.int(), sizeBytes: z.int(), paths: z.array(z.string()) })
        .describe(
          'Files in wal/quarantine: damaged ones, and records of spans of which nothing is left (they end in .lost); at most 20 of their paths',
        ),
    }),
    queries: z
      .strictObject({
        running: z.int().describe('In the background'),
        done: z.int(),
        failed: z.int(),
        left: z.int().describe('Given up by who had asked'),
        started: z.int().describe('Left to Athena; what they cost is not in costUsd'),
        bytesScanned: z.number(),
        costUsd: z.number(),
      })
      .describe('Of this process, since it was started; a structured query or a page is one or several'),
  })
  .describe('Counters');

/** Enough to look at; `tracelake doctor` and the folder have all. */
const SHOWN_PATHS = 20;
const SHOWN_DAYS = 31;

function quarantineSummary(files: readonly QuarantinedFile[]) {
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return { files: files.length, sizeBytes, paths: files.slice(0, SHOWN_PATHS).map((file) => file.path) };
}

export const statsRoutes: ApiPlugin = async (app, { services }) => {
  app.get(
    '/api/v1/stats',
    {
      schema: {
        summary: 'What came in and what lies in the lake',
        response: { 200: STATS_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async () => {
      const ingest = services.ingestStats();
      const lost = await services.lostLandingNote();
      const files = await services.reads.files();
      const nowMs = Number(services.clock.nowUnixNano() / 1_000_000n);
      return {
        ingest:
          ingest === null
            ? null
            : { otlp: { ...ingest.otlp, errors: { ...ingest.otlp.errors } }, writer: { ...ingest.writer } },
        lake: {
          ...lakeSummary(files, nowMs),
          days: daySummaries(files, SHOWN_DAYS, nowMs),
          notes: [...(await services.reads.notes()), ...(lost === null ? [] : [lost])],
          quarantined: quarantineSummary(await services.quarantined()),
        },
        queries: {
          running: services.queries.list().filter(({ status }) => status === 'running').length,
          ...services.reads.counts,
        },
      };
    },
  );
};
