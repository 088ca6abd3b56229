// What the user gives to every row of a function never replaces what a row says itself.
import { expect, test } from 'vitest';
import type { WideRow } from '../../src/index.ts';
import { StaticAttributes } from '../../src/lambda/static-attributes.ts';
import { RowKeys } from '../../src/rows/row-keys.ts';
import { assembler, done, START_MS, span, start } from './platform-script.ts';

function withAttributes(attributes: Readonly<Record<string, string>>, row: WideRow): WideRow {
  new StaticAttributes(new Map(Object.entries(attributes)), new RowKeys(undefined)).addTo(row);
  return row;
}

test('to their columns where they fit, under older names too, else to the map', () => {
  expect(withAttributes({ team: 'orders', 'deployment.environment': 'prod', 'server.port': '80' }, {})).toEqual({
    attributes_string: new Map([['team', 'orders']]),
    deployment_environment_name: 'prod',
    server_port: 80,
  });
  expect(withAttributes({ 'server.port': 'none' }, { misplaced: '\nkind\n' })).toEqual({
    attributes_string: new Map([['server.port', 'none']]),
    misplaced: '\nkind\nserver.port\n',
  });
});

test('what the row says itself stays, in whichever place', () => {
  const said: WideRow = {
    deployment_environment_name: 'test',
    attributes_number: new Map([['tier', 2]]),
    resource_attributes: new Map([['team', 'carts']]),
    attributes_string: new Map([['server.port', 'odd']]),
    misplaced: '\nserver.port\n',
  };
  const before = structuredClone(said);
  const given = { team: 'orders', tier: '1', 'deployment.environment.name': 'prod', 'server.port': '80' };
  expect(withAttributes(given, said)).toEqual(before);
});

test('every row of an invocation has them: its event, its entry span, all other spans', () => {
  const one = assembler({ attributes: new Map([['team', 'orders']]) });
  one.telemetry([start('r1', START_MS)]);
  const entry = span({ kind: 'SERVER' });
  one.spans([entry, span({ span_id: 'ab'.repeat(8), parent_span_id: entry.span_id })]);
  one.telemetry([done('r1', START_MS, 10)]);
  const rows = one.take();
  expect(rows).toHaveLength(3);
  for (const row of rows) expect(row.attributes_string?.get('team')).toBe('orders');
});
