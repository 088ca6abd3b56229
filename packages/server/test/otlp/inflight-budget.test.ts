// Who gives way where the memory for bodies is used up.
import { isTracelakeError } from '@tracelake/schema';
import { expect, it } from 'vitest';
import { InflightBudget, type InflightShare } from '../../src/otlp/inflight-budget.ts';

const KB = 1024;

function budgetOf(limitBytes: number) {
  const clock = { nowMs: 0 };
  const budget = new InflightBudget(limitBytes, () => clock.nowMs);
  const gone: string[] = [];
  const receive = (name: string): InflightShare => {
    const share = budget.share();
    share.whileReceived(() => gone.push(name));
    return share;
  };
  return { clock, budget, gone, receive };
}

function codeOf(work: () => void): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return isTracelakeError(error) ? error.code : String(error);
  }
}

it('gives the place of the largest that came to a stand to who comes', () => {
  const { clock, budget, gone, receive } = budgetOf(1_000 * KB);
  receive('small').grow(300 * KB);
  receive('large').grow(600 * KB);
  const next = receive('next');
  expect(codeOf(() => next.grow(200 * KB))).toBe('too_busy');
  clock.nowMs = 3_000;
  expect(codeOf(() => next.grow(200 * KB))).toBe('none');
  expect([gone, budget.usedBytes]).toEqual([['large'], 500 * KB]);
});

it('takes nothing from those that are quick, nor from what is whole', () => {
  const { clock, gone, receive } = budgetOf(1_000 * KB);
  const whole = receive('whole');
  whole.grow(100 * KB);
  whole.whole();
  const quick = receive('quick');
  for (let part = 0; part < 9; part++, clock.nowMs += 200) quick.grow(100 * KB);
  expect(codeOf(() => receive('next').grow(KB))).toBe('too_busy');
  expect(gone).toEqual([]);
});

it('knows a sender of a byte now and then for slow', () => {
  const { clock, gone, receive } = budgetOf(1_000 * KB);
  const trickle = receive('trickle');
  trickle.grow(900 * KB);
  for (let byte = 0; byte < 50; byte++, clock.nowMs += 90) trickle.grow(1);
  expect(codeOf(() => receive('next').grow(200 * KB))).toBe('none');
  expect(gone).toEqual(['trickle']);
});

it('knows a quick sender for stopped once nothing has come for two seconds, however much came before', () => {
  const { clock, gone, receive } = budgetOf(100_000 * KB);
  const [one, other] = [receive('one'), receive('other')];
  for (let part = 0; part < 9; part++, clock.nowMs += 100) {
    one.grow(5_000 * KB);
    other.grow(5_000 * KB);
  }
  clock.nowMs += 1_800;
  expect(codeOf(() => receive('next').grow(20_000 * KB))).toBe('too_busy');
  clock.nowMs += 200;
  expect(codeOf(() => receive('next').grow(20_000 * KB))).toBe('none');
  expect(gone).toEqual(['one']);
});
