// Letters before the field is there: kept in order, taken from the page, and only until then.
import { expect, test } from 'vitest';
import { earlyLetters } from '../../src/keys/early-letters.ts';

test('letters are kept until the field takes them itself', () => {
  const target = new EventTarget();
  const early = earlyLetters(target as unknown as Window);
  early.start();
  expect(press(target, 'g')).toBe(true);
  expect(press(target, ' ')).toBe(true);
  expect(press(target, 'ArrowDown')).toBe(false);
  expect(press(target, 'k', { ctrlKey: true })).toBe(false);
  expect(press(target, 'ö')).toBe(true);
  expect(early.stop()).toEqual({ typed: 'g ö', isEntered: false });
  expect(press(target, 'x')).toBe(false);
  early.start();
  expect(press(target, 'x')).toBe(true);
  expect(press(target, 'Enter')).toBe(true);
  expect(early.stop()).toEqual({ typed: 'x', isEntered: true });
  expect(early.stop()).toEqual({ typed: '', isEntered: false });
  early.start();
  expect(early.stop()).toEqual({ typed: '', isEntered: false });
});

/** Whether it was taken from the page. */
function press(target: EventTarget, key: string, more: object = {}): boolean {
  const event = Object.assign(new Event('keydown', { cancelable: true }), { key, ...more });
  target.dispatchEvent(event);
  return event.defaultPrevented;
}
