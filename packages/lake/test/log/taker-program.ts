// A program that opens one folder to write it and closes it, again and again, beside others that do the same; prints what came of it.
// Arguments: folder, attempts.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOtlpDecoder } from '@tracelake/otlp';
import { SPANS_TABLE, TracelakeError } from '@tracelake/schema';
import { LakeWriter } from '../../src/log/lake-writer.ts';

const [folder, attempts] = process.argv.slice(2) as [string, string];
const only = join(folder, 'only-one');
const outcomes: Record<string, number> = {};

async function openAndClose(): Promise<string> {
  try {
    const writer = await LakeWriter.open({
      folder,
      table: SPANS_TABLE,
      decoderFactory: createOtlpDecoder,
      worker: null,
    });
    // EEXIST where another has the folder as well.
    writeFileSync(only, '', { flag: 'wx' });
    rmSync(only);
    await writer.close();
    return 'opened';
  } catch (error) {
    return error instanceof TracelakeError && error.code === 'folder_locked' ? error.code : String(error);
  }
}

for (let attempt = 0; attempt < Number(attempts); attempt++) {
  const outcome = await openAndClose();
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}
process.stdout.write(JSON.stringify(outcomes));
