// What is coloured is all of the code, in its order.
import { expect, it } from 'vitest';
import { codeParts } from '../../src/first-run/code-parts.ts';
import { LANGUAGES } from '../../src/first-run/languages.ts';

it('finds values and words', () => {
  const code = "import { trace } from '@opentelemetry/api';\nOTEL_SERVICE_NAME=my-app \\\nnode app.js";
  expect(codeParts(code).filter(({ kind }) => kind !== 'plain')).toEqual([
    { text: 'import', kind: 'word' },
    { text: 'from', kind: 'word' },
    { text: "'@opentelemetry/api'", kind: 'value' },
    { text: 'my-app', kind: 'value' },
  ]);
});

it('loses nothing of what is copied', () => {
  for (const { steps } of Object.values(LANGUAGES))
    for (const { commands } of steps('http://127.0.0.1:4318'))
      expect(
        codeParts(commands)
          .map(({ text }) => text)
          .join(''),
      ).toBe(commands);
});
