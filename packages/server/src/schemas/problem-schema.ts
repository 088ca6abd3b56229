// The shape of every error answer (RFC 9457).
import { ERROR_TABLE, type ErrorCode } from '@tracelake/schema';
import * as z from 'zod';
import { PROBLEM_MEDIA_TYPE } from '../http/problem.ts';

export const PROBLEM_SCHEMA = z
  .strictObject({
    type: z.string().describe('URN of the code'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What happened, with the value and the limit'),
    instance: z.string().describe('Path that was asked'),
    code: z.enum(Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]]),
    hint: z.string().describe('The next step'),
    details: z.record(z.string(), z.unknown()).describe('The same for machines: field, value, limit, line, column …'),
    requestId: z.string(),
  })
  .describe('An error');

const PROBLEM_ANSWER = {
  description: 'An error; "code" says which',
  content: { [PROBLEM_MEDIA_TYPE]: { schema: PROBLEM_SCHEMA } },
};

/** Part of every route's answers. */
export const PROBLEM_ANSWERS = { '4xx': PROBLEM_ANSWER, '5xx': PROBLEM_ANSWER };
