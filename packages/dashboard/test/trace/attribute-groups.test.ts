// Attributes by who sent them.
import { expect, test } from 'vitest';
import { attributeGroups } from '../../src/trace/attribute-groups.ts';

test('what Tracelake wrote stands apart from what was sent', () => {
  const groups = attributeGroups({
    attributes: { 'user.plan': 'pro', 'tracelake.unfinished_spans': 2, tracelake: 'x' },
    resourceAttributes: { 'service.version': '2' },
    scopeName: 'http',
    scopeAttributes: { kind: 'a' },
  });
  expect(groups).toEqual([
    ['Span', { 'user.plan': 'pro', tracelake: 'x' }],
    ['Resource', { 'service.version': '2' }],
    ['Scope', { 'scope.name': 'http', kind: 'a' }],
    ['Tracelake', { 'tracelake.unfinished_spans': 2 }],
  ]);
});
