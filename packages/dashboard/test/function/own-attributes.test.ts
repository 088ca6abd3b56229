// What a function says of its own work, without what SDK and platform say of every span.
import { expect, it } from 'vitest';
import { ownAttributes, tellingAttributes } from '../../src/function/own-attributes.ts';

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

it('tells invocations apart by words: what the function is named after first, no ids', () => {
  const attributes = {
    'feature_flag.coupons': true,
    'user.plan': 'free',
    'order.id': 'o-1',
    'payment.amount': 12,
    'payment.provider': 'ottercard',
    'payment.status': 'authorized',
  };
  expect(tellingAttributes({ attributes }, 'shop-payment')).toEqual([
    'payment.provider',
    'user.plan',
    'payment.status',
  ]);
  expect(tellingAttributes({ attributes }, 'checkout')[0]).toBe('user.plan');
});
