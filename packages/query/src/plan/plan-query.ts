// From a request and one moment of the lake to a plan: which files, which columns, which text for each engine. Pure.
import { type DataFile, IDENTITY_COLUMNS } from '@tracelake/schema';
import { withInsertion } from '../translate/copied-text.ts';
import { failurePlaces } from '../translate/failure-places.ts';
import type { RelationCatalogue } from '../translate/relation-source.ts';
import { translate } from '../translate/translate.ts';
import type { Translation, UsedSource } from '../translate/translation.ts';
import { amendmentsOf } from './amendments.ts';
import { AttributeIndex } from './attribute-index.ts';
import { AttributeKnowledge } from './attribute-knowledge.ts';
import { estimateAthenaBytes, estimateBytes } from './bytes-estimate.ts';
import { countedFiles } from './counted-files.ts';
import { duckdbProjection, type Projection } from './duckdb-projection.ts';
import type { DuplicateIndex } from './duplicate-index.ts';
import { type FileClass, fileClasses } from './file-classes.ts';
import { sampleFiles, selectFiles } from './file-selection.ts';
import type { PlanInput, PlanOutcome, QueryPlan, QueryRequest } from './query-plan.ts';
import { scanBounds } from './scan-bounds.ts';
import { describeScan, type ScannedClass } from './scan-description.ts';
import { SpansSource } from './spans-source.ts';
import type { TranslatedText, TranslationMemory } from './translation-memory.ts';
import { trinoProjection } from './trino-projection.ts';
import { withLakeHint } from './unknown-attribute.ts';

const asLakePath = (path: string): string => path;

/**
 * Throws TracelakeError for what the gate refuses. Gives a probe instead of a plan when a name is known to no document and some file has none:
 * run it, and plan again with `probed`.
 */
export function planQuery(request: QueryRequest, input: PlanInput): PlanOutcome {
  return planWith(AttributeIndex.of(input.documents), request, input);
}

/** What earlier plans have left. */
export interface PlanMemory {
  /** What comparisons have found. */
  readonly duplicates: DuplicateIndex;
  readonly translations: TranslationMemory;
}

/** @param index of exactly the input's documents */
export function planWith(
  index: AttributeIndex,
  request: QueryRequest,
  input: PlanInput,
  memory?: PlanMemory,
): PlanOutcome {
  const knowledge = new AttributeKnowledge(index, input.files, input.probed);
  // Only of files that are all known: what a probe finds is of one plan.
  const translations = knowledge.unknownFiles.length === 0 ? memory?.translations : undefined;
  const known = translations?.get(request.sql, index.revision);
  if (known !== undefined) return { plan: plan(request, input, knowledge, known, memory?.duplicates) };
  const source = new SpansSource(knowledge);
  const translation = translated(request.sql, source, input);
  if (translation === undefined) {
    const names = [...(input.probed?.names ?? []), ...source.unresolvedNames];
    return { probe: { names, files: knowledge.unknownFiles } };
  }
  translations?.set(request.sql, { translation, source });
  return { plan: plan(request, input, knowledge, { translation, source }, memory?.duplicates) };
}

/** `undefined` when a name must be looked up first: then an error of the translation may be due to its unknown type. */
function translated(sql: string, source: SpansSource, input: PlanInput): Translation | undefined {
  try {
    const translation = translate(sql, catalogueOf(source));
    return source.unresolvedNames.size > 0 ? undefined : translation;
  } catch (error) {
    if (source.unresolvedNames.size > 0) return undefined;
    throw withLakeHint(error, input);
  }
}

function catalogueOf(source: SpansSource): RelationCatalogue {
  return { relation: (name) => (name.toLowerCase() === source.name ? source : undefined) };
}

