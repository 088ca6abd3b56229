// The shop's store: tables of items by key, called as DynamoDB is, with its latencies, its throttling and the client's retries.
import { type Attributes, SpanKind } from '@opentelemetry/api';
import type { Random } from './seeded-random.ts';
import { ProvisionedThroughputExceededException } from './shop-errors.ts';
import { inSpan, recordOnce, type Work } from './traced-work.ts';

export type TableName = 'products' | 'carts' | 'orders';

interface Operation {
  readonly name: 'GetItem' | 'PutItem' | 'Query';
  readonly medianMs: number;
  readonly capacity: number;
}

const GET: Operation = { name: 'GetItem', medianMs: 3.5, capacity: 0.5 };
const PUT: Operation = { name: 'PutItem', medianMs: 6, capacity: 1 };
const QUERY: Operation = { name: 'Query', medianMs: 11, capacity: 4 };

// The oldest items go first, so that a demo left running for days stays small.
const MAX_ITEMS_PER_TABLE = 2000;
const MAX_ATTEMPTS = 4;
const THROTTLE_PROBABILITY = 0.004;

export class KeyValueStore {
  readonly #tables = new Map<TableName, Map<string, unknown>>();
  readonly #random: Random;
  readonly #region: string;

  constructor(random: Random, region: string) {
    this.#random = random;
    this.#region = region;
  }

  get<T>(work: Work, table: TableName, key: string): Promise<T | undefined> {
    return this.#call(work, GET, table, () => {
      const item = this.#table(table).get(key);
      return { result: item as T | undefined, rows: item === undefined ? 0 : 1 };
    });
  }

  put(work: Work, table: TableName, key: string, item: unknown): Promise<void> {
    return this.#call(work, PUT, table, () => {
      this.seed(table, key, item);
      return { result: undefined, rows: 0 };
    });
  }

  query<T>(work: Work, table: TableName, matches: (item: T) => boolean): Promise<T[]> {
    return this.#call(work, QUERY, table, () => {
      const result = [...this.#table(table).values()].filter((item) => matches(item as T)) as T[];
      return { result, rows: result.length };
    });
  }

  /** Puts an item without a call, as what was there before the first request. */
  seed(table: TableName, key: string, item: unknown): void {
    const items = this.#table(table);
    items.delete(key);
    items.set(key, item);
    if (items.size > MAX_ITEMS_PER_TABLE) items.delete(items.keys().next().value as string);
  }

  #call<T>(work: Work, operation: Operation, table: TableName, perform: () => { result: T; rows: number }): Promise<T> {
    const details = { kind: SpanKind.CLIENT, attributes: this.#attributes(operation, table) };
    return inSpan(work, `DynamoDB.${operation.name}`, details, async ({ span, timeline, tracer }) => {
      const attempts = await this.#untilAccepted({ span, timeline, tracer }, operation);
      const { result, rows } = perform();
      span.setAttributes({
        'db.response.returned_rows': rows,
        'aws.dynamodb.consumed_capacity': operation.capacity + 0.5 * Math.floor(rows / 8),
        'aws.request_id': this.#random.hex(26).toUpperCase(),
        'retry.count': attempts - 1,
      });
      return result;
    });
  }

  /** The number of attempts it took. */
  async #untilAccepted({ span, timeline }: Work, operation: Operation): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      await timeline.spend(this.#random.logNormal(operation.medianMs, 0.45));
      // Throttling comes in bursts: who was throttled once is likely to be again.
      const throttled = this.#random.chance(attempt === 1 ? THROTTLE_PROBABILITY : 0.45);
      if (!throttled) return attempt;
      const error = new ProvisionedThroughputExceededException(`The level of configured throughput was exceeded`);
      if (attempt === MAX_ATTEMPTS) throw error;
      recordOnce(span, error, timeline);
      await timeline.spend(25 * 2 ** attempt * (0.5 + this.#random.next()));
    }
  }

  #attributes(operation: Operation, table: TableName): Attributes {
    return {
      'db.system.name': 'aws.dynamodb',
      'db.operation.name': operation.name,
      'db.collection.name': table,
      'aws.dynamodb.table_names': [table],
      'aws.dynamodb.consistent_read': operation === GET,
      'rpc.system.name': 'aws-api',
      'rpc.method': operation.name,
      'server.address': `dynamodb.${this.#region}.amazonaws.com`,
      'server.port': 443,
    };
  }

  #table(name: TableName): Map<string, unknown> {
    let items = this.#tables.get(name);
    if (items === undefined) {
      items = new Map();
      this.#tables.set(name, items);
    }
    return items;
  }
}
