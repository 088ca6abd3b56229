// Which view an address opens, as the router would say it.
import { expect, test } from 'vitest';
import { openedView } from '../../src/start/opened-view.ts';

function opened(address: string) {
  const { pathname, search } = new URL(address, 'http://lake.example');
  return openedView({ pathname, search });
}

test.each([
  ['/', 'overview', ''],
  ['/functions/shop-payment', 'function', 'shop-payment'],
  ['/functions/a%2Fb%20c', 'function', 'a/b c'],
  ['/trace/4bf92f3577b34da6a3ce929d0e0e4736', 'trace', '4bf92f3577b34da6a3ce929d0e0e4736'],
  ['/explore', 'explore', ''],
  ['/errors/0123', 'errors', '0123'],
  ['/trace/%E0', 'trace', '%E0'],
])('%s', (address, view, name) => {
  expect(opened(address)).toEqual({ view, name, search: {} });
});

test('members of the address are those that a view takes: text, and not empty; q as it stands', () => {
  expect(opened('/explore?q=a%20b&start=-4h&env=&x=%2B')?.search).toEqual({ q: 'a%20b', start: '-4h', x: '+' });
});

test.each(['/nothing', '/constructor', '/overview', '/function/shop-payment', '/functions', '/functions/', '/trace'])(
  '%s is no view',
  (address) => {
    expect(opened(address)).toBeNull();
  },
);
