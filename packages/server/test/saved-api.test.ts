// What people keep in the lake, over HTTP: saved, listed, changed by one of two, gone.
import { encodeQuery } from '@tracelake/query';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFolderApi } from '../src/index.ts';
import { SAVED_LIMITS } from '../src/state/saved-documents.ts';
import { type ApiCall, call } from './support/api-caller.ts';
import { builtCli, removeBuiltCli, type SampleServer, startSampleServer } from './support/sample-server.ts';

const QUERY = encodeQuery({ calculations: [{ op: 'COUNT' }], breakdowns: ['user.plan'] });
const SAVED = { kind: 'query', name: 'Requests by plan', query: QUERY };

let server: SampleServer;

beforeAll(async () => {
  server = await startSampleServer();
});

afterAll(async () => {
  await server?.remove();
  await removeBuiltCli();
});

const ask = (method: string, id: string, parts?: ApiCall) => call(server, method, `/api/v1/saved${id}`, parts);
const put = (id: string, body: object, headers?: ApiCall['headers']) => ask('PUT', `/${id}`, { body, headers });
const ids = async (kind: string) => (await ask('GET', `?kind=${kind}`)).json.saved.map(({ id }: { id: string }) => id);

describe('/api/v1/saved', () => {
  it('keeps a query, gives it back, and forgets it', async () => {
    const saved = await put('by-plan', SAVED);
    expect([saved.status, saved.json]).toEqual([
      200,
      { ...SAVED, id: 'by-plan', version: expect.any(Number), savedAt: expect.stringMatching(/^20.*Z$/) },
    ]);
    const read = await ask('GET', '/by-plan');
    expect([read.json, read.headers.get('etag')]).toEqual([saved.json, `"${saved.json.version}"`]);
    expect((await ask('DELETE', '/by-plan')).status).toBe(204);
    for (const method of ['GET', 'DELETE'])
      expect((await ask(method, '/by-plan')).json).toMatchObject({ status: 404, code: 'saved_not_found' });
  });

  it('keeps boards of queries and SQL, and lists by kind, newest first', async () => {
    const place = { column: 0, row: 0, width: 6, height: 2 };
    const panels = [
      { name: 'Plans', query: QUERY, view: 'chart', ...place },
      { name: 'All', sql: 'SELECT count(*) FROM spans', ...place, column: 6 },
      { name: 'Read me', text: 'Begin here.', ...place, row: 2 },
    ];
    await put('shop', { kind: 'board', name: 'Shop', panels });
    await put('first', SAVED);
    await put('second', { kind: 'query', name: 'Count', sql: 'SELECT count(*) FROM spans' });
    expect((await ask('GET', '/shop')).json.panels).toEqual(panels);
    expect(await ids('board')).toEqual(['shop']);
    expect(await ids('query')).toEqual(['second', 'first']);
    await put('first', SAVED);
    expect(await ids('query')).toEqual(['first', 'second']);
  });

  it('lets one of two win who change the same version, and gives no version twice', async () => {
    const { version } = (await put('shared', SAVED)).json;
    const over = { 'if-match': `"${version}"` };
    const both = await Promise.all([put('shared', SAVED, over), put('shared', { ...SAVED, name: 'Other' }, over)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const lost = both.find(({ status }) => status === 412)!.json;
    const won = both.find(({ status }) => status === 200)!.json;
    expect(lost).toMatchObject({ code: 'precondition_failed', details: { expected: version, found: won.version } });
    expect((await ask('DELETE', '/shared', { headers: over })).status).toBe(412);
    expect((await ask('DELETE', '/shared', { headers: { 'if-match': `"${won.version}"` } })).status).toBe(204);
    const again = await put('shared', SAVED, { 'if-none-match': '*' });
    expect(again.json.version).toBeGreaterThan(won.version);
    expect((await put('shared', SAVED, { 'if-none-match': '*' })).status).toBe(412);
  });

  it('loses none of many that are saved at once', async () => {
    const names = Array.from({ length: 8 }, (_, n) => `many-${n}`);
    const statuses = await Promise.all(names.map(async (name) => (await put(name, SAVED)).status));
    expect(statuses).toEqual(names.map(() => 200));
    expect(await ids('query')).toEqual(expect.arrayContaining(names));
    for (const name of names) await ask('DELETE', `/${name}`);
  });

  it.each([
    ['a query that is none', { ...SAVED, query: '1~{' }, 'query'],
    ['neither query nor SQL', { kind: 'history', name: 'x' }, 'query'],
    ['both', { ...SAVED, sql: 'SELECT 1' }, 'query'],
    [
      'words beside a question',
      {
        kind: 'board',
        name: 'x',
        panels: [{ name: 'p', text: 'a', sql: 'b', column: 0, row: 0, width: 1, height: 1 }],
      },
      'panels[0].text',
    ],
    ['panels of a query', { ...SAVED, panels: [] }, 'panels'],
    ['a board without panels', { kind: 'board', name: 'x' }, 'panels'],
    ['a query beside panels', { ...SAVED, kind: 'board', panels: [] }, 'query'],
    [
      'a panel without a question',
      { kind: 'board', name: 'x', panels: [{ name: 'p', column: 0, row: 0, width: 1, height: 1 }] },
      'panels[0].query',
    ],
  ])('refuses %s and names the field', async (_, body, field) => {
    const { status, json } = await put('wrong', body);
    expect([status, json.code, json.details.field]).toEqual([400, 'invalid_request', field]);
  });

  it.each(['..%2Ftokens', 'a'.repeat(65), '_x', 'a.b'])('refuses %s as an id', async (id) => {
    expect((await put(id, SAVED)).json).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('refuses a condition that it does not know, and a name of an unknown member', async () => {
    expect((await put('wrong', SAVED, { 'if-match': '*' })).json).toMatchObject({ code: 'invalid_request' });
    expect((await put('wrong', { ...SAVED, nam: 'x' })).json.detail).toContain('did you mean name?');
  });

  it('says how large one may be, and when all is full; only history gives way', async () => {
    const sql = `SELECT '${'x'.repeat(30_000)}'`;
    const panel = { name: 'p', sql, column: 0, row: 0, width: 1, height: 1 };
    const board = { kind: 'board', name: 'large', panels: [panel, panel] };
    const tooLarge = await put('large', { ...board, panels: [panel, panel, panel] });
    expect(tooLarge.json).toMatchObject({ status: 413, details: { limitBytes: SAVED_LIMITS.documentBytes } });
    await put('oldest', { kind: 'history', name: 'before all', query: QUERY });
    const fit = Math.floor(SAVED_LIMITS.totalBytes / 60_200);
    let last = await put('large-0', board);
    for (let n = 1; n <= fit && last.status === 200; n++) last = await put(`large-${n}`, board);
    expect(last.json).toMatchObject({ status: 409, code: 'saved_full' });
    await put('newest', { kind: 'history', name: 'still fits', sql: 'SELECT 1' });
    expect(await ids('history')).toContain('newest');
    for (const id of await ids('board')) await ask('DELETE', `/${id}`);
  });

  it('is read and not written where the folder is only read', async () => {
    await put('kept', SAVED);
    const api = await openFolderApi({ folder: server.folder, ...(await builtCli()) });
    const read = async (method: 'GET' | 'PUT' | 'DELETE', body?: object) => {
      const answer = await api.send({ method, path: '/api/v1/saved/kept', body }, new AbortController().signal);
      return [answer.status, JSON.parse((await answer.body.toArray()).join('')).code];
    };
    expect(await read('GET')).toEqual([200, undefined]);
    expect(await read('PUT', SAVED)).toEqual([403, 'lake_read_only']);
    expect(await read('DELETE')).toEqual([403, 'lake_read_only']);
    await api.close();
  });
});
