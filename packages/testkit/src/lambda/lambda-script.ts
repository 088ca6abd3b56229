// A day of a sandbox from a seed: invocations that succeed and fail, gaps, late and lost telemetry, kills and losses. The same seed, the same day.
// Payloads are for the functions `otel-protobuf` and `otel-json`, which know all endings.
import { type SeededRandom, seededRandom } from '../seeded-random.ts';
import type { Invocation } from './invocation-run.ts';
import type { LambdaPlatform } from './lambda-platform.ts';
import type { InvokeOptions, TelemetryArrival } from './platform-options.ts';

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

/** Chances in a thousand; what is left over goes well. */
const ENDINGS = { throw: 80, hang: 20, exit: 20, allocate: 10 };
const FATES = { 'extension-killed': 15, 'sandbox-lost': 10, 'shut-down': 15 };
const ARRIVALS = { 'next-invoke': 100, shutdown: 50, restart: 30, never: 50 };
const BACK_TO_BACK_PER_MILLE = 400;
const MAX_GAP_MS = 60;
/** Short, or a function that hangs would hold up the script. */
const HANGING_TIMEOUT_MS = 300;

export function lambdaScript(seed: number, steps: number): ScriptStep[] {
  const random = seededRandom(seed);
  return Array.from({ length: steps }, (_, index) => scriptStep(random, index));
}

function scriptStep(random: SeededRandom, index: number): ScriptStep {
  const ending = pick(random, ENDINGS);
  const report = pick<TelemetryArrival>(random, ARRIVALS);
  const runtimeDone = pick<TelemetryArrival>(random, ARRIVALS);
  return {
    before: (index === 0 ? undefined : pick<SandboxFate>(random, FATES)) ?? 'stays',
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
}

function pick<Name extends string>(random: SeededRandom, chances: Readonly<Record<string, number>>): Name | undefined {
  let ticket = random.below(1000);
  for (const [name, perMille] of Object.entries(chances)) if ((ticket -= perMille) < 0) return name as Name;
  return undefined;
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
