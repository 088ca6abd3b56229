// `sst deploy` onto the stand, and the deployed lake in use: spans into its stream, a question at its URL.
import { statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { SPANS_TABLE, tableVersion } from '@tracelake/schema';
import { TokenList } from '@tracelake/server';
import { buildCli, keyedDocument } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../packages/cli/test/spawned-cli.ts';
import { S3Storage } from '../../packages/lake/src/storage/s3-storage.ts';
import { RunningFunction } from '../aws/running-function.ts';
import { PolicedNetwork } from './policed-network.ts';
import { rolePolicy } from './role-policy.ts';
import { runSst, type SstRun } from './sst-command.ts';
import { ROOT } from './sst-environment.ts';
import { canDeploy, STACK_VARIABLES, stand } from './stack-variables.ts';
import { packedUserApp, type UserApp } from './user-app.ts';

const CLIENT = {
  endpoint: stand?.url ?? '',
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

/** As the extension writes it. */
function document(id: number): string {
  const row = {
    trace_id: id.toString(16).padStart(32, '0'),
    span_id: id.toString(16).padStart(16, '0'),
    start_time_unix_nano: Math.floor(Date.now() / 1000) * 1_000_000_000,
    duration_nano: 5_000_000,
    name: 'GET /cart',
    kind: 'SERVER',
    status_code: 'OK',
    service_name: 'shop',
    main: true,
    attributes_string: { 'User.Plan': 'pro' },
  };
  return keyedDocument(JSON.stringify(row));
}

interface UrlAnswer {
  readonly status: number;
  readonly text: string;
}

/** The stand finds a function by the host of its URL. */
function ask(url: string, path: string, token: string | null, body?: object): Promise<UrlAnswer> {
  const { hostname, port } = new URL(stand!.url);
  const headers = {
    host: new URL(url).host,
    'content-type': 'application/json',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path, method: body === undefined ? 'GET' : 'POST', headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

// biome-ignore lint/suspicious/noExplicitAny: answers of Lambda's API.
async function lambda(method: string, path: string): Promise<any> {
  const scope = 'test/20260101/us-east-1/lambda/aws4_request';
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  return (await fetch(`${stand!.url}${path}`, { method, headers: { authorization } })).json();
}

describe.skipIf(!canDeploy)('sst', () => {
  let deployed: SstRun;

  it('diff shows what would be made, and makes nothing', async () => {
    const { text } = await runSst('diff');
    expect(text).toMatch(/Ingest aws:kinesis:FirehoseDeliveryStream/);
    expect(text).toMatch(/SpansLanding aws:glue:CatalogTable/);
  });

  describe('deploy', () => {
    beforeAll(async () => {
      deployed = await runSst('deploy');
    });

    it('gives what a user needs next', () => {
      expect(deployed.outputs).toMatchObject({
        url: expect.stringMatching(/^https:.*lambda-url/),
        stream: 'tracelake-ci-spans',
        schemaVersion: tableVersion(SPANS_TABLE),
        layer: expect.stringMatching(/^arn:aws:lambda:.*:layer:tracelake-ci-extension:1$/),
      });
    });

    it('tags what it makes with product and stage', async () => {
      const { Functions } = await lambda('GET', '/2015-03-31/functions');
      const query = Functions.find(({ FunctionName: name }: { FunctionName: string }) =>
        name.startsWith('tracelake-ci-'),
      );
      const { Tags } = await lambda('GET', `/2015-03-31/functions/${query.FunctionName}`);
      expect(Tags).toMatchObject({ product: 'tracelake', stage: 'ci' });
    });

    it('uploads the function with DuckDB in 50 MB, which Lambda takes', () => {
      const { size } = statSync(join(ROOT, '.sst/artifacts/Query/code.zip'));
      expect(size).toBeLessThan(50 * 1024 * 1024);
      // Without DuckDB's library it would be one.
      expect(size).toBeGreaterThan(20 * 1024 * 1024);
    });

    it('refuses whoever has no token', async () => {
      const { status, text } = await ask(deployed.outputs['url']!, '/api/v1/health', null);
      expect([status, JSON.parse(text).code]).toEqual([401, 'unauthorized']);
    });

    it('answers about spans that went through the deployed stream', async () => {
      const { bucket = '', stream, url = '' } = deployed.outputs;
      const firehose = new FirehoseClient(CLIENT);
      const Data = new TextEncoder().encode([1, 2, 3].map(document).join('\n'));
      const { FailedPutCount } = await firehose.send(
        new PutRecordBatchCommand({ DeliveryStreamName: stream, Records: [{ Data }] }),
      );
      expect(FailedPutCount).toBe(0);
      const storage = new S3Storage({ address: { bucket, prefix: '' }, client: CLIENT });
      const token = await new TokenList(storage, Date.now).create('test');
      const sql = `SELECT "User.Plan" AS plan, count(*) AS n FROM spans GROUP BY 1`;
      const { status, text } = await ask(url, '/api/v1/sql', token, { sql });
      expect(text).toContain('"rows":[["pro","3"]]');
      expect(status).toBe(200);
      const fields = await ask(url, '/api/v1/fields?search=plan', token);
      expect(JSON.parse(fields.text).fields).toEqual([expect.objectContaining({ key: 'User.Plan', rows: 3 })]);
    });

    it('may do all that it does: no call of any route is beyond its role, which the stand alone would not see', async () => {
      const { bucket = '', database = '', workgroup = '' } = deployed.outputs;
      const { Functions } = await lambda('GET', '/2015-03-31/functions');
      const query = Functions.find(({ FunctionName: name }: { FunctionName: string }) =>
        name.includes('QueryFunction'),
      );
      const network = await PolicedNetwork.open(stand!.url, await rolePolicy(stand!.url, query.Role.split('/').at(-1)));
      const architecture = STACK_VARIABLES['TRACELAKE_ARCHITECTURE'];
      const running = await RunningFunction.start(join(ROOT, `packages/server/dist/query-function-${architecture}`), {
        mode: 'stream',
        data: `s3://${bucket}`,
        variables: {
          AWS_ENDPOINT_URL: network.url,
          AWS_ACCESS_KEY_ID: 'test',
          TRACELAKE_GLUE_DATABASE: database,
          TRACELAKE_ATHENA_WORKGROUP: workgroup,
        },
      });
      try {
        const storage = new S3Storage({ address: { bucket, prefix: '' }, client: CLIENT });
        const token = await new TokenList(storage, Date.now).create('roles');
        const send = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
          const answer = await running.send({ method, path: `/api/v1/${path}`, token, body, headers });
          return { ...answer, json: answer.body === '' ? null : JSON.parse(answer.body) };
        };
        const sql = 'SELECT count(*) AS n FROM spans';
        const rows = [['3']];
        expect((await send('POST', 'sql', { sql, engine: 'duckdb' })).json).toMatchObject({ rows });
        expect((await send('POST', 'sql', { sql, engine: 'athena' })).json).toMatchObject({ rows });
        const { json: started } = await send('POST', 'sql', { sql }, { prefer: 'respond-async' });
        await expect.poll(async () => (await send('GET', `queries/${started.id}`)).json.status).toBe('succeeded');
        expect((await send('DELETE', `queries/${started.id}`)).statusCode).toBeLessThan(300);
        expect((await send('DELETE', 'queries/of-another-sandbox')).statusCode).toBe(202);
        const saved = { kind: 'query', name: 'Count', sql };
        expect((await send('PUT', 'saved/count', saved, { 'if-none-match': '*' })).statusCode).toBe(200);
        expect((await send('DELETE', 'saved/count')).statusCode).toBe(204);
        expect((await send('PUT', 'errors/0123456789abcdef', { state: 'ignored' })).statusCode).toBe(200);
        const trace = `traces/${'1'.padStart(32, '0')}`;
        for (const path of [
          'fields',
          'fields/User.Plan/values',
          'stats',
          'errors',
          'services',
          'functions',
          'events',
        ]) {
          expect([path, (await send('GET', path)).statusCode]).toEqual([path, 200]);
        }
        for (const path of ['traces', trace, 'saved', 'queries', 'questions', 'health']) {
          expect([path, (await send('GET', path)).statusCode]).toEqual([path, 200]);
        }
        expect((await send('POST', 'query', { calculations: [{ op: 'COUNT' }] })).statusCode).toBe(200);
        const compared = { selection: { preset: 'errors' }, baseline: 'rest-of-all' };
        expect((await send('POST', 'compare', compared)).statusCode).toBe(200);
      } finally {
        running.stop();
        network.close();
      }
      expect([...network.refused]).toEqual([]);
      // What is left of its rights is Athena's to use, under its name.
      expect([...network.allowed].sort()).toEqual([
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:StartQueryExecution',
        's3:GetObject',
        's3:ListBucket',
        's3:PutObject',
      ]);
    });
  });

  describe("deploy of a user's app with tracelake/sst from its package", () => {
    let app: UserApp;
    let names: Readonly<Record<string, string>>;

    beforeAll(async () => {
      app = await packedUserApp();
      names = (await runSst('deploy', app.folder)).outputs;
    });
    afterAll(() => app?.remove());

    it.each([
      ['cart', 'tracelake-ci-spans'],
      ['order', 'tracelake-ci-spans'],
      ['quiet', null],
    ])('%s knows where to send: %s', async (name, stream) => {
      const answer = await lambda('POST', `/2015-03-31/functions/${names[name]}/invocations`);
      expect(answer).toEqual({ stream });
      const { Configuration } = await lambda('GET', `/2015-03-31/functions/${names[name]}`);
      const layers = (Configuration.Layers ?? []).map(({ Arn }: { Arn: string }) => Arn);
      expect(layers).toEqual(stream === null ? [] : [deployed.outputs['layer']]);
    });

    it('is well in every link of the chain, as doctor walks it', async () => {
      const cli = await buildCli();
      const env = {
        AWS_ENDPOINT_URL: CLIENT.endpoint,
        AWS_REGION: CLIENT.region,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      };
      const args = ['doctor', '--aws', '--stream', deployed.outputs['stream']!];
      const { stdout, exitCode } = await runCli(cli, args, { cwd: '/', env });
      await cli.remove();
      expect(stdout).toMatch(/ok\s+functions\s+2 functions send to tracelake-ci-spans/);
      expect(stdout).toMatch(/ok\s+stream\s+tracelake-ci-spans is active/);
      expect(stdout).toMatch(/ok\s+table\s+tracelake_ci\.spans_landing has all \d+ columns/);
      expect(stdout).toMatch(/ok\s+files\s+3 spans/);
      expect(stdout).toMatch(/ok\s+errors/);
      expect([exitCode, stdout]).toEqual([0, expect.not.stringMatching(/fail/)]);
    });
  });
});
