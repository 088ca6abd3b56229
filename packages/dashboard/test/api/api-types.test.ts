// The types of the API are those of its document.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
// @ts-expect-error: a script without types.
import { answerMembers, apiTypes } from '../../../../scripts/generate-api-types.mjs';

const ROOT = new URL('../../../../', import.meta.url);

it('nothing drifted: npm run generate', () => {
  const document = JSON.parse(readFileSync(new URL('packages/server/openapi.json', ROOT), 'utf8'));
  const written = (name: string): string => readFileSync(new URL(`packages/dashboard/src/api/${name}`, ROOT), 'utf8');
  expect(written('api-types.ts')).toBe(apiTypes(document));
  expect(written('answer-members.ts')).toBe(answerMembers(document));
});
