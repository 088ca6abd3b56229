// The budget of the page: what the first load takes and in which order, and what the editor of SQL adds, compressed.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const PAGE = new URL('../../packages/cli/dist/page/', import.meta.url);
const FIRST_LOAD_BYTES = 260_000;
const BEGIN_BYTES = 3000;
const EDITOR_BYTES = 130_000;

function gzipBytes(path: string): number {
  try {
    return readFileSync(new URL(`${path}.gz`, PAGE)).length;
  } catch {
    return readFileSync(new URL(path, PAGE)).length;
  }
}

it('the first load is at most 260 kB gzip, with Explore, the largest view, in it', () => {
  const html = readFileSync(new URL('index.html', PAGE), 'utf8');
  const entries = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, path]) => path);
  const text = (part: string): string =>
    readFileSync(new URL(entries.find((path) => path.includes(part) && path.endsWith('.js'))!, PAGE), 'utf8');
  // Of each script with lazy imports the list of files that they need, style sheets too; the entry has one such import, the page.
  const filesOf = (script: string): string[] => JSON.parse(/m\.f=(\[[^\]]*\])/.exec(script)![1]) as string[];
  const views = text('/start-');
  const list = filesOf(views);
  const [, needed] = /explore-page-[\w-]+\.js`\)[^,]*,__vite__mapDeps\((\[[\d,]+\])\)/.exec(views)!;
  const files = new Set([
    ...entries,
    ...filesOf(text('/index-')),
    ...(JSON.parse(needed) as number[]).map((at) => list[at]),
  ]);
  expect([...files].filter((path) => path.includes('explore-page-'))).toHaveLength(2);
  const sizes = [...files].map((path) => [path, gzipBytes(path)] as const);
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  console.log(`first load with Explore: ${total} bytes gzip of ${FIRST_LOAD_BYTES}`);
  expect(total).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
});

it('what asks the first question is fetched before the page that shows its answer, and is a small script that nothing stands before', () => {
  const html = readFileSync(new URL('index.html', PAGE), 'utf8');
  const [, first] = /<head>\s*<script src="\/(assets\/begin-[^"]+)"><\/script>/.exec(html)!;
  expect(gzipBytes(first)).toBeLessThanOrEqual(BEGIN_BYTES);
  const places = ['/begin-', '/index-', '/start-', '/page-', '/shared-'].map((part) => html.indexOf(`/assets${part}`));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((one, other) => one - other));
});

it('Overview and a trace come without the code of charts over time, and nothing asks for tables of a language before the first question', () => {
  const names = readdirSync(new URL('assets/', PAGE)).filter((name) => name.endsWith('.js'));
  const text = (part: string): string =>
    readFileSync(new URL(`assets/${names.find((name) => name.startsWith(part))!}`, PAGE), 'utf8');
  const [charts] = names.filter((name) => name.startsWith('charts-'));
  for (const part of ['page-', 'shared-', 'overview-page-', 'trace-page-']) expect(text(part)).not.toContain(charts);
  expect(text('explore-page-')).toContain(charts);
  expect(text('start-')).not.toContain('Intl.');
  // Rows of a trace's waterfall alone are placed by a library: tables know how high theirs are, and every view has tables.
  expect(['shared-', 'trace-page-'].map((part) => text(part).includes('getVirtualItems'))).toEqual([false, true]);
  // Lists to pick from are opened later.
  expect(['shared-', 'builder-'].map((part) => text(part).includes('cmdk-item-select'))).toEqual([false, true]);
});

it('the editor of SQL comes by itself, in at most 130 kB', () => {
  const editor = readdirSync(new URL('assets/', PAGE)).find((name) => /^sql-editor-.*\.js$/.test(name))!;
  expect(gzipBytes(`assets/${editor}`)).toBeLessThanOrEqual(EDITOR_BYTES);
});
