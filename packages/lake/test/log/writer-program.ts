// A program that appends without end and prints each acknowledged body, to be killed at any moment.
// Arguments: folder, worker entry, first span.
import { createOtlpDecoder } from '@tracelake/otlp';
import { SPANS_TABLE } from '@tracelake/schema';
import { LakeWriter } from '../../src/log/lake-writer.ts';
import { bodyOf, SPANS_PER_BODY } from './span-bodies.ts';

const SENDERS = 4;

const [folder, entry, first] = process.argv.slice(2) as [string, string, string];
const limits = {
  segmentBytes: 1 << 16,
  tailEveryMs: 40,
  landEveryMs: 200,
  graceMs: 500,
  retentionDays: 2,
  waitingBytes: 1 << 30,
};
const writer = await LakeWriter.open({
  folder,
  table: SPANS_TABLE,
  decoderFactory: createOtlpDecoder,
  worker: { entry },
  limits,
});
process.stdout.write('ready\n');

let next = Number(first);
async function send(): Promise<never> {
  for (;;) {
    const at = next;
    next += SPANS_PER_BODY;
    const body = bodyOf(at, SPANS_PER_BODY, 100);
    await writer.append([body], body.length, 'otlpProtobuf');
    process.stdout.write(`${at}\n`);
  }
}
await Promise.all(Array.from({ length: SENDERS }, send));
