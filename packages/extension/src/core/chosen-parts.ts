// Parts that only some variables ask for, loaded only then.
import type { RowOwner, WideRow } from '@tracelake/otlp';
import type { RowFitting } from '@tracelake/otlp/row-fitting';
import { isWhole } from '@tracelake/otlp/table-version';
import type { RowSampling } from './row-sampling.ts';
import type { Environment, Settings } from './settings.ts';

export interface ChosenFitting {
  readonly fitting?: RowFitting;
  /** Of rows that no span names. */
  readonly serviceName?: string | undefined;
  /** As of the settings. */
  readonly problems?: readonly string[];
}

export async function chosenFitting(settings: Settings, environment: Environment): Promise<ChosenFitting> {
  const isAsked = settings.attributes.size > 0 || environment.OTEL_RESOURCE_ATTRIBUTES;
  if (!isAsked && isWhole(settings.schemaVersion)) return { serviceName: environment.OTEL_SERVICE_NAME || undefined };
  return (await import('./user-fitting.ts')).userFitting(settings, environment);
}

export function isSampling({ sampleRate, sampleRules }: Pick<Settings, 'sampleRate' | 'sampleRules'>): boolean {
  return sampleRate > 1 || sampleRules.length > 0;
}

export async function chosenSampling(
  settings: Settings,
  ownerOf: (row: WideRow) => RowOwner | undefined,
  isConcurrent: boolean,
): Promise<RowSampling | undefined> {
  if (!isSampling(settings)) return undefined;
  const loaded = await import('./row-sampling.ts');
  return new loaded.RowSampling({ settings, ownerOf, isConcurrent });
}
