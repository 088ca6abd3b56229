// What is counted about, and what only where spans were sampled. The note is the server's own.

import { expect, it } from 'vitest';
import { weighingNotes } from '../../../query/src/structured/calculation-expression.ts';
import { isApproximate } from '../../src/explore/approximate.ts';

it('different values always; what is weighed where the answer says so; the least and the greatest never', () => {
  const notes = weighingNotes([{ op: 'COUNT' }], true);
  const ops = ['COUNT', 'P95', 'COUNT_DISTINCT', 'MAX'] as const;
  expect(ops.map((op) => isApproximate({ op }, []))).toEqual([false, false, true, false]);
  expect(ops.map((op) => isApproximate({ op }, notes))).toEqual([true, true, true, false]);
});
