// CPU time a span of the product beside the prototype that the figures to reach come from: decoded, written as Parquet, and through a
// whole server. `node scripts/bench.mjs prototype FOLDER [seconds]`: FOLDER has decode.mjs, parquet.mjs, codecs.mjs and server.mjs.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { defaultParquetCodec, writeParquet } from '@tracelake/lake';
import { createOtlpDecoder } from '@tracelake/otlp';
import { SPANS_TABLE } from '@tracelake/schema';
import { benchSpans, encodeOtlpProtobuf, otlpRequests } from '@tracelake/testkit';
import { firstMatch, measureServer, SPANS_PER_BODY, type StartedServer, startProduct } from './loaded-server.ts';

const SPANS = 30_000;
const ROUNDS = 25;
const WARM_UP_ROUNDS = 10;
/** In turn, so that both meet the machine as it is. */
const TURNS = 3;
const WHO = ['product', 'prototype'] as const;
type Who = (typeof WHO)[number];

interface SegmentDecoder {
  begin(): void;
  decode(start: number, end: number): void;
  write(): Promise<number> | number;
}

interface PrototypeDecoder {
  reset(): void;
  decode(start: number, end: number): number;
}

const codec = defaultParquetCodec();

function product(segment: Uint8Array): SegmentDecoder {
  const decoder = createOtlpDecoder(segment, { forNewBodies: true });
  return {
    begin: () => decoder.clear(segment),
    decode: (start, end) => decoder.decode(start, end, 'otlpProtobuf'),
    write: () => writeParquet(decoder.batch(), SPANS_TABLE, { codec }).length,
  };
}

async function prototype(folder: string, segment: Uint8Array): Promise<SegmentDecoder> {
  const part = (name: string) => import(pathToFileURL(join(folder, `${name}.mjs`)).href);
  const [{ Decoder }, { Writer }, codecs] = await Promise.all([part('decode'), part('parquet'), part('codecs')]);
  const decoder: PrototypeDecoder = new Decoder(Buffer.from(segment.buffer));
  const writer = new Writer(await codecs.codec(`${codec.name}1`));
  return {
    begin: () => decoder.reset(),
    decode: (start, end) => decoder.decode(start, end),
    write: () => writer.write(decoder).length,
  };
}

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

interface Pieces {
  readonly decode: number;
  readonly write: number;
  readonly bytes: number;
}

/** In a process of its own: one after the other in one they slow each other down. */
async function measurePieces(who: Who, folder: string): Promise<Pieces> {
  const bodies = [...otlpRequests(benchSpans(SPANS), SPANS_PER_BODY)].map(encodeOtlpProtobuf);
  const ends: number[] = [];
  for (const body of bodies) ends.push((ends.at(-1) ?? 0) + body.length);
  // The prototype reads four bytes a step, also where a text ends.
  const segment = new Uint8Array(new SharedArrayBuffer(ends.at(-1)! + 16));
  bodies.forEach((body, n) => {
    segment.set(body, ends[n - 1] ?? 0);
  });
  const subject = who === 'product' ? product(segment) : await prototype(folder, segment);
  const times: Record<'decode' | 'write', number[]> = { decode: [], write: [] };
  let bytes = 0;
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    subject.begin();
    const start = cpuMicroseconds();
    ends.forEach((end, n) => {
      subject.decode(ends[n - 1] ?? 0, end);
    });
    const decoded = cpuMicroseconds();
    bytes = await subject.write();
    if (round < WARM_UP_ROUNDS) continue;
    times.decode.push((decoded - start) / SPANS);
    times.write.push((cpuMicroseconds() - decoded) / SPANS);
  }
  return { decode: median(times.decode), write: median(times.write), bytes: bytes / SPANS };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

async function startPrototype(folder: string, data: string): Promise<StartedServer> {
  const env = { ...process.env, DIR: data, CODEC: `${codec.name}1`, SEG: '16' };
  const child = spawn(process.execPath, [join(folder, 'server.mjs')], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  return { child, url: `http://127.0.0.1:${await firstMatch(child, /PORT (\d+)/)}` };
}

function piecesOf(who: Who, folder: string): Pieces {
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), folder, who], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}

function print(what: string, figures: Readonly<Record<Who, readonly number[]>>): void {
  const [own, other] = WHO.map((who) => median(figures[who])) as [number, number];
  const text = `${own.toFixed(2).padStart(7)} µs/span, prototype ${other.toFixed(2).padStart(6)}`;
  console.log(`${what.padEnd(18)} ${text} ${(own / other).toFixed(2).padStart(6)}x`);
}

async function compare(folder: string, seconds: number): Promise<void> {
  console.log(
    `Node ${process.version}, ${codec.name}, ${SPANS} spans, ${SPANS_PER_BODY} a body, CPU time, ${TURNS} turns`,
  );
  const pieces: Record<Who, Pieces[]> = { product: [], prototype: [] };
  const servers: Record<Who, number[]> = { product: [], prototype: [] };
  for (let turn = 0; turn < TURNS; turn++) {
    for (const who of WHO) pieces[who].push(piecesOf(who, folder));
    for (const who of WHO) {
      const start = who === 'product' ? startProduct : (data: string) => startPrototype(folder, data);
      servers[who].push((await measureServer(start, seconds)).cpu);
    }
  }
  const of = (pick: (piece: Pieces) => number) => ({
    product: pieces.product.map(pick),
    prototype: pieces.prototype.map(pick),
  });
  print(
    'decode',
    of((piece) => piece.decode),
  );
  print(
    'Parquet',
    of((piece) => piece.write),
  );
  print(
    'both',
    of((piece) => piece.decode + piece.write),
  );
  print('whole server', servers);
  const bytes = WHO.map((who) => `${who} ${pieces[who][0]!.bytes.toFixed(1)} B/span`);
  console.log(bytes.join(', '));
}

const [folder = '', who] = process.argv.slice(2);
if (folder.startsWith('http')) await import('../load/load-program.ts');
else if (who === 'product' || who === 'prototype') console.log(JSON.stringify(await measurePieces(who, folder)));
else await compare(folder, Number(who ?? 15));
