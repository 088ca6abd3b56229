// Queries that want time and memory without end, against a running server: each ends by itself or at its deadline, within its
// memory, while others are answered; and what a caller leaves behind ends with him.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, getJson, postJson, postTaken } from './lake-client.ts';
import { numberedSpans } from './numbered-spans.ts';
import { endProcesses } from './spawned-process.ts';
import { type RunningLake, removeFolder, startLake, temporaryFolder } from './tracelake-process.ts';

const SPANS = 2000;
/** Deadline of the attacks. */
const TIMEOUT_MS = 1500;
/** The server itself: rows on their way, texts being read. Idle 190 MB. */
const SERVER_MEMORY_MB = 900;
const RANGE = { start: '-1h', end: '+1h' };
const COUNT = 'SELECT count(*) FROM spans';

let folder: string;
let lake: RunningLake;
let temporary: string;

endProcesses('after all');
beforeAll(async () => {
  folder = temporaryFolder('hostile');
  temporary = temporaryFolder('hostile-tmp');
  lake = await startLake(folder, { env: { TMPDIR: temporary } });
  await postTaken(lake, numberedSpans(1, 0, SPANS));
  await eventually(countSpans, (answer) => answer === String(SPANS));
});
afterAll(() => {
  removeFolder(folder);
  removeFolder(temporary);
});

async function countSpans(): Promise<unknown> {
  const response = await postJson(`${lake.apiUrl}/api/v1/sql`, { sql: COUNT, ...RANGE });
  const answer = (await response.json()) as { rows?: unknown[][]; code?: string };
  return answer.rows?.[0][0] ?? answer.code;
}

const repeated = (count: number, text: string, separator: string) => Array(count).fill(text).join(separator);
const nested = (before: string, inner: string, after: string, depth: number) =>
  before.repeat(depth) + inner + after.repeat(depth);
const doublings = (first: string, next: (name: string) => string, count: number) =>
  `WITH t0 AS (${first}), ${Array.from({ length: count }, (_, i) => `t${i + 1} AS (SELECT ${next('x')} AS x FROM t${i})`).join(', ')} SELECT length(x) FROM t${count}`;
const numbers = 'sequence(1, 10000)';

const ATTACKS: readonly (readonly [name: string, sql: string])[] = [
  ['a cross join', 'SELECT count(*) FROM spans a, spans b, spans c, spans d WHERE a.name < d.span_id'],
  [
    'a cross join of sequences',
    `SELECT count(*) FROM UNNEST(${numbers}) a(x), UNNEST(${numbers}) b(y), UNNEST(${numbers}) c(z) WHERE (x * y) % 7 = z`,
  ],
  ['endless recursion', 'WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t'],
  ['text that doubles', doublings(`SELECT name AS x FROM spans`, (x) => `${x} || ${x}`, 40)],
  ['gigabytes of text', `SELECT length(rpad(name, 2000000000, 'b')) FROM spans`],
  ['gigabytes of text, answered', `SELECT lpad(name, 300000000, 'b') FROM spans`],
  ['an array that doubles', `SELECT cardinality(reduce(${numbers}, ARRAY[1], (s, x) -> s || s, s -> s))`],
  [
    'an array of arrays',
    `SELECT transform(${numbers}, x -> transform(${numbers}, y -> transform(${numbers}, z -> x * y * z)))`,
  ],
  ['a repeated array', `SELECT cardinality(repeat(${numbers}, 1000000000))`],
  ['a sequence of 300 million', 'SELECT cardinality(transform(sequence(1, 300000000), x -> x * 2))'],
  ['a regular expression', `SELECT count(*) FROM spans WHERE regexp_like(rpad(name, 20000000, 'a'), '(a|aa)+(b|c)+$')`],
  [
    'a replacement of every character',
    `SELECT length(regexp_replace(rpad(name, 50000000, 'a'), '.', 'bbbbbbbbbb')) FROM spans`,
  ],
  [
    'a distance of long texts',
    `SELECT levenshtein_distance(rpad(name, 200000, 'a'), rpad(name, 200000, 'b')) FROM spans`,
  ],
  ['deep JSON', `SELECT json_parse(rpad('', 5000000, '['))`],
  ['all groups', 'SELECT a.span_id, b.span_id, c.span_id, count(*) FROM spans a, spans b, spans c GROUP BY 1, 2, 3'],
  ['all rows in an array', 'SELECT array_agg(a.span_id || b.span_id || c.span_id) FROM spans a, spans b, spans c'],
  ['a map of all rows', 'SELECT cardinality(map_agg(a.span_id || b.span_id, a.name)) FROM spans a, spans b'],
  [
    'a sort of all rows',
    'SELECT a.span_id FROM spans a, spans b, spans c ORDER BY a.span_id || b.span_id, c.name LIMIT 5000000',
  ],
  [
    'a large window',
    'SELECT max(x) FROM (SELECT sum(a.duration_ms) OVER (ORDER BY b.span_id, a.span_id) AS x FROM spans a, spans b, spans c)',
  ],
  ['a power of decimals', `SELECT power(DECIMAL '${repeated(38, '9', '')}', 1000000)`],
  ['10,000 brackets', `SELECT ${nested('(', '1', ')', 10_000)}`],
  ['100 brackets, often', `SELECT ${repeated(40, nested('(', '1', ')', 100), ', ')}`],
  ['25,000 alternatives', `SELECT 1 FROM spans WHERE ${repeated(25_000, 'main', ' OR ')}`],
  ['a list of 100,000', `SELECT 1 FROM spans WHERE "test.number" IN (${repeated(100_000, '1', ',')})`],
  ['unions without end', repeated(5000, 'SELECT 1', ' UNION ')],
  ['500 unions of everything', repeated(500, 'SELECT * FROM spans', ' UNION ')],
  ['expressions that double', `SELECT ${nested('nullif(', 'name', ", 'a')", 60)} FROM spans`],
  [
    'tables that double',
    `WITH t0 AS (SELECT * FROM spans), ${Array.from({ length: 20 }, (_, i) => `t${i + 1} AS (SELECT * FROM t${i} a, t${i} b)`).join(', ')} SELECT 1 FROM t20`,
  ],
  ['1 MB of text', `SELECT '${'a'.repeat(900_000)}'`],
];

