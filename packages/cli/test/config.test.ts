// Flags and variables to settings, every problem told at once.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config.ts';

describe('parseConfig', () => {
  it('knows an Athena by its workgroup, where the lake is a bucket', () => {
    const env = { TRACELAKE_ATHENA_WORKGROUP: 'lake', TRACELAKE_GLUE_DATABASE: '' };
    expect(parseConfig(env, {}).config.athena).toBeNull();
    const data = 's3://bucket/prefix';
    expect(parseConfig(env, { data }).config.athena).toEqual({ workgroup: 'lake', database: 'tracelake', maxUsd: 1 });
    const flags = { data, athena: 'other', database: 'spans', 'max-usd': '0.25' };
    expect(parseConfig(env, flags).config.athena).toEqual({ workgroup: 'other', database: 'spans', maxUsd: 0.25 });
    expect(() => parseConfig(env, { data, 'max-usd': 'much' })).toThrow(
      '--max-usd must be an amount above 0; it is "much"',
    );
    expect(() => parseConfig({}, { athena: 'lake' })).toThrow('Athena reads no folder');
  });

  it('knows a Trino by its address, the rest by default', () => {
    expect(parseConfig({ TRACELAKE_TRINO_SCHEMA: 'x' }, {}).config.trino).toBeNull();
    const env = { TRACELAKE_TRINO_URL: 'http://trino:8080/', TRACELAKE_TRINO_SCHEMA: 'x' };
    expect(parseConfig(env, { 'trino-user': 'ann' }).config.trino).toEqual({
      url: 'http://trino:8080',
      user: 'ann',
      catalog: 'hive',
      schema: 'x',
      password: null,
      token: null,
      caFile: null,
    });
    expect(() => parseConfig({}, { 'trino-url': 'trino:8080' })).toThrow('--trino-url');
  });

  it('takes what signs in to Trino from variables alone, and never says it again', () => {
    const at = (env: Record<string, string>, url = 'https://trino:8443') =>
      parseConfig({ TRACELAKE_TRINO_URL: url, ...env }, {});
    expect(at({ TRACELAKE_TRINO_PASSWORD: 'hush' })).toMatchObject({
      config: { trino: { user: 'tracelake', password: 'hush', token: null } },
      warnings: [],
    });
    // A token says who asks.
    expect(at({ TRACELAKE_TRINO_TOKEN: 'a.b.c' }).config.trino).toMatchObject({ user: null, token: 'a.b.c' });
    for (const refused of [
      () => at({ TRACELAKE_TRINO_TOKEN: 'hush', TRACELAKE_TRINO_PASSWORD: 'hush' }),
      () => at({ TRACELAKE_TRINO_PASSWORD: 'hush\n' }),
      () => at({}, 'https://ann:hush@trino:8443'),
    ]) {
      expect(refused).toThrow(/^((?!hush).)*$/s);
    }
  });

  it('has defaults for everything', () => {
    expect(parseConfig({}, {})).toEqual({
      config: {
        dataFolder: '.tracelake',
        dataFolderGiven: false,
        port: 4320,
        otlpPort: 4318,
        host: '127.0.0.1',
        url: null,
        token: null,
        retentionDays: null,
        trino: null,
        athena: null,
        bucket: null,
      },
      warnings: [],
    });
  });

  it('reads variables, and lets flags win', () => {
    const env = {
      TRACELAKE_DATA: '/data',
      TRACELAKE_PORT: '1',
      TRACELAKE_OTLP_PORT: '0',
      TRACELAKE_URL: 'https://lake.example/',
      TRACELAKE_TOKEN: 'secret',
    };
    expect(parseConfig(env, {}).config).toMatchObject({
      dataFolder: '/data',
      dataFolderGiven: true,
      port: 1,
      otlpPort: 0,
      url: 'https://lake.example',
      token: 'secret',
    });
    expect(parseConfig(env, { port: '2', data: 'here', 'retention-days': '0.5' }).config).toMatchObject({
      dataFolder: 'here',
      port: 2,
      otlpPort: 0,
      retentionDays: 0.5,
    });
  });

  it('takes a bucket for the lake', () => {
    const env = { TRACELAKE_HTTPFS: '/x/httpfs.duckdb_extension' };
    const { bucket, dataFolder } = parseConfig(env, { data: 's3://lake/obs', write: true }).config;
    expect(dataFolder).toBe('s3://lake/obs');
    expect(bucket).toEqual({ address: 's3://lake/obs', write: true, httpfs: '/x/httpfs.duckdb_extension' });
    expect(parseConfig({ TRACELAKE_DATA: 's3://lake' }, {}).config.bucket).toMatchObject({
      write: false,
      httpfs: null,
    });
    expect(() => parseConfig({}, { data: 's3://Lake' })).toThrow(/s3:\/\/BUCKET/);
    expect(() => parseConfig({}, { data: 's3://lake', 'retention-days': '3' })).toThrow(/lifecycle/);
    expect(() => parseConfig({}, { data: 'folder', write: true })).toThrow(/--write is for a bucket/);
  });

  it('takes an empty variable for none', () => {
    expect(parseConfig({ TRACELAKE_PORT: '', TRACELAKE_TOKEN: '' }, {}).config).toMatchObject({
      port: 4320,
      token: null,
    });
  });

  it('tells every problem at once, by the name of what was set', () => {
    const env = { TRACELAKE_PORT: 'http', TRACELAKE_URL: 'localhost:4320' };
    try {
      parseConfig(env, { 'otlp-port': '70000', 'retention-days': '-1', data: '' });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'config_invalid' });
      const { problems } = (error as { details: { problems: string[] } }).details;
      expect(problems).toHaveLength(5);
      const text = problems.join('\n');
      for (const name of [
        'TRACELAKE_PORT',
        '"http"',
        '--otlp-port',
        '70000',
        'TRACELAKE_URL',
        '--retention-days',
        '--data',
      ]) {
        expect(text).toContain(name);
      }
    }
  });

  it('refuses one port for two', () => {
    expect(() => parseConfig({}, { port: '4318' })).toThrow(/must differ/);
    expect(() => parseConfig({}, { port: '0', 'otlp-port': '0' })).not.toThrow();
  });

  it('warns about variables it does not know', () => {
    const env = {
      TRACELAKE_PROT: '1',
      TRACELAKE_SOMETHING_ELSE: '1',
      TRACELAKE_STREAM_NAME: 'other program',
      PATH: '',
    };
    const { warnings } = parseConfig(env, {});
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain('did you mean TRACELAKE_PORT?');
    expect(warnings[1]).toContain('known are TRACELAKE_DATA');
  });

  it('refuses a token that no header can carry', () => {
    expect(() => parseConfig({ TRACELAKE_TOKEN: 'two words' }, {})).toThrow(/TRACELAKE_TOKEN must be printable ASCII/);
    expect(parseConfig({ TRACELAKE_TOKEN: 'a:b/c+d=' }, {}).config.token).toBe('a:b/c+d=');
  });
});
