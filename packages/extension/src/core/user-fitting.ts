// What the user's variables and the deployed table's version make of rows.
import { RowFitting } from '@tracelake/otlp/row-fitting';
import { ruledAttributes } from './attribute-rules.ts';
import type { Settings } from './settings.ts';

export function userFitting(settings: Settings): RowFitting {
  return new RowFitting({ attributes: ruledAttributes(settings), schemaVersion: settings.schemaVersion });
}