/** What an attack may be told, besides an answer. */
const REFUSALS =
  /^(query_(timeout|memory|too_large|too_deep)|body_too_large|NOT_SUPPORTED|INVALID_FUNCTION_ARGUMENT|NUMERIC_VALUE_OUT_OF_RANGE|INVALID_CAST_ARGUMENT|TYPE_MISMATCH)$/;

async function outcomeOf(sql: string, format: string): Promise<string> {
  const body = { sql, ...RANGE, timeoutMs: TIMEOUT_MS };
  const response = await postJson(`${lake.apiUrl}/api/v1/sql?format=${format}`, body);
  const text = await response.text();
  if (response.status === 200) return 'answered';
  return (JSON.parse(text) as { code: string }).code;
}

test('attacks end, and others are answered meanwhile', async () => {
  const outcomes = new Map<string, string>();
  const waiting = [...ATTACKS];
  const attacker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      outcomes.set(next[0], await outcomeOf(next[1], waiting.length % 2 === 0 ? 'json' : 'ndjson'));
    }
  };
  let attacking = true;
  const answers = new Set<unknown>();
  const bystander = async (ask: () => Promise<unknown>): Promise<void> => {
    while (attacking) {
      answers.add(await ask());
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const health = async (): Promise<unknown> => (await getJson(`${lake.apiUrl}/api/v1/health`)).body['status'];
  const others = [bystander(countSpans), bystander(health)];
  await Promise.all([attacker(), attacker(), attacker()]);
  attacking = false;
  await Promise.all(others);
  expect(outcomes.size).toBe(ATTACKS.length);
  const unexpected = [...outcomes].filter(([, outcome]) => outcome !== 'answered' && !REFUSALS.test(outcome));
  expect(unexpected).toEqual([]);
  expect([...answers].sort()).toEqual([String(SPANS), 'ok']);
});

describe('what a caller leaves behind ends with him', () => {
  const ENDLESS = { sql: ATTACKS[0][1], ...RANGE, timeoutMs: 600_000 };

  /** More than run at once, so that some are canceled while they wait. */
  async function leave(path: string, afterMs: number): Promise<void> {
    const controller = new AbortController();
    const asked = Array.from({ length: 4 }, () =>
      fetch(`${lake.apiUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(ENDLESS),
        signal: controller.signal,
      }).catch(() => {}),
    );
    setTimeout(() => controller.abort(), afterMs);
    await Promise.all(asked);
  }

  test.each([
    ['/api/v1/sql?format=json', 300],
    ['/api/v1/sql?format=ndjson', 300],
    ['/api/v1/sql?format=csv', 300],
    ['/api/v1/sql?format=arrow', 300],
    ['/api/v1/sql?format=json', 5],
    ['/api/v1/sql?format=json', 50],
  ])('%s left after %i ms', async (path, afterMs) => {
    await leave(path, afterMs);
    // With both places still taken, this would wait for ten minutes.
    expect(await countSpans()).toBe(String(SPANS));
  });

  test('DELETE ends background queries, running and waiting', async () => {
    const headers = { 'content-type': 'application/json', prefer: 'respond-async' };
    const ids = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const response = await fetch(`${lake.apiUrl}/api/v1/sql`, {
          method: 'POST',
          headers,
          body: JSON.stringify(ENDLESS),
        });
        return ((await response.json()) as { id: string }).id;
      }),
    );
    for (const id of ids) {
      const response = await fetch(`${lake.apiUrl}/api/v1/queries/${id}`, { method: 'DELETE' });
      expect(await response.json()).toMatchObject({ id, status: 'canceled' });
    }
    expect(await countSpans()).toBe(String(SPANS));
  });

  test('a reader who stops reading holds no place beyond his deadline', async () => {
    const rows = { sql: 'SELECT a.*, b.span_id FROM spans a, spans b, spans c', ...RANGE, timeoutMs: TIMEOUT_MS };
    const stopped = await Promise.all([1, 2].map(() => postJson(`${lake.apiUrl}/api/v1/sql?format=ndjson`, rows)));
    for (const { body } of stopped) await body?.getReader().read();
    expect(await countSpans()).toBe(String(SPANS));
  });
});

test.runIf(existsSync('/proc/self/status'))('nothing is left: no process, no file, no memory', async () => {
  const children = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => parentOf(pid) === lake.process.pid);
  await eventually(
    async () => children().length,
    (count) => count <= 2,
  );
  expect(children().map(stateOf)).not.toContain('Z');
  const status = readFileSync(`/proc/${lake.process.pid}/status`, 'latin1');
  expect(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024).toBeLessThan(SERVER_MEMORY_MB);
  expect(readdirSync(temporary)).toEqual([]);
  expect(lake.process.ended).toBe(false);
});

/** Fields of /proc/PID/stat after the name. */
function statOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  } catch {
    return [];
  }
}

function stateOf(pid: string): string {
  return statOf(pid)[0];
}

function parentOf(pid: string): number {
  return Number(statOf(pid)[1]);
}
