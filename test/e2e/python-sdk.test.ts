// A real app on the OpenTelemetry Python SDK, which sends whole 64-bit integers: what the trace answers is what was sent.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askSql, eventually, getJson } from './lake-client.ts';
import { answeredAttributes, parseSentSpans, textAttributes } from './sent-span.ts';
import { endProcesses, run } from './spawned-process.ts';
import { startLake, testFolder } from './tracelake-process.ts';

const SDK_VERSION = '1.45.2';
const APP_PATH = new URL('apps/python-sdk-app.py', import.meta.url).pathname;
/** Outside the clone, so that it is installed once a machine. */
const ENVIRONMENT = join(homedir(), '.cache', 'tracelake', `python-opentelemetry-${SDK_VERSION}`);
const INSTALL_LIMIT_MS = 240_000;

endProcesses('after each');

test('what a Python app sent is answered to the nanosecond and the last int64', { timeout: INSTALL_LIMIT_MS }, async ({
  skip,
}) => {
  const missing = await installPythonSdk();
  if (missing !== undefined) {
    console.warn(`SKIPPED: the Python SDK was not tested, because ${missing}`);
    skip(missing);
  }
  const lake = await startLake(testFolder('python-sdk'));
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: lake.otlpUrl };
  const app = await run(join(ENVIRONMENT, 'bin/python'), [APP_PATH], { env });
  expect(app).toMatchObject({ code: 0, stderr: '' });
  const sent = parseSentSpans(app.stdout);
  const traceUrl = `${lake.apiUrl}/api/v1/traces/${sent[0].traceId}`;
  const { answer } = await eventually(
    () => getJson(traceUrl),
    ({ body }) => (body['spans'] as unknown[] | undefined)?.length === sent.length,
  );
  for (const span of sent) {
    const answered = (answer.body['spans'] as Record<string, unknown>[]).find(({ spanId }) => spanId === span.spanId);
    expect(answered).toMatchObject({
      ...span,
      attributes: answeredAttributes(span.attributes),
      events: span.events.map((event) => ({ ...event, attributes: textAttributes(event.attributes) })),
      links: span.links.map((link) => ({ ...link, attributes: textAttributes(link.attributes) })),
    });
  }
  const { rows } = await askSql(lake, `SELECT "number.largest", "number.smallest" FROM spans WHERE name = 'root'`);
  expect(rows).toEqual([['9223372036854775807', '-9223372036854775808']]);
});

/** Why it cannot be used, or nothing. */
async function installPythonSdk(): Promise<string | undefined> {
  if (existsSync(ENVIRONMENT)) return undefined;
  const unfinished = `${ENVIRONMENT}.${process.pid}`;
  mkdirSync(join(unfinished, '..'), { recursive: true });
  try {
    const python = await run('python3', ['-m', 'venv', unfinished]).catch(() => undefined);
    if (python?.code !== 0) return 'there is no python3 with venv';
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries=1', '--timeout=20'];
    const packages = ['opentelemetry-sdk', 'opentelemetry-exporter-otlp-proto-http'];
    const pinned = packages.map((name) => `${name}==${SDK_VERSION}`);
    const pip = await run(join(unfinished, 'bin/python'), [...install, ...pinned]);
    if (pip.code !== 0) return `pip could not install it: ${pip.stderr.trim().split('\n').at(-1)}`;
    // A folder of this name is a whole one.
    renameSync(unfinished, ENVIRONMENT);
    return undefined;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}
