// What every plugin of routes is: a function of the app, typed by its zod schemas, and the services it may use.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { AppServices } from '../app-services.ts';

export interface ApiPluginOptions {
  readonly services: AppServices;
}

export type ApiPlugin = FastifyPluginAsyncZod<ApiPluginOptions>;
