// Runs the program that appends without end, as a process of its own, and kills it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { BuiltPrograms } from './built-roll-worker.ts';
import { spanIds } from './lake-fixture.ts';
import { SPANS_PER_BODY } from './span-bodies.ts';

/** SIGKILL as soon as `until` is there. Returns the ids of the spans that were acknowledged; their numbers begin at `first`. */
export async function runAndKill(
  { writerProgram, rollWorker }: BuiltPrograms,
  folder: string,
  first: number,
  until: () => Promise<unknown>,
): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, [writerProgram, folder, rollWorker, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout!.setEncoding('utf8');
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout!.on('data', (text: string) => {
      output += text;
      if (output.startsWith('ready\n')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`The writer ended with ${code}.`)));
  });
  await ready;
  const ended = once(child, 'close');
  try {
    await until();
  } finally {
    child.kill('SIGKILL');
  }
  await ended;
  const lines = output.slice(0, output.lastIndexOf('\n')).split('\n').slice(1);
  return lines.flatMap((line) => spanIds(Number(line), SPANS_PER_BODY));
}
