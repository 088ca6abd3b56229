// What is broken of a question, and the question mended.
import { expect, it } from 'vitest';
import { ApiProblem } from '../../src/api/api-problem.ts';
import { brokenClause, isBroken } from '../../src/explore/broken-clause.ts';

const QUERY = {
  calculations: [{ op: 'COUNT' as const }, { op: 'P95' as const, column: 'durration' }],
  filters: [
    { column: 'main', op: '=' as const, value: true },
    { filters: [{ column: 'user.plam', op: 'exists' as const }], filterCombination: 'OR' as const },
  ],
  breakdowns: ['service_name'],
};
const unknown = (field: string, name: string, suggestions: readonly string[]) =>
  new ApiProblem({
    code: 'COLUMN_NOT_FOUND',
    title: '',
    detail: '',
    hint: '',
    status: 400,
    details: { field, name, suggestions },
  });

it('a condition in a group: dropped it goes with its group, renamed it stays', () => {
  const broken = brokenClause(unknown('filters[1].filters[0].column', 'user.plam', ['user.plan']), QUERY)!;
  expect(broken.name).toBe('(user.plam exists)');
  expect(isBroken(broken, 'where', { ...QUERY.filters[1] })).toBe(true);
  expect(isBroken(broken, 'where', QUERY.filters[0])).toBe(false);
  expect(broken.drop(QUERY).filters).toEqual([QUERY.filters[0]]);
  expect(broken.meant!.step(QUERY).filters?.[1]).toEqual({
    filters: [{ column: 'user.plan', op: 'exists' }],
    filterCombination: 'OR',
  });
});

it('a calculation; where nothing is alike nothing is offered', () => {
  const broken = brokenClause(unknown('calculations[1].column', 'durration', []), QUERY)!;
  expect(broken.meant).toBeNull();
  expect(broken.drop(QUERY).calculations).toEqual([{ op: 'COUNT' }]);
});

it('a problem of no clause, or of one that the question has not, breaks none', () => {
  expect(brokenClause(unknown('start', 'x', []), QUERY)).toBeNull();
  expect(brokenClause(unknown('breakdowns[3]', 'x', []), QUERY)).toBeNull();
});

it('a calculated field is named, and dropped alone', () => {
  const calculatedFields = [
    { name: 'slow', expression: 'duration_ms > 100' },
    { name: 'odd', expression: 'duration_mss' },
  ];
  const query = { ...QUERY, calculatedFields };
  const broken = brokenClause(unknown('calculatedFields[1].expression', 'duration_mss', []), query)!;
  expect([broken.clause, broken.name]).toEqual(['calculated', 'odd']);
  expect(broken.drop(query).calculatedFields).toEqual([calculatedFields[0]]);
});
