// Every form of a hostile text, as large as the limits let it be and broken at its end: what the parser's runtime does for it is counted
// from outside, so that work that no limit sees is found.
import { isTracelakeError } from '@tracelake/schema';
import { ATNConfigSet, CommonTokenStream, SingletonPredictionContext } from 'antlr4ng';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planQuery } from '../src/plan/plan-query.ts';
import { TEXT_FAMILIES } from './hostile-texts.ts';

const REQUEST = { startTimeUnixNano: 0n, endTimeUnixNano: 10n ** 18n, duplicates: 'exact' } as const;
/** Half a second of CPU each, alone; chains are two fifths of what the limits let through, so that the sweep stays short. */
const MAX_STACKS = 600_000;
const MAX_CONFIGURATIONS = 600_000;
const MAX_LOOKS = 25_000_000;
const MAX_BYTES = 262_144;
const TIMEOUT_MS = 300_000;

const work = { stacks: 0, configurations: 0, looks: 0 };
const { create } = SingletonPredictionContext;
const { add } = ATNConfigSet.prototype;
const { LA } = CommonTokenStream.prototype;

beforeAll(() => {
  SingletonPredictionContext.create = (...parts) => {
    work.stacks++;
    return create(...parts);
  };
  ATNConfigSet.prototype.add = function (...parts) {
    work.configurations++;
    return add.apply(this, parts);
  };
  CommonTokenStream.prototype.LA = function (...parts) {
    work.looks++;
    return LA.apply(this, parts);
  };
});
afterAll(() => {
  SingletonPredictionContext.create = create;
  ATNConfigSet.prototype.add = add;
  CommonTokenStream.prototype.LA = LA;
});
beforeEach(() => Object.assign(work, { stacks: 0, configurations: 0, looks: 0 }));

/** Its code, `planned`, or what it should never be: an error without one. */
function outcome(sql: string): string {
  try {
    planQuery({ ...REQUEST, sql }, { files: [], documents: [] });
    return 'planned';
  } catch (error) {
    return isTracelakeError(error) ? error.code : String(error);
  }
}

/** Of the sizes of a family, the largest that is a text at all. */
function largest(text: (size: number) => string, sizes: readonly number[]): string {
  return sizes.map(text).find((sql) => sql.length <= MAX_BYTES) ?? text(1);
}

function sizesOf(name: string): readonly number[] {
  if (name.startsWith('long')) return [200_000, 30_000];
  if (name.startsWith('chain')) return [4000, 1900, 900];
  return [60];
}

describe('work for hostile texts', () => {
  const texts = TEXT_FAMILIES.filter(({ name }) => /^(?!nested(:| 8)).*broken at the end$/.test(name));
  test.each(texts)('$name', { timeout: TIMEOUT_MS }, ({ name, text }) => {
    expect(outcome(largest(text, sizesOf(name)))).toMatch(/^(planned|[A-Za-z_]+)$/);
    expect(work.stacks).toBeLessThan(MAX_STACKS);
    expect(work.configurations).toBeLessThan(MAX_CONFIGURATIONS);
    expect(work.looks).toBeLessThan(MAX_LOOKS);
  });
});
