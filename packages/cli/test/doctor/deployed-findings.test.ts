// What doctor says of each link that can be wrong.
import { firehoseJsonKeys, glueColumns, LANDING_FORMAT, landingParameters, SPANS_TABLE } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { functionFindings, grantFindings, streamFindings, tableFindings } from '../../src/doctor/deployed-findings.ts';
import type { DeployedStream, DeployedTable } from '../../src/doctor/deployed-lake.ts';

const CONVERSION = {
  database: 'tracelake_production',
  table: 'spans_landing',
  caseInsensitive: false,
  columnKeys: firehoseJsonKeys(SPANS_TABLE),
};
const STREAM: DeployedStream = {
  name: 'spans',
  status: 'ACTIVE',
  conversion: CONVERSION,
  bucket: 'lake',
  prefix: 'landing/spans/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
  bufferSeconds: 300,
};
const TABLE: DeployedTable = {
  columns: glueColumns(SPANS_TABLE).map(({ Name, Type }) => ({ name: Name, type: Type })),
  location: 's3://lake/landing/spans/',
  partitionKeys: ['dt', 'hour'],
  serializationLibrary: LANDING_FORMAT.serializationLibrary,
  // Glue adds some of its own.
  parameters: { ...landingParameters('s3://lake/landing/spans/'), transient_lastDdlTime: '1' },
};
const LAYER = 'arn:aws:lambda:us-east-1:123456789012:layer:tracelake-production-extension:3';

const { duration_nano: _, ...fewerKeys } = CONVERSION.columnKeys;

describe('the stream', () => {
  it('is well as it is deployed', () => {
    expect(streamFindings(STREAM)).toEqual([expect.objectContaining({ level: 'ok', next: null })]);
  });

  it.each([
    ['CREATING', { status: 'CREATING' }, /is CREATING/],
    ['without conversion', { conversion: null }, /does not convert/],
    ['lower-casing', { conversion: { ...CONVERSION, caseInsensitive: true } }, /lower-case/],
    ['by another SerDe', { conversion: { ...CONVERSION, caseInsensitive: null } }, /lower-case/],
    ['of an older version', { conversion: { ...CONVERSION, columnKeys: fewerKeys } }, /keys of duration_nano:/],
    ['to another place', { prefix: 'logs/' }, /no query looks/],
  ])('%s', (_name, change, message) => {
    expect(streamFindings({ ...STREAM, ...change })).toEqual([
      expect.objectContaining({ level: 'fail', message: expect.stringMatching(message), next: expect.any(String) }),
    ]);
  });
});

describe('the table', () => {
  it('is well as it is deployed', () => {
    expect(tableFindings('t', TABLE, STREAM)).toEqual([expect.objectContaining({ level: 'ok' })]);
  });

  it.each([
    ['lacks a column', { columns: TABLE.columns.slice(1) }, 'warn', /lacks trace_id/],
    [
      'was changed by hand',
      { columns: TABLE.columns.map((column) => ({ ...column, type: 'string' })) },
      'fail',
      /another type for flags, .* and \d+ more/,
    ],
    [
      'lost its projection',
      { parameters: {} },
      'fail',
      /does not find or read all files: .*projection.enabled is not set/,
    ],
    ...Object.keys(TABLE.parameters)
      .filter((key) => key !== 'transient_lastDdlTime')
      .map((key) => [
        `has another ${key}`,
        { parameters: { ...TABLE.parameters, [key]: '0,11' } },
        'fail',
        new RegExp(`all files: ${key.replaceAll('.', '\\.')} is 0,11, not `),
      ]),
    ['lies elsewhere', { location: 's3://other/' }, 'fail', /location is s3:\/\/other\//],
    ['lost its hours', { partitionKeys: ['dt'] }, 'fail', /partitions is dt, not dt,hour/],
    ['is read as JSON', { serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' }, 'fail', /serde is org\.openx/],
  ] as [string, Partial<DeployedTable>, string, RegExp][])('%s', (_name, change, level, message) => {
    expect(tableFindings('t', { ...TABLE, ...change }, STREAM)).toEqual([
      expect.objectContaining({ level, message: expect.stringMatching(message) }),
    ]);
  });
});

describe('the functions', () => {
  const plain = { name: 'plain', layers: [], streamName: null };
  const sending = { name: 'sending', layers: [LAYER], streamName: 'spans' };

  it('tells who sends, who cannot, and who sends elsewhere', () => {
    const silent = { name: 'silent', layers: [LAYER], streamName: null };
    const elsewhere = { name: 'elsewhere', layers: [LAYER], streamName: 'other' };
    const findings = functionFindings([plain, sending, silent, elsewhere], 'spans');
    expect(findings.map(({ level, message }) => [level, message.split(':')[0]])).toEqual([
      ['ok', '1 function sends to spans'],
      ['fail', 'silent'],
      ['warn', 'elsewhere'],
    ]);
  });

  it('tells where nobody has the layer', () => {
    expect(functionFindings([plain], 'spans')).toEqual([expect.objectContaining({ level: 'warn' })]);
  });
});

describe("Lake Formation's grants", () => {
  const told = (isRegistered: boolean, defaultPrincipals: readonly string[] | null) =>
    grantFindings('t', CONVERSION, { isRegistered, defaultPrincipals });

  it('are nothing to speak of where IAM alone decides, or nothing is said', () => {
    expect([told(false, ['IAM_ALLOWED_PRINCIPALS']), told(false, null)]).toEqual([[], []]);
  });

  it.each([
    [true, ['IAM_ALLOWED_PRINCIPALS'], /registered/],
    [true, null, /registered/],
    [false, [], /not left to IAM/],
    [false, ['arn:aws:iam::123456789012:role/admin'], /not left to IAM/],
  ] as const)('are needed: registered %s, by default %j', (isRegistered, defaultPrincipals, why) => {
    const [finding, ...more] = told(isRegistered, defaultPrincipals);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ level: 'warn', message: expect.stringMatching(why) });
    expect(finding!.next).toContain('Select and Describe on spans_landing');
  });
});
