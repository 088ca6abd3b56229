// GET /api/v1/questions: the named questions of queries/, from a checked-in document that a test keeps equal to the files.
import * as z from 'zod';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import type { ApiPlugin } from './api-plugin.ts';

const QUESTION_SCHEMA = z
  .strictObject({
    name: z.string().describe('tracelake sql @name'),
    title: z.string(),
    description: z.string(),
    sql: z.string().describe('Trino SQL; the time range is that of the request'),
  })
  .describe('A question with a name');

export const questionRoutes: ApiPlugin = async (app) => {
  app.get(
    '/api/v1/questions',
    {
      schema: {
        summary: 'Questions that come with Tracelake, by name, as SQL',
        response: { 200: z.strictObject({ questions: z.array(QUESTION_SCHEMA) }), ...PROBLEM_ANSWERS },
      },
    },
    async () => {
      const { default: questions } = await import('../../questions.json', { with: { type: 'json' } });
      return { questions };
    },
  );
};
