// What a function says of its own work, without what SDK and platform say of every span.
import { expect, it } from 'vitest';
import { ownAttributes } from '../../src/function/own-attributes.ts';

it('leaves out what others say', () => {
  const attributes = {
    'user.plan': 'pro',
    'faas.coldstart': true,
    'http.route': '/',
    'cart.items': 2,
    'aws.lambda.status': 'success',
  };
  expect(ownAttributes({ attributes })).toEqual(['user.plan', 'cart.items']);
});
