// Who a function calls: by the first name that says so, whatever the address; by time.
import { expect, it } from 'vitest';
import { calledOf } from '../../src/function/function-calls.ts';

it('counts the addresses of one database together and leaves out what has no name', () => {
  const called = calledOf({
    rows: [
      [null, null, 'aws.dynamodb', 'eu.example', '4', 100, 1],
      [null, null, 'aws.dynamodb', 'us.example', '2', 100, 0],
      ['payments', null, null, 'pay.example', '3', 600, 2],
      [null, null, null, null, '9', 900, 0],
    ],
  });
  expect(called).toEqual([
    {
      name: 'payments',
      kind: 'service',
      calls: 3,
      errors: 2,
      share: 0.75,
      filter: { column: 'service.peer.name', op: '=', value: 'payments' },
    },
    {
      name: 'aws.dynamodb',
      kind: 'database',
      calls: 6,
      errors: 1,
      share: 0.25,
      filter: { column: 'db.system.name', op: '=', value: 'aws.dynamodb' },
    },
  ]);
});
