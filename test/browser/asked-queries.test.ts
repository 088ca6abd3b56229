// What each view asks until it is quiet, as docs/api.md counts it: and no others.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { getJson } from '../e2e/lake-client.ts';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();
/** What reads no spans: the catalogue, what is kept, the state of the server, a plan. */
const WITHOUT_SPANS = /^(?:fields|health|stats|saved|questions|sql\/check)$/;
const QUIET_MS = 1500;

browserTest('a view asks as many queries as its line says', async () => {
  const paths: Readonly<Record<string, string>> = {
    Overview: '/',
    Function: '/functions/shop-payment',
    Explore: '/explore',
    'Explore, Compare': '/explore?tab=compare&vs=errors',
    'Explore, Traces': '/explore?tab=traces',
    'Explore, Events': '/explore?tab=events',
    Trace: `/trace/${await traceId('= 0')}`,
    'Trace that hands work over': `/trace/${await traceId('> 0')}`,
    Errors: '/errors',
    'Errors, one opened': `/errors/${await errorGroup()}`,
    SQL: '/sql',
    Fields: '/fields',
    'Fields, one opened': '/fields/payment.provider',
    Health: '/health',
  };
  const { page, faults, close } = await openPage(lake.apiUrl, '/boards');
  const counted: Record<string, string> = {};
  for (const [view, path] of Object.entries(paths)) counted[view] = await queriesOf(page, path);
  expect(counted).toEqual(countsOfDocs());
  expect(faults).toEqual([]);
  await close();
});

async function queriesOf(page: Page, path: string): Promise<string> {
  const routes: string[] = [];
  const note = (request: { url(): string }): void => {
    const [, route] = /\/api\/v1\/([^?]+)/.exec(request.url()) ?? [];
    if (route !== undefined && !WITHOUT_SPANS.test(route)) routes.push(kindOf(route));
  };
  await page.goto('about:blank');
  page.on('request', note);
  // That has passed: a range that ends now is asked anew while a slow machine draws it.
  const [start, end] = [Date.now() - 3_600_000, Date.now()].map((ms) => new Date(ms).toISOString());
  await page.goto(`${path}${path.includes('?') ? '&' : '?'}start=${start}&end=${end}`);
  let before = -1;
  while (before !== routes.length) {
    before = routes.length;
    await settled(page);
    await page.waitForTimeout(QUIET_MS);
  }
  page.off('request', note);
  const kinds = [...new Set(routes)].sort();
  return kinds.map((kind) => `${routes.filter((one) => one === kind).length} ${kind}`).join(', ') || 'none';
}

async function traceId(handedOver: string): Promise<string> {
  const sql = `SELECT trace_id FROM spans GROUP BY 1 HAVING count_if(kind = 'PRODUCER') ${handedOver} LIMIT 1`;
  const answer = await fetch(`${lake.apiUrl}/api/v1/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql, start: '-2h' }),
  });
  return ((await answer.json()) as { rows: string[][] }).rows[0][0];
}

async function errorGroup(): Promise<string> {
  const { body } = await getJson(`${lake.apiUrl}/api/v1/errors`);
  return (body.errors as { group: string }[])[0].group;
}

function kindOf(route: string): string {
  if (route.startsWith('traces/')) return route.split('/').length > 3 ? 'span' : 'trace';
  return route.startsWith('fields/') ? 'values' : route;
}

function countsOfDocs(): Record<string, string> {
  const text = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const lines = text
    .split('## What the page asks')[1]
    .split('\n## ')[0]
    .matchAll(/^\| ([A-Z][^|]*?) \| ([^|]*?) \|$/gm);
  return Object.fromEntries([...lines].map(([, view, counts]) => [view, counts]));
}
