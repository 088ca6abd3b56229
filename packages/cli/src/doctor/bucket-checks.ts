// Checks of a bucket that is asked from here. They only read.
import { findHttpfs } from '@tracelake/engine';
import { LakeReader, openBucket, readLakeDescription, type S3Storage } from '@tracelake/lake';
import { isTracelakeError, parseS3Address, SPANS_TABLE } from '@tracelake/schema';
import type { BucketSettings } from '../config.ts';
import { bytesText, countText } from '../output/quantity-text.ts';
import { type CheckResult, fail, ok, warn } from './check-result.ts';

/** Rejects that are counted: one page of a listing. */
const MAX_REJECTS = 1000;

export async function checkBucket({ address, httpfs }: BucketSettings): Promise<CheckResult[]> {
  const extension = await checked('httpfs', async () => {
    return ok('httpfs', `DuckDB reads buckets by ${await findHttpfs({ setting: httpfs })}`);
  });
  return [extension, ...(await checkObjects(address))];
}

/** What lies there, whoever asks it. */
export async function checkObjects(address: string): Promise<CheckResult[]> {
  const storage = await openBucket(parseS3Address(address));
  try {
    const bucket = await checked('bucket', async () => {
      await storage.list('landing/')[Symbol.asyncIterator]().next();
      return ok('bucket', `${address} can be listed`);
    });
    if (bucket.level === 'fail') return [bucket];
    return [
      bucket,
      await checked('files', () => checkFiles(storage)),
      await checked('errors', () => checkRejects(storage)),
    ];
  } finally {
    storage.close();
  }
}

/** The last day as a query sees it. */
async function checkFiles(storage: S3Storage): Promise<CheckResult> {
  await readLakeDescription(storage);
  const reader = await LakeReader.open({ storage, table: SPANS_TABLE, readOnly: true });
  const { files, notes = [] } = await reader.snapshot();
  if (notes.length > 0) return warn('files', notes.join(' '), 'Such objects are in no answer; look at who wrote them.');
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const bytes = bytesText(files.reduce((sum, file) => sum + file.sizeBytes, 0));
  const last = files.at(-1);
  if (last === undefined) {
    const next =
      'Look whether functions send: tracelake doctor --aws. Firehose writes up to its buffer interval later.';
    return warn('files', 'no spans arrived in the last day', next);
  }
  return ok(
    'files',
    `${countText(rows, 'span')} in ${countText(files.length, 'file')} (${bytes}) of the last day, the last ${last.path}`,
  );
}

/** What Firehose could not convert. */
async function checkRejects(storage: S3Storage): Promise<CheckResult> {
  let count = 0;
  for await (const _ of storage.list('errors/')) if (++count === MAX_REJECTS) break;
  if (count === 0) return ok('errors', 'Firehose rejected nothing');
  return warn(
    'errors',
    `${countText(count, 'object')} in errors/`,
    'They say what was wrong with each record; tracelake replay errors/ sends them again.',
  );
}

async function checked(name: string, check: () => Promise<CheckResult>): Promise<CheckResult> {
  try {
    return await check();
  } catch (error) {
    if (isTracelakeError(error)) return fail(name, `${error.code}: ${error.message}`, error.hint);
    return fail(name, String(error), 'Check the network of this machine.');
  }
}
