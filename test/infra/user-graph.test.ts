// `tracelake/sst` in somebody's own app: which functions get what, whose words win, and who is left alone.
import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { type GraphResource, type ResourceGraph, resourceGraph } from './resource-graph.ts';

const LAYER = 'arn:aws:lambda:us-east-1:123456789012:layer:tracelake-production-extension:1';
const STREAM_ARN = 'arn:aws:firehose:us-east-1:123456789012:deliverystream/tracelake-production-spans';
const OTHER_LAYERS = [1, 2, 3, 4, 5].map((n) => `arn:aws:lambda:us-east-1:1:layer:other:${n}`);

describe.skipIf(!inject('hasSst'))('new Tracelake(…)', () => {
  let graph: ResourceGraph;
  let warned: readonly string[];
  let refusal: (args: sst.aws.FunctionArgs) => string | null;

  beforeAll(async () => {
    const program = async () => {
      const { Tracelake } = await import('../../packages/cli/src/sst/tracelake.ts');
      const handler = 'index.handler';
      new sst.aws.Function('Before', { handler });
      const observability = new Tracelake('Observability', {
        instrumentAll: true,
        exclude: [/^Quiet/],
        environment: { TRACELAKE_SAMPLE_RATE: '10', OTEL_SERVICE_NAME: 'shop' },
      });
      refusal = (args) => observability.refusal(args, 'Any');
      new sst.aws.Function('Plain', { handler });
      new sst.aws.Function('Rich', {
        handler,
        architecture: 'arm64',
        layers: [OTHER_LAYERS[0]],
        environment: { TABLE: 'orders', TRACELAKE_SAMPLE_RATE: '1' },
        permissions: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::theirs/*'] }],
      });
      new sst.aws.Function('Full', { handler, layers: OTHER_LAYERS });
      new sst.aws.Function('OwnRole', { handler, role: 'arn:aws:iam::123456789012:role/theirs' });
      const vpc = { privateSubnets: ['subnet-1'], securityGroups: ['sg-1'] };
      for (const name of ['Inside', 'AlsoInside']) new sst.aws.Function(name, { handler, vpc });
      new sst.aws.Function('QuietOne', { handler });
      new sst.aws.Function('Ruby', { handler, runtime: 'provided.al2023' as 'nodejs22.x' });
      new sst.aws.CronV2('Nightly', { schedule: 'rate(1 day)', function: { handler } });
      new sst.aws.Function('Linked', { handler, link: [observability] });
      return {};
    };
    // Without an engine Pulumi's warnings are the console's.
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    graph = await resourceGraph({ appName: 'shop', program });
    warned = warn.mock.calls.map(([text]) => String(text));
    warn.mockRestore();
  });

  const fn = (name: string): GraphResource['inputs'] =>
    graph.resources.find(
      ({ type, name: given }) => type === 'aws:lambda/function:Function' && given === `${name}Function`,
    )!.inputs;
  const variables = (name: string): Record<string, string> => fn(name).environment.variables;
  const policy = (name: string): string =>
    graph.resources.find(({ name: given }) => given === `${name}Role`)!.inputs.inlinePolicies[0]?.policy ?? '';

  it('leaves alone in sst dev what runs on this machine, and nothing else', () => {
    Object.assign(globalThis, { $dev: true });
    expect(refusal({ handler: 'index.handler' })).toMatch(/runs on this machine/);
    expect(refusal({ handler: 'index.handler', dev: false })).toBeNull();
    Object.assign(globalThis, { $dev: false });
  });

  it('gives a function layer, stream, version of the table and the one right it needs', () => {
    expect(fn('Plain').layers).toEqual([LAYER]);
    expect(variables('Plain')).toMatchObject({
      TRACELAKE_STREAM_NAME: 'tracelake-production-spans',
      TRACELAKE_SCHEMA_VERSION: '0.1.0',
      TRACELAKE_SAMPLE_RATE: '10',
      OTEL_SERVICE_NAME: 'shop',
    });
    expect(JSON.parse(policy('Plain')).Statement).toEqual([
      { Effect: 'Allow', Action: ['firehose:PutRecordBatch'], Resource: [STREAM_ARN] },
    ]);
  });

  it("keeps what the function has, and lets the function's own words win", () => {
    expect(fn('Rich').layers).toEqual([OTHER_LAYERS[0], LAYER]);
    expect(variables('Rich')).toMatchObject({ TABLE: 'orders', TRACELAKE_SAMPLE_RATE: '1', OTEL_SERVICE_NAME: 'shop' });
    expect(policy('Rich')).toContain('s3:GetObject');
    expect(policy('Rich')).toContain(STREAM_ARN);
  });

  it('reaches functions inside other components', () => {
    const [nested] = graph.resources.filter(
      ({ type, name }) => type === 'aws:lambda/function:Function' && name.startsWith('Nightly'),
    );
    expect(nested!.inputs.layers).toEqual([LAYER]);
  });

  it('adds no sixth layer, which Lambda would refuse', () => {
    expect(fn('Full').layers).toEqual(OTHER_LAYERS);
  });

  it('warns of a role that must be allowed to send, of a VPC that may have no way out, and of too many layers', () => {
    expect(fn('OwnRole').layers).toEqual([LAYER]);
    expect(fn('OwnRole').role).toBe('arn:aws:iam::123456789012:role/theirs');
    const ours = warned.filter((text) => text.includes('Tracelake'));
    expect(ours).toEqual([
      expect.stringMatching(/OwnRole has a role of its own.*firehose:PutRecordBatch/),
      expect.stringMatching(/: Inside is in a VPC.*endpoint for kinesis-firehose/),
      expect.stringMatching(/layers/),
    ]);
  });

  it.each(['Before', 'QuietOne', 'Ruby'])('leaves %s alone', (name) => {
    expect(fn(name).layers ?? []).toEqual([]);
    expect(variables(name)).not.toHaveProperty('TRACELAKE_STREAM_NAME');
    expect(policy(name)).not.toContain('firehose');
  });

  it('can be linked', () => {
    expect(policy('Linked')).toContain(STREAM_ARN);
  });

  it('makes no resource that AWS sees', () => {
    const ours = graph.resources.filter(({ name }) => name.startsWith('Observability')).map(({ type }) => type);
    expect(ours).toContain('tracelake:sst:Tracelake');
    expect(ours.filter((type) => type.startsWith('aws:'))).toEqual([]);
  });
});
