// Asks a Trino for every expression that has no answer yet, and writes the answers down, one JSON array a line. To have one asked
// again, delete its line. Run by scripts/record-trino.mjs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrinoEngine } from '@tracelake/engine';
import { typeText } from '@tracelake/query';
import { isTracelakeError } from '@tracelake/schema';
import { expressionsOf, GROUPS, type Group } from './expressions.ts';
import { parseRecorded, type RecordedExpression } from './recorded-expression.ts';

const AT_ONCE = 4;
const OPTIONS = { timeoutMs: 120_000, rowLimit: 2 };

async function answerOf(engine: TrinoEngine, expression: string): Promise<RecordedExpression> {
  const column = { name: 'x', type: { kind: 'unknown' } } as const;
  try {
    const query = { sql: `SELECT ${expression}`, columns: [column], engineTypes: [], files: [] };
    const result = await engine.run(query, OPTIONS);
    const rows = [];
    for await (const batch of result.batches) rows.push(...batch);
    return [expression, typeText(result.columns[0].type), rows[0][0]];
  } catch (error) {
    if (!isTracelakeError(error)) throw error;
    return [expression, `!${error.details['trinoCode'] ?? error.code}`];
  }
}

async function record(url: string, folder: string, groups: readonly string[]): Promise<void> {
  const engine = new TrinoEngine({ url, user: 'record', catalog: 'memory', schema: 'default' });
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  for (const group of groups.length === 0 ? GROUPS : (groups as Group[])) {
    const file = join(folder, 'recorded', `${group}.jsonl`);
    const known = new Map(
      existsSync(file) ? parseRecorded(readFileSync(file, 'utf8')).map((one) => [one[0], one]) : [],
    );
    const expressions = expressionsOf(group, read);
    const answers = new Array<RecordedExpression>(expressions.length);
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let i = next++; i < expressions.length; i = next++) {
        answers[i] = known.get(expressions[i]) ?? (await answerOf(engine, expressions[i]));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    writeFileSync(file, answers.map((line) => `${JSON.stringify(line)}\n`).join(''));
    console.log(`${group}: ${answers.length} expressions`);
  }
}

const [url, folder, ...groups] = process.argv.slice(2);
await record(url, folder, groups);
