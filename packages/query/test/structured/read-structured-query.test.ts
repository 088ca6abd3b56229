// What is refused, and how it is said.
import { TracelakeError } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { readStructuredQuery } from '../../src/structured/read-structured-query.ts';

describe('reading a structured query', () => {
  it('keeps what fits as it is', () => {
    const query = {
      calculations: [{ op: 'COUNT' }, { op: 'HEATMAP', column: 'duration_ms', scale: 'linear', buckets: 20 }],
      filters: [{ filters: [{ column: 'a', op: 'exists' }], filterCombination: 'OR' }],
      breakdowns: ['root.http.route'],
      orders: [{ op: 'COUNT', order: 'ascending' }],
      havings: [{ calculateOp: 'COUNT', op: '>', value: 3 }],
      granularity: 'auto',
    };
    expect(readStructuredQuery(query)).toEqual(query);
    expect(readStructuredQuery({})).toEqual({});
  });

  it.each<[unknown, RegExp]>([
    [[], /query must be an object/],
    [{ calculation: [] }, /calculation is not known \(did you mean calculations\?\)/],
    [{ calculations: [{ op: 'P96', column: 'x' }] }, /calculations\[0\]\.op is not known \(did you mean P9/],
    [{ calculations: [{ op: 'SUM' }] }, /calculations\[0\]\.column is missing: SUM is of a field/],
    [{ calculations: [{ op: 'COUNT', column: 'x' }] }, /does not go with COUNT/],
    [{ calculations: [{ op: 'SUM', column: 'any.x' }] }, /any span of the trace only in a filter/],
    [{ calculations: [{ op: 'COUNT' }, { op: 'COUNT' }] }, /calculations names the same thing twice: "COUNT"/],
    [{ calculations: [{ op: 'SUM', column: 'x', scale: 'log' }] }, /scale belongs to HEATMAP/],
    [{ filters: [{ column: 'x', op: 'starts_with', value: 'a' }] }, /did you mean starts-with\?/],
    [{ filters: [{ column: 'x', op: 'in', value: [] }] }, /filters\[0\]\.value must have at least one value/],
    [{ filters: [{ filters: [], filterCombination: 'OR' }] }, /filters\[0\]\.filters must have at least one filter/],
    [{ filters: [{ column: 'x', op: '=', value: null }] }, /must be text, a number, true or false/],
    [{ filters: [{ column: 'x', op: 'exists', value: 1 }] }, /does not go with exists/],
    [{ filters: [{ column: 'x\0', op: 'exists' }] }, /zero character/],
    [{ filters: [{ column: '\ud800', op: 'exists' }] }, /not valid Unicode/],
    [{ filters: [{ column: 'x', op: '>', value: Number.POSITIVE_INFINITY }] }, /must be a number/],
    [{ limit: 1001 }, /limit must be a whole number from 1 to 1000: 1001/],
    [{ granularity: 'minute' }, /must be "auto" or a number of seconds/],
    [{ orders: [{ op: 'SUM', column: 'x' }] }, /orders\[0\] names nothing that the query has: "SUM\(x\)"/],
    [{ orders: [{}] }, /needs an op/],
    [{ havings: [{ calculateOp: 'RATE', op: '>', value: 1 }] }, /havings\[0\] names nothing/],
    [
      { calculatedFields: [{ name: 'slow', expression: '1' }], filters: [{ column: 'root.slow', op: 'exists' }] },
      /filters\[0\]\.column is a calculated field, which other spans do not have: "root\.slow"/,
    ],
    [{ calculatedFields: [{ name: 'root.x', expression: '1' }] }, /must not begin with root\./],
    [{ calculatedFields: [{ name: 'Sample_Rate', expression: '1' }] }, /calculatedFields\[0\]\.name is a column/],
    [{ breakdowns: Array.from({ length: 11 }, (_, i) => `x${i}`) }, /breakdowns has 11 items; the limit is 10/],
  ])('%j', (given, message) => {
    const read = () => readStructuredQuery(given);
    expect(read).toThrow(message);
    expect(read).toThrow(TracelakeError);
  });

  it('says what is wrong with what is nested deeper than the stack', () => {
    let group: unknown = { filters: [], filterCombination: 'AND' };
    let list: unknown = [];
    for (let depth = 0; depth < 50_000; depth += 1) {
      group = { filters: [group], filterCombination: 'AND' };
      list = [list];
    }
    expect(() => readStructuredQuery({ filters: [group] })).toThrow(/is nested more than 100 groups deep: nested too/);
    expect(() => readStructuredQuery({ filters: [group] })).toThrow(/^.{0,400}$/s);
    expect(() => readStructuredQuery({ limit: list })).toThrow(
      /limit must be a whole number.*: nested too deep to show/,
    );
  });
});
