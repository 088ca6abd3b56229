// The crowd: visits that begin at random moments, each sending its next request when its user has thought enough.
// It knows whose turn is next and when; whether that moment is lived or told is its caller's business.
import type { User } from './population.ts';
import type { Random } from './seeded-random.ts';
import { nanosOfMs } from './timeline.ts';
import { Visit } from './visit.ts';

interface Turn {
  readonly dueNano: bigint;
  readonly visit: Visit;
}

const MEAN_REQUESTS_PER_VISIT = 5.2;
const MAX_WAITING_VISITS = 500;

export class Crowd {
  readonly #users: readonly User[];
  readonly #random: Random;
  readonly #meanArrivalMs: number;
  readonly #turns: Turn[] = [];
  #nextArrivalNano: bigint;

  constructor(users: readonly User[], random: Random, requestsPerSecond: number, startNano: bigint) {
    this.#users = users;
    this.#random = random;
    this.#meanArrivalMs = (1000 * MEAN_REQUESTS_PER_VISIT) / requestsPerSecond;
    this.#nextArrivalNano = startNano;
  }

  /** When the next request is due. */
  get dueNano(): bigint {
    const turn = this.#turns[0];
    return turn !== undefined && turn.dueNano < this.#nextArrivalNano ? turn.dueNano : this.#nextArrivalNano;
  }

  /** The visit whose turn it is; give it back with `putBack` once its request is answered. */
  take(): Visit {
    const turn = this.#turns[0];
    if (turn !== undefined && turn.dueNano < this.#nextArrivalNano) {
      this.#turns.shift();
      return turn.visit;
    }
    this.#nextArrivalNano += nanosOfMs(this.#random.exponential(this.#meanArrivalMs));
    return new Visit(this.#random.pick(this.#users), this.#random);
  }

  putBack(visit: Visit, nowNano: bigint): void {
    if (visit.over || this.#turns.length >= MAX_WAITING_VISITS) return;
    const dueNano = nowNano + nanosOfMs(visit.thinkingMs());
    const place = this.#turns.findIndex((turn) => turn.dueNano > dueNano);
    this.#turns.splice(place === -1 ? this.#turns.length : place, 0, { dueNano, visit });
  }

  /** After a pause (a laptop that slept): nothing is caught up with. */
  skipTo(nowNano: bigint): void {
    this.#turns.length = 0;
    this.#nextArrivalNano = nowNano;
  }
}
