// The worker thread's side of the roll. A package that has both a decoder and the lake calls this in the thread's entry file.
import { parentPort, workerData } from 'node:worker_threads';
import type { BatchDecoderFactory } from '@tracelake/schema';
import { LargeGarbage } from '../large-garbage.ts';
import { runRollChild } from './roll-child.ts';
import type { RollJob } from './roll-job.ts';
import { type RollRequest, replyTo, workerContext } from './roll-reply.ts';

/** Of a segment: a usual one and its columns have two together. */
const UNUSUAL_FACTOR = 3;

/** Answers roll jobs, one after the other, until the thread is ended; where it is no thread, the one job of a process. */
export function runRollWorker(decoderFactory: BatchDecoderFactory): void {
  const port = parentPort;
  if (port === null) {
    runRollChild(decoderFactory);
    return;
  }
  const context = workerContext(workerData, decoderFactory);
  const garbage = new LargeGarbage();
  port.on('message', async (request: RollRequest) => {
    port.postMessage(await replyTo(context, request));
    garbage.add(unusualBytes(request.job, context.limits.replay.bytes));
  });
}

/** What a job used that none after it uses again; a usual segment and its columns serve the next. */
function unusualBytes(job: RollJob, segmentBytes: number): number {
  const bytes = usedBytes(job);
  return bytes > segmentBytes * UNUSUAL_FACTOR ? bytes : 0;
}

/** Of a batch and its columns; of log files the largest with its copy and its rows. */
function usedBytes(job: RollJob): number {
  if (job.kind === 'tail') return job.batch.segment.length + job.batch.side.buffer.byteLength;
  const logs = job.kind === 'land' ? job.logs : [job.log];
  return 2 * Math.max(...logs.map(({ logBytes }) => logBytes));
}
