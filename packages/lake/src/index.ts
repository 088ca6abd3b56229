// Where rows lie: what other packages may use of this one.
export type { LakeSnapshot } from './lake-snapshot.ts';
export type { PutCondition, Storage, StorageObject } from './storage/storage.ts';
