// POST /api/v1/login and logout: a browser gives its token once, and has it as a cookie from then on. Deployed, the function answers these itself
// (lambda/login.ts).
import * as z from 'zod';
import { endedSessionCookie, sessionCookie } from '../access/session-cookie.ts';
import { checkToken } from '../http/access-rules.ts';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import type { ApiPlugin } from './api-plugin.ts';

const LOGIN_SCHEMA = z.strictObject({ token: z.string().min(1).max(4_096) }).describe('Login');
const NOTHING = z.null().describe('The cookie is in the header Set-Cookie');

export const loginRoutes: ApiPlugin = async (app, { services: { rules } }) => {
  app.post(
    '/api/v1/login',
    {
      config: { public: true },
      schema: {
        summary: 'Give a token, and have it as a cookie: HttpOnly, Secure, SameSite=Strict, for twelve hours',
        body: LOGIN_SCHEMA,
        response: { 204: NOTHING, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { token } = request.body as z.infer<typeof LOGIN_SCHEMA>;
      checkToken(rules, `Bearer ${token}`);
      // Where no token is asked for, none is kept.
      if (rules.token !== null) reply.header('set-cookie', sessionCookie(token));
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/logout',
    {
      config: { public: true },
      schema: { summary: 'Forget the cookie', response: { 204: NOTHING, ...PROBLEM_ANSWERS } },
    },
    async (_request, reply) => reply.header('set-cookie', endedSessionCookie()).code(204).send(null),
  );
};
