// Only a query passes. Tables are gated where they are named (table.ts), functions by the function table.
import { sourceError } from '../parser/source-error.ts';
import { type QueryStatementContext, type StatementContext, StatementDefaultContext } from '../parser/trino-grammar.ts';

/** Statements that only look; still not queries. */
const READING = /^(SHOW|DESCRIBE|DESC|EXPLAIN)$/;

/** The query of a statement. Throws NOT_SUPPORTED for what only looks, PERMISSION_DENIED for what would change something. */
export function requireQuery(statement: StatementContext): QueryStatementContext {
  if (statement instanceof StatementDefaultContext) {
    const root = statement.rootQuery();
    const functions = root.withFunction();
    if (functions !== null) throw sourceError(functions, 'NOT_SUPPORTED', 'Functions inside a query are not supported');
    return root.query() as QueryStatementContext;
  }
  const keyword = statement.start?.text?.toUpperCase() ?? '';
  if (READING.test(keyword)) {
    throw sourceError(statement, 'NOT_SUPPORTED', `${keyword} is not supported: only SELECT is allowed`, {
      hint: 'POST /api/v1/sql/explain explains a query; GET /api/v1/fields lists columns.',
    });
  }
  throw sourceError(statement, 'PERMISSION_DENIED', `${keyword} is not allowed: only SELECT is allowed`);
}