function plan(
  request: QueryRequest,
  input: PlanInput,
  knowledge: AttributeKnowledge,
  { translation, source }: TranslatedText,
  duplicates: DuplicateIndex | undefined,
): QueryPlan {
  const used = translation.sources.find(({ relation }) => relation === source);
  const base = { columns: translation.columns };
  if (used === undefined) {
    return {
      ...base,
      files: [],
      duckdb: duckdbText(request.sql, { translation, source }, translation.duckdbSql),
      trino: trinoText(translation, undefined),
      estimatedBytes: 0,
      estimatedAthenaBytes: 0,
      possibleDuplicates: 0,
      notes: [],
    };
  }
  const wanted = projectionOf(request, used, source);
  const files = sampleFiles(selectFiles(input.files, wanted.bounds), request.fileShare ?? 1);
  const read = [...files.inside, ...files.edge];
  const isExact = request.duplicates === 'exact';
  const columns = wanted.columns.map(({ physical }) => physical);
  const amendments = amendmentsOf(columns, knowledge, {
    files,
    isSample: request.fileShare !== undefined && request.fileShare < 1,
    startTimeUnixNano: wanted.bounds.startTimeUnixNano,
    nowUnixNano: request.nowUnixNano,
  });
  const known = { ...wanted, amendments, duplicateRows: isExact ? duplicates?.losers(read) : undefined };
  const counted = input.trustsRowCounts === true ? countedFiles(known, files, knowledge) : undefined;
  const projection = { ...known, countedRows: counted?.rows };
  const classes = fileClasses(columns, counted?.rest ?? files, knowledge);
  const scanned = classes.map((fileClass) => ({ fileClass, reads: columnsRead(projection, fileClass) }));
  const duckdb = duckdbProjection(projection, classes, input.locate ?? asLakePath);
  return {
    ...base,
    files: read,
    duckdb: duckdbText(
      request.sql,
      { translation, source },
      withElement(translation.duckdbSql, duckdb, duckdbWith(translation.duckdbSql)),
    ),
    trino: trinoText(translation, trinoProjection(projection)),
    estimatedBytes: sumOver(scanned, estimateBytes) * used.uses.length,
    estimatedAthenaBytes: sumOver(scanned, estimateAthenaBytes) * used.uses.length,
    scan: request.describes ? describeScan(request, input, projection, scanned) : undefined,
    possibleDuplicates: isExact ? 0 : countOf(duplicates?.losers(read)),
    notes: notesOf(projection, input.probed !== undefined ? input.files : []),
    comparison: isExact ? duplicates?.comparison(read) : undefined,
  };
}

function projectionOf(request: QueryRequest, used: UsedSource, source: SpansSource): Projection {
  const columns = [...new Map(used.columns.map((column) => [column.id, column])).values()];
  return {
    columns: columns.map((column) => ({ column, physical: source.physicalColumn(column) })),
    bounds: scanBounds(request, used.uses),
    duplicates: request.duplicates,
  };
}

interface WithPosition {
  readonly position: number;
  readonly hasWith: boolean;
}

/** The translator prints a WITH of its own only at the very start. */
function duckdbWith(sql: string): WithPosition {
  const keyword = 'WITH ';
  return sql.startsWith(keyword) ? { position: keyword.length, hasWith: true } : { position: 0, hasWith: false };
}

function duckdbText(sql: string, { translation, source }: TranslatedText, engineSql: string): QueryPlan['duckdb'] {
  const { duckdbSql, duckdbTypes: types, notes } = translation;
  const text = { sql, catalogue: catalogueOf(source), duckdbSql, engineSql };
  return { sql: engineSql, types, notes, placesOf: (failure) => failurePlaces(text, failure) };
}

function trinoText(translation: Translation, element: string | undefined): QueryPlan['trino'] {
  const { trinoSql, trinoCopied, trinoWith, trinoTakesLimit: takesLimit } = translation;
  if (element === undefined) return { sql: trinoSql, copied: trinoCopied, takesLimit };
  const sql = withElement(trinoSql, element, trinoWith);
  const copied = withInsertion(trinoCopied, trinoWith.position, sql.length - trinoSql.length);
  return { sql, copied, takesLimit };
}

function withElement(sql: string, element: string, { position, hasWith }: WithPosition): string {
  const inserted = hasWith ? `${element}, ` : `WITH ${element}\n`;
  return sql.slice(0, position) + inserted + sql.slice(position);
}

function countOf(rows: ReadonlyMap<string, readonly number[]> | undefined): number | null {
  return rows === undefined ? null : [...rows.values()].reduce((sum, { length }) => sum + length, 0);
}

function sumOver(scanned: readonly ScannedClass[], estimate: typeof estimateBytes): number {
  return scanned.reduce(
    (sum, { fileClass: { files }, reads }) => sum + estimate([...files.inside, ...files.edge], reads),
    0,
  );
}

function columnsRead(projection: Projection, { columns, files }: FileClass): ReadonlySet<string> {
  const reads = columns.flatMap((physical) => physical.reads);
  const isSought = projection.duplicates === 'exact' && projection.duplicateRows === undefined;
  const identity = isSought || projection.amendments !== undefined ? IDENTITY_COLUMNS : [];
  const time = files.edge.length > 0 ? ['start_time_unix_nano'] : [];
  return new Set([...reads, ...identity, ...time, 'amends']);
}

function notesOf(projection: Projection, probedFiles: readonly DataFile[]): string[] {
  const notes = projection.columns.flatMap(({ physical }) => physical.note ?? []);
  if (probedFiles.length > 0)
    notes.push('Some files had no complete field document; their maps were searched for the names used.');
  return [...new Set(notes)];
}
