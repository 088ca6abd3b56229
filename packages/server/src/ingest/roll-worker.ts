// The entry of the roll's worker thread: the lake's roll with the OTLP decoder, which the lake itself does not know.
import { runRollWorker } from '@tracelake/lake';
import { createOtlpDecoder } from '@tracelake/otlp';

runRollWorker(createOtlpDecoder);
