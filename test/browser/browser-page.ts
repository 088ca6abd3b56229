// A page in a real browser that counts what must not happen: violations of the policy, requests to elsewhere, errors.
import { type Browser, chromium, type Page, type Request, type Route } from 'playwright-core';
import { inject, test } from 'vitest';

export const CHROMIUM = inject('chromium');
/** Loud in the report: a skipped test is no passed one. */
export const browserTest = test.skipIf(CHROMIUM === null);

export interface WatchedPage {
  readonly page: Page;
  /** Empty on a page that behaves. */
  readonly faults: string[];
  close(): Promise<void>;
}

export interface PageOptions {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** As where the system paints. */
  readonly forcedColors?: 'active';
  /** Answers in place of the origin. */
  readonly route?: (route: Route) => Promise<void>;
}

let browser: Browser | null = null;

export async function openPage(
  origin: string,
  path: string,
  { theme = 'light', width = 1440, height = 900, forcedColors, route }: PageOptions = {},
): Promise<WatchedPage> {
  browser ??= await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    ...(forcedColors === undefined ? {} : { forcedColors }),
    baseURL: origin,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  if (route !== undefined) await context.route(`${origin}/**`, route);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.text().includes('Content Security Policy'))
      faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) faults.push(`request to elsewhere: ${request.url()}`);
  });
  await page.goto(path);
  await settled(page);
  return { page, faults, close: () => context.close() };
}

/** Nothing is under way and nothing is drawn as loading. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(
    () =>
      document.querySelector('main h1') !== null &&
      document.querySelector('main [role="status"] .hidden-text') === null,
    undefined,
    {
      timeout: 60_000,
    },
  );
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = null;
}

/** A question of the page itself, not of a view: which versions there are, for marks on charts and the notice. */
export function asksVersions(request: Request): boolean {
  return (
    request.url().endsWith('/api/v1/query') &&
    (request.postData() ?? '').includes('"breakdowns":["service_name","service.version"]')
  );
}
