// Typing in Explore's builder beside a network that takes three seconds for every answer: how long a key takes to be on screen, and the
// same where answers come at once. The goal: no key waits, so both are a frame or two. Run `npm run build` first.
import { rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { report, withServedPage } from './bench-page.ts';
import { tellStory } from './bench-story.ts';

const TEXT = 'payment.provider';
const ROUNDS = 3;
const GOAL_MS = 50;
const SLOW_MS = 3000;
/** Between keys: a quick typist. */
const PAUSE_MS = 60;

/** Of each key: from its press to the frame that has it, by the page's own clock. */
async function typed(page: Page): Promise<number[]> {
  await page.goto('/explore');
  await page.getByRole('region', { name: 'Query' }).waitFor();
  await page.keyboard.press('w');
  await page.getByRole('combobox').waitFor();
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { keyTimes: times });
    document.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        // Behind the frame that draws what the key changed.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => times.push(performance.now() - timeStamp);
          port2.postMessage(null);
        });
      },
      true,
    );
  });
  for (const letter of TEXT) {
    await page.keyboard.press(letter);
    await setTimeout(PAUSE_MS);
  }
  const said = await page.getByRole('combobox').inputValue();
  if (said !== TEXT) throw new Error(`The field says ${said}`);
  return page.evaluate(() => (window as unknown as { keyTimes: number[] }).keyTimes);
}

const folder = await tellStory();
try {
  await withServedPage(folder, async ({ open }) => {
    const times = { slow: [] as number[], quick: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const network of ['quick', 'slow'] as const) {
        const { page, close } = await open();
        if (network === 'slow')
          await page.route('**/api/**', async (route) => {
            await setTimeout(SLOW_MS);
            await route.continue().catch(() => undefined);
          });
        times[network].push(...(await typed(page)));
        await page.unrouteAll({ behavior: 'ignoreErrors' });
        await close();
      }
    }
    const median = (all: readonly number[]): number => [...all].sort((one, other) => one - other)[all.length >> 1];
    const longest = (all: readonly number[]): string => `longest ${Math.max(...all).toFixed(0)} ms`;
    report(`a key, answers at once (${times.quick.length})`, times.quick, GOAL_MS, longest(times.quick));
    report(`a key, answers after ${SLOW_MS} ms (${times.slow.length})`, times.slow, GOAL_MS, longest(times.slow));
    console.log(`slow to quick network: ${(median(times.slow) / median(times.quick)).toFixed(2)} ×`);
  });
} finally {
  rmSync(folder, { recursive: true });
}
