// The variables: defaults, every problem told at once, never an error.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/core/settings.ts';
import { VARIABLE_PREFIX, VARIABLES } from '../../src/core/variable-table.ts';

describe('settings', () => {
  it('without variables are the defaults, and nothing is said', () => {
    const { settings, problems } = parseSettings({ AWS_REGION: 'eu-west-1', PATH: '/bin' });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      enabled: true,
      flush: 'auto',
      flushIntervalMs: 10_000,
      memoryBytes: 4_194_304,
      otlpPort: 4318,
      sampleRate: 1,
    });
  });

  it('every default is a valid value of its variable', () => {
    const environment = Object.fromEntries(
      Object.entries(VARIABLES).map(([name, { fallback }]) => [VARIABLE_PREFIX + name, fallback]),
    );
    expect(parseSettings(environment)).toEqual(parseSettings({}));
  });

  it('are read', () => {
    const { settings, problems } = parseSettings({
      TRACELAKE_STREAM_NAME: ' traces ',
      TRACELAKE_ENABLED: 'FALSE',
      TRACELAKE_FLUSH: 'Next',
      TRACELAKE_SPOOL_KB: '0',
      TRACELAKE_ATTRIBUTES: 'team=orders, query=a=b ,empty=',
      TRACELAKE_DROP: ' http.request.header.*, user.email,',
      TRACELAKE_SAMPLE_RULES: 'http.route=/health:100,url=https://a:8080/:2,x=:5',
    });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({ streamName: 'traces', enabled: false, flush: 'next', spoolBytes: 0 });
    expect([...settings.attributes]).toEqual([
      ['team', 'orders'],
      ['query', 'a=b'],
      ['empty', ''],
    ]);
    expect(settings.drop).toEqual(['http.request.header.*', 'user.email']);
    expect(settings.sampleRules).toEqual([
      { key: 'http.route', value: '/health', rate: 100 },
      { key: 'url', value: 'https://a:8080/', rate: 2 },
      { key: 'x', value: '', rate: 5 },
    ]);
  });

  it.each(['0.0.0.0', '::', '127.0.0.1', 'localhost', 'sandbox.localdomain'])('listens for telemetry on %s', (host) => {
    expect(parseSettings({ TRACELAKE_TELEMETRY_HOST: host })).toMatchObject({
      settings: { telemetryHost: host },
      problems: [],
    });
  });

  it('asks no resolver for the address of telemetry: an init would wait for it', () => {
    const { settings, problems } = parseSettings({ TRACELAKE_TELEMETRY_HOST: 'collector.internal' });
    expect(settings.telemetryHost).toBe('0.0.0.0');
    expect(problems).toHaveLength(1);
  });

  it('tells every problem at once, with the value and what is used instead', () => {
    const { settings, problems } = parseSettings({
      TRACELAKE_STREAM_NAME: 'no spaces',
      TRACELAKE_FLUSH: 'sometimes',
      TRACELAKE_OTLP_PORT: '70000',
      TRACELAKE_MEMORY_KB: '-1',
      TRACELAKE_SAMPLE_RULES: 'a:b,a=b:0',
      TRACELAKE_ATTRIBUTES: '=x',
      TRACELAKE_STREAM: 'x',
      TRACELAKE_ENABLED: 'y'.repeat(100),
    });
    expect(problems).toEqual([
      'TRACELAKE_STREAM is not known',
      'TRACELAKE_STREAM_NAME="no spaces" does not have the form of such a value; it is left out',
      `TRACELAKE_ENABLED="${'y'.repeat(60)}…" is neither true nor false; true is used`,
      'TRACELAKE_FLUSH="sometimes" is none of auto, end, next; auto is used',
      'TRACELAKE_MEMORY_KB="-1" is not a whole number from 256 to 262144; 4096 is used',
      'TRACELAKE_OTLP_PORT="70000" is not a whole number from 0 to 65535; 4318 is used',
      'TRACELAKE_SAMPLE_RULES: part 1 is not key=value:rate; it is left out',
      'TRACELAKE_SAMPLE_RULES: part 2 is not key=value:rate; it is left out',
      'TRACELAKE_ATTRIBUTES: part 1 is not key=value; it is left out',
    ]);
    expect(settings).toEqual(parseSettings({}).settings);
  });

  it.each(['false', '0', 'no', 'OFF'])('%s switches off', (value) => {
    expect(parseSettings({ TRACELAKE_ENABLED: value })).toMatchObject({ settings: { enabled: false }, problems: [] });
  });

  it.each(['true', '1', 'Yes', 'on'])('%s leaves on', (value) => {
    expect(parseSettings({ TRACELAKE_ENABLED: value })).toMatchObject({ settings: { enabled: true }, problems: [] });
  });

  it('keep the good parts of a list', () => {
    const { settings, problems } = parseSettings({
      TRACELAKE_ATTRIBUTES: 'team=orders,tier',
      TRACELAKE_SAMPLE_RULES: 'a=b,http.route=/health:9',
    });
    expect([...settings.attributes]).toEqual([['team', 'orders']]);
    expect(settings.sampleRules).toEqual([{ key: 'http.route', value: '/health', rate: 9 }]);
    expect(problems).toHaveLength(2);
  });

  it('whatever the variables hold: settings within their bounds', () => {
    const environment = fc.dictionary(
      fc.constantFrom(...Object.keys(VARIABLES).map((name) => VARIABLE_PREFIX + name)),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(environment, (variables) => {
        const { settings } = parseSettings(variables);
        expect(settings.sampleRate).toBeGreaterThanOrEqual(1);
        expect(settings.callTimeoutMs).toBeGreaterThanOrEqual(50);
        expect(['auto', 'end', 'next']).toContain(settings.flush);
        for (const rule of settings.sampleRules) expect(rule.rate).toBeGreaterThan(0);
      }),
    );
  });
});
