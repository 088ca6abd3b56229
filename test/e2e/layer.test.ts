// The layer as it is published: the same bytes every time, executable, without prose; and its launcher where something is missing.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WELL_KNOWN_ATTRIBUTES } from '@tracelake/schema';
import { lambdaNodes } from '@tracelake/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildLayer } from './lambda-stand.ts';
import { run } from './spawned-process.ts';
import { removeFolder, temporaryFolder } from './tracelake-process.ts';

/**
 * Guards against growth: what each cold start loads before `next`, with what comes beside the init, with the first call (all that a function without an
 * SDK loads), with the first spans in one of their two forms, and all of it.
 */
const MOST_START_BYTES = 9_000;
const MOST_INIT_BYTES = 55_400;
const MOST_WITHOUT_SDK_BYTES = 61_440;
const MOST_WITH_SDK_BYTES = 96_400;
const MOST_BYTES = 106_200;
const folders: string[] = [];
const servers: Server[] = [];

beforeAll(() => {
  for (const [name, umask] of Object.entries({ first: '077', second: '022' })) {
    folders.push(temporaryFolder(name));
    buildLayer(folders.at(-1)!, umask);
  }
});

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

afterAll(() => folders.forEach(removeFolder));

describe('the archive', () => {
  test('has the same bytes each time it is built', () => {
    const [first, second] = folders.map((folder) =>
      createHash('sha256')
        .update(readFileSync(join(folder, 'tracelake-extension.zip')))
        .digest('hex'),
    );
    expect(first).toBe(second);
  });

  test('can be read by another user where an image copies its folder, whoever built it', () => {
    const layer = join(folders[0], 'layer');
    const modes = ['', 'tracelake', 'tracelake/extension.cjs', 'extensions', 'extensions/tracelake'].map(
      (path) => statSync(join(layer, path)).mode & 0o777,
    );
    expect(modes).toEqual([0o755, 0o755, 0o644, 0o755, 0o755]);
  });

  test('unpacks into an executable launcher and what it starts', () => {
    const target = temporaryFolder('unpacked');
    folders.push(target);
    execFileSync('unzip', ['-q', join(folders[0], 'tracelake-extension.zip'), '-d', target]);
    expect(statSync(join(target, 'extensions/tracelake')).mode & 0o777).toBe(0o755);
    const parts = readdirSync(join(folders[0], 'layer/tracelake'));
    expect(parts).toContain('extension.cjs');
    for (const file of ['extensions/tracelake', ...parts.map((name) => `tracelake/${name}`)]) {
      expect(readFileSync(join(target, file))).toEqual(readFileSync(join(folders[0], 'layer', file)));
    }
  });

  test('loads little before the first next, is small, and has no descriptions in it', () => {
    const folder = join(folders[0], 'layer/tracelake');
    const parts = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
    const bytesOf = (...files: string[]) => {
      const loaded = new Set<string>();
      for (const file of files) loadedWith(file, parts, loaded);
      return [...loaded].reduce((sum, name) => sum + parts.get(name)!.length, 0);
    };
    // The platform's first telemetry comes beside the init.
    const init = ['extension.cjs', 'extension-process.cjs', 'http-connection.cjs'];
    const withoutSdk = [...init, 'lambda-firehose.cjs'];
    expect(bytesOf(...init.slice(0, 1))).toBeLessThan(MOST_START_BYTES);
    expect(bytesOf(...init)).toBeLessThan(MOST_INIT_BYTES);
    expect(bytesOf(...withoutSdk)).toBeLessThan(MOST_WITHOUT_SDK_BYTES);
    for (const reader of ['protobuf-tree.cjs', 'json-tree.cjs'])
      expect(bytesOf(...withoutSdk, 'span-intake.cjs', reader)).toBeLessThan(MOST_WITH_SDK_BYTES);
    expect(bytesOf(...parts.keys())).toBeLessThan(MOST_BYTES);
    const bundle = [...parts.values()].join('\n');
    // Beyond it V8 keeps scripts in two bytes a character.
    expect(bundle).not.toMatch(/[^\x00-\x7f]/);
    // `import` of a built-in module reads each of its names: one of node:http's loads undici, 10 MB.
    expect(bundle).not.toMatch(/\bimport\(/);
    // It takes a cold start's CPU once more to load (ADR 20).
    expect(bundle).not.toMatch(/"node:https?"/);
    expect(WELL_KNOWN_ATTRIBUTES.filter(({ description }) => bundle.includes(description))).toEqual([]);
  });
});

test.each(lambdaNodes())('Node $version loads sockets before the first next, and nothing beside them', async (node) => {
  const { address } = await runtimeApi(200);
  const program = join(folders[0], 'loaded.cjs');
  const told = 'process.moduleLoadList.filter((name) => /^NativeModule (cluster|crypto|dns|http|net|v8)$/.test(name))';
  writeFileSync(
    program,
    `process.on('exit', () => console.log(${told}.join())); require('./layer/tracelake/extension.cjs')`,
  );
  const env = { AWS_LAMBDA_RUNTIME_API: address, TRACELAKE_OTLP_PORT: '0' };
  const { stdout } = await run(node.path, [program], { env });
  expect(stdout.trim().split('\n').at(-1)).toBe('NativeModule net');
});

/** The file and all that it requires at once: what is loaded later stands behind an arrow. */
function loadedWith(file: string, parts: ReadonlyMap<string, string>, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name] of parts.get(file)!.matchAll(/(?<!=>[^;,]{0,40})require\("\.\/([^"]+)"\)/g))
    loadedWith(name, parts, seen);
  return seen;
}

interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A runtime API that takes a registration, or not, and has nothing but SHUTDOWN. */
async function runtimeApi(registerStatus: number): Promise<{ address: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url!, headers: request.headers });
    request.resume().on('end', () => {
      const isRegistration = request.url!.endsWith('/register');
      response.writeHead(isRegistration ? registerStatus : 200, { 'Lambda-Extension-Identifier': 'id-1' });
      // With the line feed of Go's encoder, as the platform's own answers have.
      response.end(
        `${isRegistration ? '{"functionName":"f"}' : '{"eventType":"SHUTDOWN","shutdownReason":"spindown"}'}\n`,
      );
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function launch(address: string, env: Record<string, string>) {
  const launcher = join(folders[0], 'layer/extensions/tracelake');
  return run('/bin/bash', [launcher], { env: { AWS_LAMBDA_RUNTIME_API: address, ...env } });
}

describe('the launcher', () => {
  const PATH = process.env.PATH!;

  test('registers once, hands the identifier to Node, and keeps the function’s variables from it', async () => {
    const { address, asked } = await runtimeApi(200);
    const env = { PATH, NODE_OPTIONS: '--require=/nowhere.cjs', NODE_DEBUG: 'http,net', TRACELAKE_OTLP_PORT: '0' };
    const { code, stdout, stderr } = await launch(address, env);
    expect(stderr).toBe('');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/without a TRACELAKE_STREAM_NAME nothing is collected/)]);
    expect(asked.map(({ path }) => path)).toEqual([
      '/2020-01-01/extension/register',
      '/2020-01-01/extension/event/next',
    ]);
    expect(asked[0].headers['lambda-extension-name']).toBe('tracelake');
    expect(asked[1].headers['lambda-extension-identifier']).toBe('id-1');
  });

  test('trusts no certificate that the function would: its variables for that count for another endpoint only', async () => {
    const { address } = await runtimeApi(200);
    const path = join(folders[0], 'path');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'node'), '#!/bin/bash\nexport', { mode: 0o755 });
    const env = { PATH: `${path}:${PATH}`, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_EXTRA_CA_CERTS: '/a.pem' };
    expect((await launch(address, env)).stdout).not.toMatch(/NODE_TLS|NODE_EXTRA/);
    const elsewhere = await launch(address, { ...env, AWS_ENDPOINT_URL: 'https://localhost' });
    expect(elsewhere.stdout).toMatch(/NODE_EXTRA_CA_CERTS.*NODE_TLS_REJECT_UNAUTHORIZED/s);
  });

  test('is neither ended nor made to say anything by what the function sets for OpenSSL, proxies and locales', async () => {
    const { address } = await runtimeApi(200);
    const configuration = join(folders[0], 'openssl.cnf');
    writeFileSync(configuration, 'nodejs_conf = own\n[own]\nproviders = nowhere\n');
    const env = { PATH, OPENSSL_CONF: configuration, LC_ALL: 'xx_YY.UTF-8', TRACELAKE_OTLP_PORT: '0' };
    const { code, stderr } = await launch(address, env);
    expect(code).toBe(0);
    // One is bash's own, of before it reads the launcher.
    expect(
      stderr.split('\n').filter((line) => line !== '' && !line.startsWith('/bin/bash: warning: setlocale')),
    ).toEqual([]);
    const path = join(folders[0], 'path');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'node'), '#!/bin/bash\nexport', { mode: 0o755 });
    const proxied = { ...env, PATH: `${path}:${PATH}`, NODE_USE_ENV_PROXY: '1' };
    const seen = (await launch(address, proxied)).stdout;
    expect(seen).not.toMatch(/ENV_PROXY|OPENSSL|LC_ALL/);
    expect(seen).toMatch(/NODE_NO_WARNINGS="1"/);
  });

  test('has its own way whatever the function tells bash', async () => {
    const { address, asked } = await runtimeApi(200);
    const script = join(folders[0], 'environment.sh');
    writeFileSync(script, 'echo from the function; exit 7');
    const launcher = join(folders[0], 'layer/extensions/tracelake');
    const env = {
      AWS_LAMBDA_RUNTIME_API: address,
      PATH,
      TRACELAKE_OTLP_PORT: '0',
      BASH_ENV: script,
      SHELLOPTS: 'noexec',
    };
    const { code, stdout } = await run(launcher, [], { env });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^tracelake: /)]);
    expect(asked).toHaveLength(2);
  });

  test('without any Node leaves the function in peace, and says so', async () => {
    const { address, asked } = await runtimeApi(200);
    const { code, stdout } = await launch(address, { PATH: '/nowhere' });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^tracelake: this runtime has no Node: [^\n]*\n$/)]);
    expect(asked.map(({ path }) => path.split('/').at(-1))).toEqual(['register', 'next']);
  });

  test('that is refused ends as an extension does that is refused', async () => {
    const { address } = await runtimeApi(403);
    const { code, stdout, stderr } = await launch(address, { PATH, TRACELAKE_OTLP_PORT: '0' });
    expect(code).not.toBe(0);
    expect(stdout + stderr).toMatch(/\ntracelake: [^\n]*register was answered with 403[^\n]*\n$/);
  });
});
