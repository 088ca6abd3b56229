// The checked-in OpenAPI document held against the routes.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openapiDocument } from '../src/openapi-document.ts';

describe('openapiDocument', () => {
  it('equals the checked-in openapi.json (else run npm run generate)', async () => {
    const checkedIn = readFileSync(new URL('../openapi.json', import.meta.url), 'utf8');
    expect(await openapiDocument()).toBe(checkedIn);
  });
});
