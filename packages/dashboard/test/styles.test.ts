// No colour outside tokens.css, and tokens.css whole: what is not a token is not in a theme.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const SOURCES = new URL('../src/', import.meta.url).pathname;
const RAW_COLOR = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(/i;

function sources(ending: RegExp): { path: string; text: string }[] {
  const paths = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((path) => ending.test(path));
  return paths.map((path) => ({ path, text: readFileSync(SOURCES + path, 'utf8') }));
}

it('colours are tokens', () => {
  const styles = sources(/\.css$/).filter(({ path }) => path !== 'styles/tokens.css');
  const code = sources(/\.tsx$/).map(({ path, text }) => ({ path, text: text.replace(/href="#\w+"|\/\/.*/g, '') }));
  expect([...styles, ...code].filter(({ text }) => RAW_COLOR.test(text)).map(({ path }) => path)).toEqual([]);
});

it('every token that is named exists', () => {
  const known = new Set(
    [...readFileSync(`${SOURCES}styles/tokens.css`, 'utf8').matchAll(/--([\w-]+):/g)].map(([, name]) => name),
  );
  // Of one component: set in its style sheet or by itself.
  const own = new Set(
    sources(/\.(?:css|tsx)$/).flatMap(({ text }) =>
      [...text.matchAll(/(?:^\s*|')--([\w-]+)'?:/gm)].map(([, name]) => name),
    ),
  );
  const wrong = sources(/\.(?:css|tsx)$/).flatMap(({ path, text }) =>
    [...text.matchAll(/var\(--([\w-]+)\)/g)]
      .map(([, name]) => name)
      .filter((name) => !known.has(name) && !own.has(name))
      .map((name) => `${path}: ${name}`),
  );
  expect(wrong).toEqual([]);
});

it('hints on the pressed ground are a step stronger: there they had 4.3:1', () => {
  const rules = sources(/\.css$/).flatMap(({ path, text }) =>
    [...text.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector, body]) => ({
      rule: `${path} ${selector.trim()}`,
      body,
    })),
  );
  const pressed = rules.filter(({ body }) => /background: var\(--pressed\)/.test(body));
  expect(pressed.length).toBeGreaterThan(5);
  expect(pressed.filter(({ body }) => !body.includes('--text-3: var(--text-2)')).map(({ rule }) => rule)).toEqual([]);
});
