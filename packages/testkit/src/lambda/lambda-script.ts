// A day of a sandbox from a seed: invocations that succeed and fail, gaps, late and lost telemetry, kills and losses. The same seed, the same day.
// Payloads are for the functions `otel-protobuf` and `otel-json`, which know all endings.
import { type SeededRandom, seededRandom, shuffled } from '../seeded-random.ts';
import type { Invocation } from './invocation-run.ts';
import type { LambdaPlatform } from './lambda-platform.ts';
import type { InvokeOptions } from './platform-options.ts';

export type SandboxFate = 'stays' | 'extension-killed' | 'sandbox-lost' | 'shut-down';

export interface ScriptStep {
  /** What happens to the sandbox before the invocation. */
  readonly before: SandboxFate;
  /** After it: with 0 the next invocation comes before the freeze. */
  readonly gapMs: number;
  readonly payload: {
    readonly user: string;
    readonly article: string;
    readonly spans: number;
    readonly ending?: string;
  };
  readonly options: InvokeOptions;
}

/** Of a thousand steps, and at least one of all: what a rare fault does is not left to the seed. What is left over goes well. */
const ENDINGS = { throw: 80, hang: 20, exit: 20, allocate: 10 };
const FATES = { 'extension-killed': 15, 'sandbox-lost': 10, 'shut-down': 15 };
const ARRIVALS = { 'next-invoke': 100, shutdown: 50, restart: 30, never: 50 };
const BACK_TO_BACK_PER_MILLE = 400;
const MAX_GAP_MS = 60;
/** Short, or a function that hangs would hold up the script. */
const HANGING_TIMEOUT_MS = 300;

export function lambdaScript(seed: number, steps: number): ScriptStep[] {
  const random = seededRandom(seed);
  const endings = dealt(random, ENDINGS, steps);
  // Nothing has happened to the sandbox before the first.
  const fates = [undefined, ...dealt(random, FATES, steps - 1)];
  const reports = dealt(random, ARRIVALS, steps);
  const runtimeDones = dealt(random, ARRIVALS, steps);
  return Array.from({ length: steps }, (_, index) => {
    const [ending, report, runtimeDone] = [endings[index], reports[index], runtimeDones[index]];
    return {
      before: fates[index] ?? 'stays',
      gapMs: random.below(1000) < BACK_TO_BACK_PER_MILLE ? 0 : random.below(MAX_GAP_MS),
      payload: {
        user: `u-${random.below(50)}`,
        article: `article-${index}`,
        spans: random.below(6),
        ...(ending && { ending }),
      },
      options: {
        ...(report && { report }),
        ...(runtimeDone && { runtimeDone }),
        ...(ending === 'hang' && { timeoutMs: HANGING_TIMEOUT_MS }),
      },
    };
  });
}

/** Each name as often as its share says, in any order. */
function dealt<Name extends string>(
  random: SeededRandom,
  perMille: Readonly<Record<Name, number>>,
  steps: number,
): (Name | undefined)[] {
  const names = Object.keys(perMille) as Name[];
  const cards = names.flatMap((name) =>
    Array<Name>(Math.max(1, Math.round((perMille[name] * steps) / 1000))).fill(name),
  );
  return shuffled(
    Array.from({ length: steps }, (_, index) => cards[index]),
    random,
  );
}

/** Plays it to the end; the sandbox lives on. */
export async function playLambdaScript(platform: LambdaPlatform, script: readonly ScriptStep[]): Promise<Invocation[]> {
  const invocations: Invocation[] = [];
  for (const { before, gapMs, payload, options } of script) {
    if (before === 'extension-killed') await platform.killExtension();
    if (before === 'sandbox-lost') await platform.loseSandbox();
    if (before === 'shut-down') await platform.shutdown();
    invocations.push(await platform.invoke(payload, options));
    if (gapMs > 0) await new Promise((resolve) => setTimeout(resolve, gapMs));
  }
  return invocations;
}
