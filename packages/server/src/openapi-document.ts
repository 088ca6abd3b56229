// Makes the OpenAPI document, and the table of routes in docs/api.md, from the routes' schemas. Run by `npm run generate` and by the test that finds drift; a server
// answers with the checked-in document, so that the generator is no part of it.
import swagger from '@fastify/swagger';
import Fastify from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { AppServices } from './app-services.ts';
import { registerRoutes } from './routes/register-routes.ts';
import { ERROR_GROUPS_SCHEMA } from './schemas/error-group-schema.ts';
import { EXPLANATION_SCHEMA, STRUCTURED_EXPLANATION_SCHEMA } from './schemas/explanation-schema.ts';
import { PROBLEM_SCHEMA } from './schemas/problem-schema.ts';
import { QUERY_SCHEMA } from './schemas/query-schema.ts';
import { RESULT_SCHEMA } from './schemas/result-schema.ts';
import { SAVED_SCHEMA } from './schemas/saved-schema.ts';
import { COMPARE_ANSWER_SCHEMA, STRUCTURED_ANSWER_SCHEMA } from './schemas/structured-answer-schema.ts';
import { LEAN_TRACE_SCHEMA, SPAN_SCHEMA, TRACE_SCHEMA, TRACE_SUMMARY_SCHEMA } from './schemas/trace-schema.ts';
import { VERSION } from './version.ts';

/** Shapes with a name of their own in the document. */
const COMPONENTS: Readonly<Record<string, z.ZodType>> = {
  Problem: PROBLEM_SCHEMA,
  QueryResult: RESULT_SCHEMA,
  BackgroundQuery: QUERY_SCHEMA,
  Explanation: EXPLANATION_SCHEMA,
  StructuredExplanation: STRUCTURED_EXPLANATION_SCHEMA,
  StructuredAnswer: STRUCTURED_ANSWER_SCHEMA,
  Comparison: COMPARE_ANSWER_SCHEMA,
  TraceSummary: TRACE_SUMMARY_SCHEMA,
  Span: SPAN_SCHEMA,
  Trace: TRACE_SCHEMA,
  LeanTrace: LEAN_TRACE_SCHEMA,
  ErrorGroups: ERROR_GROUPS_SCHEMA,
  Saved: SAVED_SCHEMA,
};

interface ApiDocument {
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

interface DescribedRoutes {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly summary: string }>>>>;
}

/** The document as JSON text, equal for equal routes. */
export async function openapiDocument(): Promise<string> {
  const schemaRegistry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(COMPONENTS)) schemaRegistry.add(schema, { id });
  const app = Fastify();
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tracelake',
        version: VERSION,
        description: 'Spans as wide events, asked in Trino SQL over any attribute.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      // Without a token on a server that has none.
      security: [{}, { token: [] }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    transform: createJsonSchemaTransform({ schemaRegistry }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry }),
  });
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => JSON.stringify);
  // The routes are described, never run.
  await app.register(registerRoutes, { services: {} as AppServices });
  await app.ready();
  const document = app.swagger() as ApiDocument;
  await app.close();
  return `${JSON.stringify(withoutInputForms(document), null, 2)}\n`;
}

/** A line a route, in the order of the document. */
export function routesTable(documentText: string): string {
  const { paths } = JSON.parse(documentText) as DescribedRoutes;
  const lines = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary }]) => {
      return `| \`${method.toUpperCase()} ${path}\` | ${summary} |`;
    }),
  );
  return ['| route | what |', '| --- | --- |', ...lines].join('\n');
}

/** The transform gives every component twice, as sent and as answered; ours are answers only. */
function withoutInputForms(document: ApiDocument): ApiDocument {
  const { components } = document;
  const schemas = Object.entries(components.schemas).filter(([id]) => !id.endsWith('Input'));
  return { ...document, components: { ...components, schemas: Object.fromEntries(schemas) } };
}
