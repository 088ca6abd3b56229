// The fake platform with the example extension on it, and what that extension wrote down.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  fixtureHandler,
  type LambdaPlatform,
  type LambdaPlatformOptions,
  startLambdaPlatform,
} from '@tracelake/testkit';
import { afterEach } from 'vitest';

export interface JournalEntry<Value = Record<string, unknown>> {
  readonly pid: number;
  readonly atUnixMs: number;
  readonly what: string;
  readonly value: Value;
}

export interface TelemetryDelivery {
  readonly path: string;
  readonly status: number;
  readonly events: readonly {
    readonly time: string;
    readonly type: string;
    readonly record: Record<string, unknown>;
  }[];
}

export interface ExampleRun {
  readonly platform: LambdaPlatform;
  journal<Value = Record<string, unknown>>(what?: string): JournalEntry<Value>[];
  /** Telemetry events in the order of arrival, those of one type if one is named. */
  telemetry(type?: string): TelemetryDelivery['events'];
}

const LAYER = fileURLToPath(new URL('example-extension', import.meta.url));

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

export async function runExample(
  options: Partial<LambdaPlatformOptions> = {},
  variables: Readonly<Record<string, string>> = {},
): Promise<ExampleRun> {
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-example-'));
  const path = join(folder, 'journal.ndjson');
  const platform = await startLambdaPlatform({
    handler: fixtureHandler('plain'),
    layers: [LAYER],
    environment: { EXAMPLE_JOURNAL: path, ...variables },
    ...options,
  });
  cleanups.push(async () => {
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const journal = <Value = Record<string, unknown>>(what?: string) => {
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
    const entries = lines.map((line) => JSON.parse(line) as JournalEntry<Value>);
    return what === undefined ? entries : entries.filter((entry) => entry.what === what);
  };
  return {
    platform,
    journal,
    telemetry: (type) =>
      journal<TelemetryDelivery>('telemetry')
        .filter(({ value }) => value.status === 200)
        .flatMap(({ value }) => value.events)
        .filter((event) => type === undefined || event.type === type),
  };
}
