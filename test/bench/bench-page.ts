// What the benches of the page share: a served lake, a browser that looks at it, what its work cost, and how figures are printed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright-core';

/** How often it is asked whether it has drawn. */
const LOOK_MS = 50;
const CLI = 'packages/cli/dist/main.js';
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

export interface MeasuredPage {
  readonly page: Page;
  /** Opens a path. @param answer selects what is there once it has answered. @returns ms from the page's beginning to the second frame after it */
  openUntil(path: string, answer: string): Promise<number>;
  /** CPU of its main thread since it was opened. */
  workMs(): Promise<number>;
  close(): Promise<void>;
}

export interface ServedPage {
  readonly apiUrl: string;
  readonly otlpUrl: string;
  /** A page of its own, with nothing kept from another. */
  open(): Promise<MeasuredPage>;
  /** Of the server and its engine's process. */
  serverCpuMs(): number;
}

/** Serves a folder, or a new one, while `measure` runs. */
export async function withServedPage(
  folder: string | null,
  measure: (served: ServedPage) => Promise<void>,
): Promise<void> {
  if (CHROMIUM === undefined) throw new Error('No Chromium here: apt-get install chromium.');
  const data = folder ?? mkdtempSync(join(tmpdir(), 'tracelake-page-bench-'));
  const server = spawn(process.execPath, [CLI, 'up', '--data', data, '--port', '0', '--otlp-port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let browser: Browser | undefined;
  try {
    const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
    const [apiUrl, otlpUrl] = line.match(/http:\/\/[^\s/]+:\d+/g)!;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    await measure({
      apiUrl,
      otlpUrl,
      open: () => openMeasured(browser!, apiUrl),
      serverCpuMs: cpuOfServer(server.pid!),
    });
  } finally {
    await browser?.close();
    server.kill('SIGTERM');
    await once(server, 'exit');
    if (folder === null) rmSync(data, { recursive: true });
  }
}

/** With its processes that have ended since, as far as they were seen: what a sum loses with one of them is no work undone. */
function cpuOfServer(pid: number): () => number {
  const seenMs = new Map<number, number>();
  return () => {
    for (const one of [pid, ...childrenOf(pid)]) seenMs.set(one, cpuMs(one) ?? seenMs.get(one) ?? 0);
    return [...seenMs.values()].reduce((sum, ms) => sum + ms, 0);
  };
}

const TICK_MS = 10;

/** With its threads that have ended, unlike the sum over those that run. Null once the process is gone. */
function cpuMs(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Behind the name, which may have anything in it, user and system time are the 12th and the 13th.
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) * TICK_MS;
  } catch {
    return null;
  }
}

function childrenOf(pid: number): number[] {
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return listed.split(' ').filter(Boolean).map(Number);
}

async function openMeasured(browser: Browser, baseURL: string): Promise<MeasuredPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return {
    page,
    openUntil: async (path, answer) => {
      await session.send('Page.enable');
      await session.send('Page.addScriptToEvaluateOnNewDocument', { source: watching(answer) });
      await session.send('Page.navigate', { url: baseURL + path });
      for (;;) {
        await setTimeout(LOOK_MS);
        const { result } = await session.send('Runtime.evaluate', { expression: 'globalThis.drawnMs' });
        if (typeof result.value === 'number') return result.value;
      }
    },
    workMs: async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
    },
    close: () => context.close(),
  };
}

/** The page looks for itself: a driver that waits for it runs its own code in it meanwhile. */
function watching(answer: string): string {
  return `{
    const look = () => document.querySelector(${JSON.stringify(answer)}) === null
      ? requestAnimationFrame(look)
      : requestAnimationFrame(() => requestAnimationFrame(() => { globalThis.drawnMs = performance.now(); }));
    if (location.protocol !== 'about:') requestAnimationFrame(look);
  }`;
}

export function report(name: string, timesMs: readonly number[], goalMs: number, more = ''): void {
  const sorted = [...timesMs].sort((one, other) => one - other);
  const [least, median] = [sorted[0], sorted[Math.floor(sorted.length / 2)]];
  console.log(
    `${name.padEnd(44)} least ${least.toFixed(0)} ms, median ${median.toFixed(0)} ms, goal ${goalMs} ms: ${(least / goalMs).toFixed(2)} and ${(median / goalMs).toFixed(2)} × goal${more === '' ? '' : `; ${more}`}`,
  );
}
