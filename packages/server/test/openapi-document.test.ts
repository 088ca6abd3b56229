// The checked-in OpenAPI document and the table of docs/api.md held against the routes.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openapiDocument, routesTable } from '../src/openapi-document.ts';

describe('openapiDocument', () => {
  it('equals the checked-in openapi.json (else run npm run generate)', async () => {
    const checkedIn = readFileSync(new URL('../openapi.json', import.meta.url), 'utf8');
    expect(await openapiDocument()).toBe(checkedIn);
  });

  it('is the table of docs/api.md', () => {
    const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    const checkedIn = readFileSync(new URL('../openapi.json', import.meta.url), 'utf8');
    expect(page).toContain(`-->\n${routesTable(checkedIn)}\n<!-- end of routes -->`);
  });
});
