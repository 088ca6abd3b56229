// What senders are told while the folder's writer waits for space.
import { TracelakeError } from '@tracelake/schema';
import { expect, it, onTestFinished, vi } from 'vitest';
import { AwaitedWriter } from '../../src/ingest/awaited-writer.ts';

it('refuses bodies so that they are sent again, whatever keeps it from starting meanwhile', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const failures = [
    new TracelakeError('disk_full', 'No space.', { retryAfterSeconds: 5 }),
    new TracelakeError('folder_locked', 'Process 1 writes it.', { hint: 'Stop process 1.' }),
  ];
  const awaited = await AwaitedWriter.open({
    folder: '/lake',
    open: () => Promise.reject(failures.shift() ?? new Error('asked once too often')),
    onStarted: () => {},
  });
  const refusal = () => awaited.append([], 0, 'otlpJson');
  await expect(refusal()).rejects.toMatchObject({ code: 'disk_full', retryAfterSeconds: 5 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(awaited.currentTrouble).toMatchObject({ code: 'folder_locked' });
  expect(awaited.stats()).toEqual({
    folder: '/lake',
    trouble: { code: 'folder_locked', message: 'Process 1 writes it.', hint: 'Stop process 1.' },
  });
  await expect(refusal()).rejects.toMatchObject({
    code: 'storage_unavailable',
    message: 'Process 1 writes it.',
    hint: 'Stop process 1.',
    retryAfterSeconds: 5,
  });
  await awaited.close();
});

it('throws at once what no space would mend', async () => {
  const open = () => Promise.reject(new TracelakeError('folder_locked', 'Process 1 writes it.'));
  await expect(AwaitedWriter.open({ folder: '/lake', open, onStarted: () => {} })).rejects.toMatchObject({
    code: 'folder_locked',
  });
});
