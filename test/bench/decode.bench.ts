// CPU time a span of the OTLP decoder, bytes to column buffers: large and small requests, protobuf and JSON.
import { createHash } from 'node:crypto';
import { createOtlpDecoder } from '@tracelake/otlp';
import type { BodyFormat } from '@tracelake/schema';
import {
  benchSpans,
  encodeOtlpJson,
  encodeOtlpProtobuf,
  type OtlpTraceRequest,
  otlpRequests,
} from '@tracelake/testkit';

const SPANS = 30_000;
const ROUNDS = 15;
const WARM_UP_ROUNDS = 5;

interface Candidate {
  readonly spansPerRequest: number;
  readonly format: BodyFormat;
  readonly encode: (request: OtlpTraceRequest) => Uint8Array;
}

const CANDIDATES: readonly Candidate[] = [
  { spansPerRequest: 500, format: 'otlpProtobuf', encode: encodeOtlpProtobuf },
  { spansPerRequest: 12, format: 'otlpProtobuf', encode: encodeOtlpProtobuf },
  {
    spansPerRequest: 500,
    format: 'otlpJson',
    encode: (request) => new TextEncoder().encode(encodeOtlpJson(request)),
  },
];

function spansDigest(): string {
  const hash = createHash('sha256');
  for (const span of benchSpans(SPANS)) {
    const line = JSON.stringify(span, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
    hash.update(`${line}\n`);
  }
  return hash.digest('hex');
}

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Median CPU time a span; every round has a fresh decoder, as every segment has. */
function measure({ spansPerRequest, format, encode }: Candidate): {
  microsecondsPerSpan: number;
  bytesPerSpan: number;
} {
  const bodies = [...otlpRequests(benchSpans(SPANS), spansPerRequest)].map(encode);
  const segment = new Uint8Array(new SharedArrayBuffer(bodies.reduce((total, body) => total + body.length, 0)));
  const ends: number[] = [];
  for (const body of bodies) {
    const start = ends.at(-1) ?? 0;
    segment.set(body, start);
    ends.push(start + body.length);
  }
  const times: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const started = cpuMicroseconds();
    const decoder = createOtlpDecoder(segment, { hashSeed: 1 });
    ends.forEach((end, i) => {
      decoder.decode(ends[i - 1] ?? 0, end, format);
    });
    if (decoder.rows !== SPANS) throw new Error(`${decoder.rows} rows of ${SPANS}`);
    if (round >= WARM_UP_ROUNDS) times.push((cpuMicroseconds() - started) / SPANS);
  }
  times.sort((left, right) => left - right);
  return { microsecondsPerSpan: times[ROUNDS >> 1], bytesPerSpan: segment.length / SPANS };
}

console.log(`${SPANS} spans, SHA-256 ${spansDigest()}, Node ${process.version}`);
for (const candidate of CANDIDATES) {
  const { microsecondsPerSpan, bytesPerSpan } = measure(candidate);
  const rate = Math.round(1e6 / microsecondsPerSpan).toLocaleString('en');
  console.log(
    `${candidate.format}, ${candidate.spansPerRequest} spans a request: ${microsecondsPerSpan.toFixed(2)} µs a span ` +
      `(${rate} spans/s of CPU), ${bytesPerSpan.toFixed(0)} bytes a span`,
  );
}
