// What the example extension wrote down.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const EXAMPLE_LAYER = fileURLToPath(new URL('example-extension', import.meta.url));

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

export interface ExampleJournal {
  journal<Value = Record<string, unknown>>(what?: string): JournalEntry<Value>[];
  /** Telemetry events in the order of arrival, those of one type if one is named. */
  telemetry(type?: string): TelemetryDelivery['events'];
}

export function exampleJournal(path: string): ExampleJournal {
  const journal = <Value = Record<string, unknown>>(what?: string) => {
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
    const entries = lines.map((line) => JSON.parse(line) as JournalEntry<Value>);
    return what === undefined ? entries : entries.filter((entry) => entry.what === what);
  };
  return {
    journal,
    telemetry: (type) =>
      journal<TelemetryDelivery>('telemetry')
        .filter(({ value }) => value.status === 200)
        .flatMap(({ value }) => value.events)
        .filter((event) => type === undefined || event.type === type),
  };
}
