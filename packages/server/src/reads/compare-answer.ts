// A comparison from data to answer: which fields, how many spans on each side, how much to sample, one scan, the ranking.
import {
  type ComparedField,
  type CompareQuery,
  comparable,
  comparedFields,
  compareProbes,
  compareSample,
  compareSides,
  compareSql,
  type FieldTypes,
  type FilterNode,
  fieldNames,
  type KnownField,
  type OperationCount,
  operationsSql,
  rankFields,
  refuseEmptyTextBox,
  sameOperations,
  selectionFields,
  sharedOperations,
  slowestSql,
  totalOf,
} from '@tracelake/query';
import type { ResultStats } from '../results/query-result.ts';
import type { TimeRange } from '../time-range.ts';
import { type AnswerRows, answerRun, totalStats } from './answer-rows.ts';
import { namingFields } from './field-errors.ts';
import type { LakeReads, SqlQuery, SqlRunOptions } from './lake-reads.ts';
import { hasSampledSpans, typesOfFields } from './query-fields.ts';

export interface ComparedSide {
  readonly spans: number;
  /** Spans looked at, about: files and traces are taken by hash. */
  readonly sampledSpans: number;
}

export interface CompareAnswer {
  readonly selected: ComparedSide;
  readonly baseline: ComparedSide;
  readonly fields: readonly ComparedField[];
  readonly sql: string;
  readonly stats: ResultStats;
}

type Run = (sql: string, fileShare?: number) => Promise<AnswerRows>;

/** Throws TracelakeError: `invalid_request`, and what the gate says of names, by the query's field. */
export function answerComparison(
  reads: LakeReads,
  query: CompareQuery,
  parts: Omit<SqlQuery, 'sql'>,
  options: Omit<SqlRunOptions, 'rowLimit'>,
): Promise<CompareAnswer> {
  return namingFields(reads, parts, compareProbes(query), () => comparison(reads, query, parts, options));
}

async function comparison(
  reads: LakeReads,
  query: CompareQuery,
  parts: Omit<SqlQuery, 'sql'>,
  options: Omit<SqlRunOptions, 'rowLimit'>,
): Promise<CompareAnswer> {
  const { names, leftOut, caseTwins } = comparedFields(query, await knownFields(reads, parts.range));
  const named = fieldNames({ filters: namedFilters(query) });
  const types = await typesOfFields(reads, [...new Set([...names, ...named])], [], parts);
  const texts: AnswerRows[] = [];
  const runNext = answerRun(reads, parts, options);
  const run: Run = async (sql, fileShare) => {
    const answer = await runNext(sql, fileShare);
    texts.push(answer);
    return answer;
  };
  const slowest = slowestSql(query, types);
  const slowestMs = slowest === undefined ? undefined : Number((await run(slowest)).rows[0][0]);
  const { sides, operations, notes } = await comparedSpans(compareSides(query, types, slowestMs), run);
  const [selected, baseline] = [totalOf(operations, 'selected'), totalOf(operations, 'baseline')];
  refuseEmptyBoxes(query, selected, baseline, types);
  const sample = compareSample(selected, baseline);
  const fields = comparable(query, names, types);
  const sampled = await hasSampledSpans(reads, parts.range);
  const sql = compareSql({ sides, fields, types, sample, sampled });
  const counted = await run(sql, sample.fileShare);
  const ranked = rankFields(counted.rows, fields, selectionFields(query), sample);
  const sampledOf = (spans: number, rate: number): ComparedSide => {
    return { spans, sampledSpans: Math.round(spans * rate * sample.fileShare) };
  };
  const allNotes = [
    ...notes,
    ...emptyNotes(selected, baseline),
    ...(sampled ? [WEIGHING_NOTE] : []),
    ...(caseTwins.length > 0 ? [caseTwinsNote(caseTwins)] : []),
    ...(leftOut > 0 ? [`${leftOut} rare fields were left out; name them in "fields" to compare them.`] : []),
  ];
  return {
    selected: sampledOf(selected, sample.selectedRate),
    baseline: sampledOf(baseline, sample.baselineRate),
    fields: ranked,
    sql,
    stats: totalStats(
      texts.map(({ stats }) => stats),
      ranked.length,
      allNotes,
    ),
  };
}

const WEIGHING_NOTE =
  "Values weigh each span by its sample_rate: a span that was kept for ten counts as ten. Each side's spans and sampledSpans are counted as stored.";

function caseTwinsNote(keys: readonly string[]): string {
  const shown = keys.slice(0, 5).join(', ');
  return `Left out, as they differ from fields that are compared in nothing but case: ${shown}${keys.length > 5 ? ' …' : ''}.`;
}

function emptyNotes(selected: number, baseline: number): string[] {
  return [
    ...(selected === 0 ? ['No span is selected: there is nothing to compare.'] : []),
    ...(baseline === 0 ? ['No span is in the baseline: there is nothing to compare with.'] : []),
  ];
}

function refuseEmptyBoxes(query: CompareQuery, selected: number, baseline: number, types: FieldTypes): void {
  if (selected === 0) refuseEmptyTextBox(query.selection, 'selection', types);
  if (baseline === 0 && typeof query.baseline === 'object') refuseEmptyTextBox(query.baseline, 'baseline', types);
}

/** Every field that a side is made of, as filters. */
function namedFilters({ filters = [], selection, baseline }: CompareQuery): FilterNode[] {
  const selections = [selection, ...(typeof baseline === 'object' ? [baseline] : [])];
  const boxes = selections.flatMap(({ box }) =>
    box === undefined ? [] : [{ column: box.column, op: 'exists' } as const],
  );
  return [...filters, ...selections.flatMap((each) => each.filters ?? []), ...boxes];
}

interface ComparedSpans {
  readonly sides: ReturnType<typeof compareSides>;
  readonly operations: readonly OperationCount[];
  readonly notes: readonly string[];
}

/** The rest of the same operations, where there is one; else of all. */
async function comparedSpans(sides: ComparedSpans['sides'], run: Run): Promise<ComparedSpans> {
  const { rows } = await run(operationsSql(sides));
  const all = rows.map(([service, name, selected, baseline, both]) => ({
    service: service as string | null,
    name: name as string | null,
    selected: Number(selected),
    baseline: Number(baseline),
    both: Number(both),
  }));
  const both = totalOf(all, 'both');
  if (both > 0) {
    const notes = [`${both} spans are in both: they count as selected and are left out of the baseline.`];
    return { sides, operations: all, notes };
  }
  if (!sides.isRestOfOperations) return { sides, operations: all, notes: [] };
  const shared = sharedOperations(all);
  const selected = totalOf(all, 'selected');
  if (shared.length === 0) {
    const notes = ['Every span of these operations is selected: the baseline is the rest of all spans.'];
    return { sides: { ...sides, isRestOfOperations: false }, operations: all, notes: selected === 0 ? [] : notes };
  }
  const alone = selected - totalOf(shared, 'selected');
  const notes = [
    'The baseline is the rest of the same operations (service and name), mixed as in the selection; "rest-of-all" takes all spans.',
    ...(alone > 0 ? [`${alone} selected spans are left out: nothing else is there of their operations.`] : []),
  ];
  return { sides: sameOperations(sides, shared), operations: shared, notes };
}

function knownFields(reads: LakeReads, range: TimeRange): Promise<KnownField[]> {
  return reads.inCatalogue(range, (catalogue) => [...catalogue.keys()].flatMap((key) => catalogue.field(key) ?? []));
}
