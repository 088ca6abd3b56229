// The types of the API are those of its document.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
// @ts-expect-error: a script without types.
import { apiTypes } from '../../../../scripts/generate-api-types.mjs';

const ROOT = new URL('../../../../', import.meta.url);

it('nothing drifted: npm run generate', () => {
  const document = JSON.parse(readFileSync(new URL('packages/server/openapi.json', ROOT), 'utf8'));
  expect(readFileSync(new URL('packages/dashboard/src/api/api-types.ts', ROOT), 'utf8')).toBe(apiTypes(document));
});
