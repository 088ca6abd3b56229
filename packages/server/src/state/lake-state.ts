// What the API keeps in the lake besides spans.
import type { Storage } from '@tracelake/lake';
import { ErrorStates } from './error-states.ts';
import { SavedDocuments } from './saved-documents.ts';
import { StateAccess } from './state-access.ts';

export interface LakeState {
  readonly saved: SavedDocuments;
  readonly errorStates: ErrorStates;
}

/** Nothing is asked yet. */
export function openLakeState(storage: Storage, isWritable: boolean): LakeState {
  const access = new StateAccess(storage, isWritable);
  return { saved: new SavedDocuments(access), errorStates: new ErrorStates(access) };
}
