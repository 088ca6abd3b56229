// One query inside the child: lock the sandbox, check the statement and its types, then stream batches as the parent asks for them.
import { statSync } from 'node:fs';
import { type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api';
import { sameDuckdbType, typeText } from '@tracelake/query';
import { TracelakeError } from '@tracelake/schema';
import type { ResultValue } from '../query-engine.ts';
import { bytesRead } from './bytes-read.ts';
import { type ChildStats, INITIAL_BATCHES, type RunMessage } from './child-protocol.ts';
import { messageParts } from './message-parts.ts';
import type { QuerySandbox } from './query-sandbox.ts';
import { rowReader } from './result-rows.ts';
import { checkStatement } from './statement-check.ts';

export class SandboxedQuery {
  private readonly sandbox: QuerySandbox;
  private readonly message: RunMessage;
  private readonly send: (rows: ResultValue[][]) => void;
  private credit = INITIAL_BATCHES;
  private isCanceled = false;
  private wake: (() => void) | undefined;

  constructor(sandbox: QuerySandbox, message: RunMessage, send: (rows: ResultValue[][]) => void) {
    this.sandbox = sandbox;
    this.message = message;
    this.send = send;
  }

  pull(): void {
    this.credit++;
    this.wake?.();
  }

  cancel(): void {
    this.isCanceled = true;
    this.sandbox.connection.interrupt();
    this.wake?.();
  }

  async run(): Promise<ChildStats> {
    const before = bytesRead();
    const { sql, files, proxy } = this.message;
    await this.sandbox.lockFor(sql, files, proxy);
    const statement = await this.prepare();
    const { rows, truncated } = await this.stream(statement);
    // Without a counter of the system: the files' sizes, which is too much.
    const after = bytesRead();
    const bytesScanned = before === undefined || after === undefined ? sizeOf(files) : after - before;
    return { rows, bytesScanned, truncated };
  }

  private async prepare(): Promise<DuckDBPreparedStatement> {
    const { connection } = this.sandbox;
    await checkStatement(connection, this.message.sql);
    const statement = await connection.prepare(this.message.sql);
    if (statement.statementType !== StatementType.SELECT) {
      throw new TracelakeError('NOT_SUPPORTED', 'Only SELECT statements can run');
    }
    this.checkTypes(statement);
    // An interrupt before the run is lost.
    if (this.isCanceled) throw new TracelakeError('query_canceled', 'The query was canceled');
    return statement;
  }

  private checkTypes(statement: DuckDBPreparedStatement): void {
    const { engineTypes, columns } = this.message;
    if (engineTypes.length === 0) return;
    const actual = Array.from({ length: statement.columnCount }, (_, i) => String(statement.columnType(i)));
    const wrong = engineTypes.findIndex((type, i) => actual[i] === undefined || !sameDuckdbType(type, actual[i]));
    if (wrong < 0 && actual.length === engineTypes.length) return;
    const column = columns[wrong];
    const what = column === undefined ? 'The result' : `Column ${wrong + 1}, '${column.name}',`;
    throw new TracelakeError('NOT_SUPPORTED', `${what} has another type in the local engine than in Trino`, {
      details: { resultColumn: wrong, column: column?.name, expected: engineTypes[wrong], actual: actual[wrong] },
      hint: column && `Cast what makes it: CAST(… AS ${typeText(column.type)}).`,
    });
  }

  private async stream(statement: DuckDBPreparedStatement): Promise<{ rows: number; truncated: boolean }> {
    const { columns, rowLimit } = this.message;
    await this.sandbox.connection.run('BEGIN TRANSACTION');
    const result = await statement.stream();
    const read = rowReader(columns);
    let rows = 0;
    for (;;) {
      const chunk = await result.fetchChunk();
      // An interrupted stream just ends.
      if (this.isCanceled) throw new TracelakeError('query_canceled', 'The query was canceled');
      if (chunk === null || chunk.rowCount === 0) {
        await this.checkEnd(statement);
        return { rows, truncated: false };
      }
      const room = rowLimit - rows;
      if (room <= 0) return { rows, truncated: true };
      const batch = read(chunk, Math.min(room, chunk.rowCount));
      rows += batch.length;
      for (const part of messageParts(batch)) {
        await this.waitForCredit();
        this.send(part);
      }
      if (batch.length < chunk.rowCount) return { rows, truncated: true };
    }
  }

  /**
   * A stream that fails behind its first rows just ends, too, and its client does not say why: only its transaction knows. Run whole, the
   * statement fails with its own words.
   */
  private async checkEnd(statement: DuckDBPreparedStatement): Promise<void> {
    const { connection } = this.sandbox;
    try {
      await connection.run('SELECT 1');
      return;
    } catch {
      await connection.run('ROLLBACK');
    }
    await statement.run();
    throw new TracelakeError('engine_failed', 'The query failed behind its first rows, and not when it was run again');
  }

  private async waitForCredit(): Promise<void> {
    while (this.credit === 0) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      if (this.isCanceled) throw new TracelakeError('query_canceled', 'The query was canceled');
    }
    this.credit--;
  }
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}
