// Each view asks its first question before its code is there, and takes that very answer: no question leaves twice.
import { expect } from 'vitest';
import { browserTest, openPage } from './browser-page.ts';
import { failedTraceId, useDemoLake } from './demo-lake.ts';

/** Views, what they ask first, and how many such questions they have in all. */
const FIRST_QUESTIONS = [
  ['/', 'POST /api/v1/query', 5],
  ['/?service=shop-payment', 'POST /api/v1/query', 5],
  ['/functions/shop-payment?tab=memory', 'POST /api/v1/query', 4],
  ['/explore', 'POST /api/v1/query', 2],
  ['/errors', 'GET /api/v1/errors', 1],
  ['/trace', 'GET /api/v1/traces/', 1],
] as const;

/** Those that leave before any code of the page has come. */
const BEGUN = FIRST_QUESTIONS.map(([view, first]) => [view, first] as const);

let traceId: string;
const lake = useDemoLake(async (started) => {
  traceId = await failedTraceId(started);
});

const viewPath = (view: string): string => view.replace(/^\/trace/, `/trace/${traceId}`);

/** In their order, with what they carry. */
async function asked(view: string): Promise<string[]> {
  const questions: string[] = [];
  const { close } = await openPage(lake.apiUrl, viewPath(view), {
    route: async (route) => {
      const request = route.request();
      const path = request.url().slice(lake.apiUrl.length);
      if (path.startsWith('/api/v1/')) questions.push(`${request.method()} ${path} ${request.postData() ?? ''}`);
      await route.continue();
    },
  });
  await close();
  return questions;
}

browserTest.each(FIRST_QUESTIONS)('%s', async (view, first, times) => {
  // A range that does not move on while the page is slow.
  const [start, end] = [Date.now() - 7_200_000, Date.now()].map((ms) => new Date(ms).toISOString());
  const questions = await asked(`${view}${view.includes('?') ? '&' : '?'}start=${start}&end=${end}`);
  expect(questions[0].startsWith(first)).toBe(true);
  const alike = questions.filter((question) => question.startsWith(first));
  expect([alike.length, new Set(alike).size]).toEqual([times, times]);
});

browserTest('a range that ends now ends at the same moment for what is asked first and for the view', async () => {
  const ends = (await asked('/')).flatMap(
    (question) => /^POST \/api\/v1\/query .*"end":"([^"]+)"/.exec(question)?.[1] ?? [],
  );
  expect(ends.length).toBeGreaterThan(1);
  expect(ends[0]).toBe(ends[1]);
});

browserTest.each(BEGUN)(
  '%s asks before the code of the page is there, and the page takes that answer',
  async (view, first) => {
    const asked: { readonly path: string; readonly queryId: string | undefined }[] = [];
    let open = (): void => undefined;
    const asking = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { faults, close } = await openPage(lake.apiUrl, viewPath(view), {
      route: async (route) => {
        const request = route.request();
        const path = request.url().slice(lake.apiUrl.length);
        if (`${request.method()} ${path}`.startsWith(first)) {
          asked.push({ path, queryId: request.headers()['tracelake-query-id'] });
          open();
        }
        // Nothing but the first script, until the question has left.
        if (/^\/assets\/(?!begin-).*\.js$/.test(path)) await asking;
        await route.continue();
      },
    });
    // With an id, by which it can be ended.
    expect(asked[0].queryId).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
    expect(faults).toEqual([]);
    await close();
  },
);
