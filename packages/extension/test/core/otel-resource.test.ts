// OpenTelemetry's own variables: percent-encoded pairs, the service's name by precedence, and no fault of a pair beyond itself.
import { describe, expect, test } from 'vitest';
import { chosenFitting } from '../../src/core/chosen-parts.ts';
import { otelResource } from '../../src/core/otel-resource.ts';
import { type Environment, parseSettings } from '../../src/core/settings.ts';

describe('the resource', () => {
  test('is read from pairs that are percent-encoded; the last of a key counts', () => {
    const text =
      'team=orders, deployment.environment.name = prod ,a%2Cb=c%3Dd,city=K%C3%B6ln,url=a=b,team=carts,,empty=';
    const { serviceName, attributes, problems } = otelResource({ OTEL_RESOURCE_ATTRIBUTES: text });
    expect([...attributes]).toEqual([
      ['team', 'carts'],
      ['deployment.environment.name', 'prod'],
      ['a,b', 'c=d'],
      ['city', 'Köln'],
      ['url', 'a=b'],
      ['empty', ''],
    ]);
    expect([serviceName, problems]).toEqual([undefined, []]);
  });

  test.each<[Environment, string | undefined]>([
    [{ OTEL_SERVICE_NAME: 'a', OTEL_RESOURCE_ATTRIBUTES: 'service.name=b' }, 'a'],
    [{ OTEL_SERVICE_NAME: '', OTEL_RESOURCE_ATTRIBUTES: 'service.name=b' }, 'b'],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=' }, undefined],
    [{}, undefined],
  ])('%j names the service %s', (environment, expected) => {
    const { serviceName, attributes } = otelResource(environment);
    expect([serviceName, attributes.size]).toEqual([expected, 0]);
  });

  test('a pair that is none costs itself, and is told without what it is', () => {
    const { attributes, problems } = otelResource({ OTEL_RESOURCE_ATTRIBUTES: 'a=1,secret,=x,b=%E0%A4%A,c=2' });
    expect([...attributes.keys()]).toEqual(['a', 'c']);
    expect(problems).toEqual([2, 3, 4].map((part) => expect.stringContaining(`part ${part} is not key=value`)));
    expect(problems.join()).not.toContain('secret');
  });
});

/** An event that says nothing itself, with what variables give it. */
async function eventWith(environment: Environment) {
  const { fitting, serviceName } = await chosenFitting(parseSettings(environment).settings, environment);
  const row = { faas_name: 'f', cloud_region: 'eu-central-1' };
  fitting?.completeEvent(row);
  return { row, serviceName };
}

describe('an event', () => {
  test('has the resource’s attributes in their columns and its map, but for those that it says itself', async () => {
    const pairs = 'faas.name=g,deployment.environment=prod,http.method=GET,team=orders';
    expect(await eventWith({ OTEL_RESOURCE_ATTRIBUTES: pairs })).toEqual({
      row: {
        faas_name: 'f',
        cloud_region: 'eu-central-1',
        deployment_environment_name: 'prod',
        resource_attributes: new Map([
          ['http.request.method', 'GET'],
          ['team', 'orders'],
        ]),
        misplaced: '\nhttp.request.method\n',
      },
      serviceName: undefined,
    });
  });

  test('TRACELAKE_ATTRIBUTES count before it, the service’s name as well', async () => {
    const { row, serviceName } = await eventWith({
      TRACELAKE_ATTRIBUTES: 'team=carts,service.name=own',
      OTEL_SERVICE_NAME: 'other',
      OTEL_RESOURCE_ATTRIBUTES: 'team=orders,tier=1',
    });
    expect(serviceName).toBe('own');
    expect(row).toMatchObject({
      attributes_string: new Map([['team', 'carts']]),
      resource_attributes: new Map([['tier', '1']]),
    });
  });

  test('secrets are masked, and the lists of what is kept and dropped hold', async () => {
    const { row } = await eventWith({
      TRACELAKE_KEEP_ONLY: 'db.*,queue',
      TRACELAKE_DROP: 'db.host',
      OTEL_RESOURCE_ATTRIBUTES: 'db.password=x,db.host=y,queue=amqp://me:pw@host,team=z',
    });
    expect(row).toMatchObject({
      resource_attributes: new Map([
        ['db.password', '[masked]'],
        ['queue', 'amqp://[masked]@host'],
      ]),
    });
  });

  test('without variables nothing is loaded for it', async () => {
    expect(await chosenFitting(parseSettings({}).settings, { OTEL_SERVICE_NAME: 'a' })).toEqual({ serviceName: 'a' });
  });
});
