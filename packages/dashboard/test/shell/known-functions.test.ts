// What is said of a function where one types its name.
import { expect, it } from 'vitest';
import { functionsByName } from '../../src/shell/known-functions.ts';

const counted = (name: string, service: string | null, requests: number, errors: number) => ({
  function: name,
  service,
  requests,
  errors,
});

it('a function of two regions is one, its service is said where it has another name', () => {
  const functions = [
    counted('pay', 'payments', 30, 0),
    counted('cart', 'cart', 1, 0),
    counted('pay', 'payments', 10, 4),
  ];
  expect(functionsByName(functions)).toEqual([
    { name: 'cart', note: '1 request in a day' },
    { name: 'pay', note: 'payments · 40 requests · errors 10% in a day' },
  ]);
});
