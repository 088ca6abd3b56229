// Holds real answers against the checked-in OpenAPI document.
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect } from 'vitest';

interface Operation {
  readonly responses: Record<string, { content?: Record<string, unknown> }>;
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const DOCUMENT: ApiDocument = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'));

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(DOCUMENT, 'api');

/** Fails unless the document has the operation, the status (or its class) and the media type, and the body fits. */
export function expectDocumented(method: string, path: string, status: number, mediaType: string, body: unknown): void {
  const template = Object.keys(DOCUMENT.paths).find((known) => matches(known, path));
  expect(template, `${path} is not in the document`).toBeDefined();
  const operation = DOCUMENT.paths[template!][method.toLowerCase()];
  const key = [String(status), `${Math.floor(status / 100)}XX`].find((name) => operation.responses[name] !== undefined);
  expect(key, `${method} ${template} says nothing of ${status}`).toBeDefined();
  const content = operation.responses[key!].content ?? {};
  expect(Object.keys(content)).toContain(mediaType);
  const pointer = ['paths', template!, method.toLowerCase(), 'responses', key!, 'content', mediaType, 'schema'];
  const validate = ajv.compile({ $ref: `api#/${pointer.map(escapePointer).join('/')}` });
  validate(body);
  expect(ajv.errorsText((validate.errors ?? []).slice(0, 3)), `${method} ${path} ${status}`).toBe('No errors');
}

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
