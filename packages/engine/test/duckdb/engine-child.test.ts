// What any code in the child is held to by the system, DuckDB's or not: a program of ours takes the child's place and tries.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EngineChild, type ExitReason } from '../../src/duckdb/engine-child.ts';
import { fromPs } from '../../src/duckdb/resident-memory.ts';

const MB = 1_048_576;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracelake-child-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  /** What the program sent last. */
  readonly said: unknown;
  readonly reason: ExitReason;
}

/** Runs JavaScript in the child's place; `say(value)` tells. */
function inChild(code: string, residentLimitBytes = 256 * MB): Promise<Outcome> {
  const entry = join(folder, 'program.mjs');
  writeFileSync(entry, `import * as fs from 'node:fs'; const say = (value) => process.send(value);\n${code}`);
  return new Promise((resolve) => {
    let said: unknown;
    const child = new EngineChild(
      { entry, threads: 1, memoryLimitMb: 64, residentLimitBytes },
      {
        onMessage: (message) => {
          said = message;
        },
        onExit: (reason) => resolve({ said, reason }),
      },
    );
    child.watchMemory(true);
  });
}

it('has no environment and no folder of anyone', async () => {
  const { said } = await inChild('say({ env: Object.keys(process.env), cwd: process.cwd() }); process.disconnect();');
  // macOS's shell exports one of its own.
  const { env, cwd } = said as { env: string[]; cwd: string };
  expect(env.filter((name) => !/^(NODE_CHANNEL_|__CF_)/.test(name))).toEqual([]);
  expect(cwd).toBe('/');
});

it('cannot write a byte into a file', async () => {
  const path = join(folder, 'written');
  const { said } = await inChild(`
    process.on('SIGXFSZ', () => {});
    try { fs.writeFileSync(${JSON.stringify(path)}, 'evil'); say('written'); } catch (error) { say(error.code); }
    process.disconnect();`);
  expect(said === undefined || said === 'EFBIG').toBe(true);
  expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe('');
});

it.runIf(process.platform === 'linux')('gets no more memory than it may have, however fast it takes it', async () => {
  // 100 MB beyond the limit in one call, before any check of the parent's.
  const { said } = await inChild(`
    try { new ArrayBuffer(${1.4 * 1024 * MB}); say('taken'); } catch (error) { say(error.name); }
    process.disconnect();`);
  expect(said).toBe('RangeError');
});

it('is killed when it holds more than it may', async () => {
  const { said, reason } = await inChild(
    'const held = Buffer.alloc(400 * 1048576, 1); setTimeout(() => say(held.length), 60000);',
  );
  expect([said, reason]).toEqual([undefined, 'memory']);
});

it('asks ps where there is no /proc', async () => {
  expect(await fromPs(process.pid)).toBeGreaterThan(10_000);
  expect(await fromPs(2 ** 22 + 1)).toBeUndefined();
});

it('leaves nothing in the folder', () => {
  expect(readdirSync(folder).filter((name) => name !== 'written')).toEqual(['program.mjs']);
});
