// What can be kept in the lake: a query, a board of queries, a line of the history.
import * as z from 'zod';
import { SAVED_KINDS, SAVED_LIMITS } from '../state/saved-documents.ts';
import { ISO_TIME_SCHEMA } from './time-schema.ts';

const MAX_TEXT = 32_000;
const MAX_PANELS = 100;
const GRID_COLUMNS = 12;
const GRID_ROWS = 1000;

const NAME = z.string().min(1).max(200);

const QUESTION_FIELDS = {
  query: z.string().min(1).max(MAX_TEXT).optional().describe('A structured query as text, as links carry it'),
  sql: z.string().min(1).max(MAX_TEXT).optional().describe('Or a query in Trino SQL'),
};

const PANEL = z.strictObject({
  name: NAME,
  ...QUESTION_FIELDS,
  text: z.string().max(MAX_TEXT).optional().describe('Or words of its own, without a question'),
  view: z.string().max(50).optional().describe('How the page draws it'),
  column: z
    .int()
    .min(0)
    .max(GRID_COLUMNS - 1)
    .describe(`Place in a grid of ${GRID_COLUMNS} columns`),
  row: z.int().min(0).max(GRID_ROWS),
  width: z.int().min(1).max(GRID_COLUMNS),
  height: z.int().min(1).max(GRID_ROWS),
});

export const SAVED_KIND_SCHEMA = z.enum(SAVED_KINDS);

const CONTENT_FIELDS = {
  kind: SAVED_KIND_SCHEMA.describe(`Of history the newest ${SAVED_LIMITS.history} are kept`),
  name: NAME,
  ...QUESTION_FIELDS,
  panels: z.array(PANEL).max(MAX_PANELS).optional().describe('Of a board'),
};

export const SAVED_CONTENT_SCHEMA = z
  .strictObject(CONTENT_FIELDS)
  .describe(`What is to be kept: at most ${SAVED_LIMITS.documentBytes} bytes`);

export const SAVED_SCHEMA = z
  .strictObject({
    id: z.string(),
    version: z.int().describe('Also the ETag: send it as If-Match'),
    savedAt: ISO_TIME_SCHEMA,
    ...CONTENT_FIELDS,
  })
  .describe('Something kept in the lake');
