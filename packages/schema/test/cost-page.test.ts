// The tables of docs/cost.md that follow from code, and that the figures in its words are theirs.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { AWS_PRICES } from '../src/aws-prices.ts';
import { placesTable, questionsTable } from '../src/cost-page.ts';
import { questionCost, spansCost } from '../src/lake-cost.ts';

const page = readFileSync(new URL('../../../docs/cost.md', import.meta.url), 'utf8');

it.each([
  ['places', placesTable()],
  ['questions', questionsTable()],
])('docs/cost.md has the table of %s (npm run generate)', (name, table) => {
  const [, after = ''] = page.split(`<!-- ${name}: guarded by packages/schema/test/cost-page.test.ts -->\n`);
  expect(after.split(`\n<!-- end of ${name} -->`)[0]).toBe(table);
});

it('names the date and the prices that it counts with', () => {
  const { date, firehosePerGb, firehoseConversionPerGb, s3PerGbMonth, lambdaArmPerGbSecond } = AWS_PRICES;
  expect(page).toContain(`us-east-1 of ${date}`);
  expect(page).toContain(`(${firehosePerGb} + ${firehoseConversionPerGb}) a GB`);
  expect(page).toContain(`${s3PerGbMonth} a GB-month`);
  expect(page).toContain(`× ${lambdaArmPerGbSecond}`);
});

it('waiting costs a rare caller more than its bytes', () => {
  const { ingestUsd, ingestRareUsd } = spansCost();
  expect(ingestRareUsd).toBeGreaterThan(2 * ingestUsd);
});

it('has Athena bill at least 10 MB, and by bytes above', () => {
  const [nothing, ten, hundred] = [0, 10e6, 100e6].map((bytes) => questionCost(bytes, 1).athenaUsd);
  expect(nothing).toBe(ten);
  expect(hundred! - ten!).toBeCloseTo(0.00045, 6);
});
