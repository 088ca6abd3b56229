// The texts that a page asks first: a process that has read no query yet must take them, too.
import { describe, expect, it } from 'vitest';
import { errorGroupsSql } from '../../src/errors/error-groups-sql.ts';
import { forgetParsedShapes } from '../../src/parser/bounded-simulator.ts';
import { parseTrino } from '../../src/parser/parse-trino.ts';
import { eventRowsSql } from '../../src/structured/event-rows-sql.ts';
import { readStructuredQuery } from '../../src/structured/read-structured-query.ts';
import { timeBuckets } from '../../src/structured/time-buckets.ts';

const HOUR = { startTimeUnixNano: 0n, endTimeUnixNano: 3_600_000_000_000n };
const types = new Map();
const after = { startTimeUnixNano: 5n, traceId: 'a', spanId: 'b', kind: 'SERVER' };

const QUESTIONS = {
  'no filter': {},
  'filters of text': {
    filters: [
      { column: 'service.name', op: 'starts-with', value: 'shop-' },
      { column: 'user.plan', op: 'in', value: ['pro', 'free'] },
      { column: 'error.type', op: 'does-not-contain', value: 'x' },
    ],
  },
  'related spans and a calculated field': {
    filters: [{ column: 'any.error.type', op: 'exists' }],
    calculatedFields: [{ name: 'slow', expression: 'duration_ms > 500' }],
  },
};

describe.each(Object.entries(QUESTIONS))('%s', (_, question) => {
  const query = readStructuredQuery(question);

  it('errors are read with empty tables', () => {
    forgetParsedShapes();
    const sql = errorGroupsSql(query, { types, buckets: timeBuckets(HOUR, 'auto'), limit: 100 });
    expect(parseTrino(sql).semicolon).toBeUndefined();
  });

  it('raw spans are read with empty tables', () => {
    forgetParsedShapes();
    const sql = eventRowsSql(query, {
      types,
      fields: ['name', 'root.name', 'events.exception.type'],
      limit: 100,
      after,
    });
    expect(parseTrino(sql).semicolon).toBeUndefined();
  });
});
