// Queries that are waited for, canceled in this process and from another that shares the storage.
import { FolderStorage } from '@tracelake/lake';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelRequests } from '../../src/queries/cancel-requests.ts';
import { RunningQueries } from '../../src/queries/running-queries.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

let folder: TempFolder;
let storage: FolderStorage;
let heads: number;

beforeEach(() => {
  folder = tempFolder();
  storage = new FolderStorage(folder.path);
  heads = 0;
});
afterEach(() => folder.remove());

function requests(fails = () => false): CancelRequests {
  return new CancelRequests({
    put: (path, body) => storage.put(path, body),
    head: (path) => {
      heads++;
      return fails() ? Promise.reject(new Error('no connection')) : storage.head(path);
    },
  });
}

const canceled = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });

describe('in one process', () => {
  it('ends every query of the id, and no other', async () => {
    const running = new RunningQueries();
    const [one, two] = [running.follow('shared-id'), running.follow('shared-id')];
    const other = running.follow('other-id');
    await running.cancel('shared-id');
    expect([one, two, other].map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
  });

  it('forgets a query when it has ended', async () => {
    const running = new RunningQueries();
    running.follow('ended-id').end();
    await expect(running.cancel('ended-id')).rejects.toMatchObject({ code: 'query_not_found' });
  });
});

describe('in processes that share a bucket', () => {
  it('ends a query of another process, also where it was canceled before it began', async () => {
    const [mine, theirs] = [new RunningQueries(requests()), new RunningQueries(requests())];
    const query = theirs.follow('their-query');
    await mine.cancel('their-query');
    await canceled(query.signal);
    await canceled(new RunningQueries(requests()).follow('their-query').signal);
  });

  it('asks on when the bucket cannot be asked', async () => {
    const running = new RunningQueries(requests(() => heads === 1));
    const query = running.follow('unlucky-id');
    await requests().add('unlucky-id');
    await canceled(query.signal);
    expect(heads).toBe(2);
  });

  it('makes no request for a query of less than a second, and none once it has ended', async () => {
    const running = new RunningQueries(requests());
    const quick = running.follow('quick-id');
    const slow = running.follow('slow-id');
    quick.end();
    await expect.poll(() => heads, { timeout: 5000 }).toBe(1);
    slow.end();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(heads).toBe(1);
  });
});
