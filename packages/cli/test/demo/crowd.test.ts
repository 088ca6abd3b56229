// The crowd's pace: as many requests as asked for, in order of time, and nothing caught up with after a pause.
import { expect, it } from 'vitest';
import { Crowd } from '../../src/demo/shop/crowd.ts';
import { population } from '../../src/demo/shop/population.ts';
import { seededRandom } from '../../src/demo/shop/seeded-random.ts';
import { nanosOfMs } from '../../src/demo/shop/timeline.ts';

const START_NANO = 1_795_402_000_000_000_000n;
const HOUR_NANO = nanosOfMs(3_600_000);

function crowdOf(requestsPerSecond: number): Crowd {
  const random = seededRandom(1);
  return new Crowd(population(random), random, requestsPerSecond, START_NANO);
}

/** Takes every turn before `endNano`; each request is answered at once. */
function dueTimes(crowd: Crowd, endNano: bigint): bigint[] {
  const times: bigint[] = [];
  while (crowd.dueNano < endNano) {
    const { dueNano } = crowd;
    const visit = crowd.take();
    const request = visit.nextRequest();
    visit.learn(request, { status: request.url === '/checkout' ? 201 : 200, body: '{"orderId":"o-1"}' });
    crowd.putBack(visit, dueNano);
    times.push(dueNano);
  }
  return times;
}

it('sends about as many requests a second as asked for, one after the other', () => {
  const times = dueTimes(crowdOf(2), START_NANO + HOUR_NANO);
  expect(times.length).toBeGreaterThan(2 * 3600 * 0.8);
  expect(times.length).toBeLessThan(2 * 3600 * 1.3);
  times.slice(1).forEach((time, index) => {
    expect(time >= times[index]).toBe(true);
  });
});

it('does not catch up with what it slept through', () => {
  const crowd = crowdOf(2);
  dueTimes(crowd, START_NANO + nanosOfMs(60_000));
  const wokenNano = START_NANO + 8n * HOUR_NANO;
  crowd.skipTo(wokenNano);
  const times = dueTimes(crowd, wokenNano + nanosOfMs(10_000));
  expect(times[0]).toBe(wokenNano);
  expect(times.length).toBeLessThan(60);
});
