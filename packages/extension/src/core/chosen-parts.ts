// Parts that only some variables ask for, loaded only then.
import type { RowOwner, WideRow } from '@tracelake/otlp';
import type { RowFitting } from '@tracelake/otlp/row-fitting';
import { isWhole } from '@tracelake/otlp/table-version';
import type { RowSampling } from './row-sampling.ts';
import type { Settings } from './settings.ts';

export async function chosenFitting(settings: Settings): Promise<RowFitting | undefined> {
  if (settings.attributes.size === 0 && isWhole(settings.schemaVersion)) return undefined;
  const { userFitting } = await import('./user-fitting.ts');
  return userFitting(settings);
}

export function isSampling({ sampleRate, sampleRules }: Pick<Settings, 'sampleRate' | 'sampleRules'>): boolean {
  return sampleRate > 1 || sampleRules.length > 0;
}

export async function chosenSampling(
  settings: Settings,
  ownerOf: (row: WideRow) => RowOwner | undefined,
): Promise<RowSampling | undefined> {
  if (!isSampling(settings)) return undefined;
  const loaded = await import('./row-sampling.ts');
  return new loaded.RowSampling({ settings, ownerOf });
}
