// The side of a process that the writer starts for one roll job: see roll-process.ts.
import type { BatchDecoderFactory } from '@tracelake/schema';
import type { RollJob } from './roll-job.ts';
import { type RollReply, type RollWorkerData, replyTo, workerContext } from './roll-reply.ts';

export interface RollChildRequest {
  readonly data: RollWorkerData;
  readonly job: RollJob;
}

export type RollChildMessage = 'ready' | RollReply;

export function runRollChild(decoderFactory: BatchDecoderFactory): void {
  const send = process.send?.bind(process);
  if (send === undefined) throw new Error('The roll worker is the entry of a thread, or of a process of the writer.');
  // Its server is gone: the next one may land these rows.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // Ctrl-C and systemd tell both; that one ends this one, and no log is to blame.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
  process.once('message', async ({ data, job }: RollChildRequest) => {
    send(await replyTo(workerContext(data, decoderFactory), { id: 0, job }));
  });
  send('ready');
}
