// The rows of an execution that has succeeded: a page is fetched while the one before it is read.
import { athenaForm, type ResultColumn } from '@tracelake/query';
import { TracelakeError } from '@tracelake/schema';
import type { ResultValue } from '../query-engine.ts';
import type { AthenaApi } from './athena-api.ts';
import type { AthenaPage } from './athena-execution.ts';
import { answeredColumn, athenaValueConverter } from './athena-values.ts';

export interface AthenaResultSource {
  readonly api: AthenaApi;
  readonly id: string;
  readonly columns: readonly ResultColumn[];
  readonly rowLimit: number;
  readonly signal: AbortSignal;
}

export class AthenaResult {
  readonly columns: readonly ResultColumn[];
  rows = 0;
  truncated = false;
  readonly #source: AthenaResultSource;
  readonly #first: AthenaPage;
  readonly #toRow: (row: readonly (string | null)[]) => ResultValue[];

  private constructor(source: AthenaResultSource, first: AthenaPage) {
    const expected = source.columns;
    if (first.columns.length !== expected.length) {
      const message = `Athena answers with ${first.columns.length} columns, not ${expected.length}`;
      throw new TracelakeError('engine_failed', message, { details: { engine: 'athena', executionId: source.id } });
    }
    this.#source = source;
    this.#first = first;
    this.columns = expected.map((column, i) => answeredColumn(column, first.columns[i]));
    const converters = this.columns.map(({ type }, i) => athenaValueConverter(type, athenaForm(expected[i].type)));
    this.#toRow = (row) => converters.map((convert, i) => convert(row[i] ?? null));
  }

  static async open(source: AthenaResultSource): Promise<AthenaResult> {
    return new AthenaResult(source, await source.api.page(source.id, undefined, source.signal));
  }

  async *batches(): AsyncGenerator<ResultValue[][]> {
    const { api, id, rowLimit, signal } = this.#source;
    for (let page: AthenaPage | undefined = this.#first; page !== undefined; ) {
      signal.throwIfAborted();
      const room = rowLimit - this.rows;
      const isLast: boolean = page.rows.length > room || page.nextToken === undefined;
      const next: Promise<AthenaPage> | undefined = isLast ? undefined : api.page(id, page.nextToken, signal);
      // It is awaited below; a reader who leaves before that must not leave a rejection behind.
      next?.catch(() => undefined);
      const batch = page.rows.slice(0, room).map(this.#toRow);
      this.rows += batch.length;
      this.truncated = page.rows.length > room;
      if (batch.length > 0) yield batch;
      page = await next;
    }
  }
}
