// One attribute over all files: the merge of what their documents say.
import type { DataFile, FieldLevel, FieldSummary, FieldValueType } from '@tracelake/schema';
import { DistinctSketch } from './distinct-sketch.ts';
import { TOP_SIZE } from './top-values.ts';

export interface CatalogueField {
  readonly key: string;
  /** Column that holds its values, `null` when they lie in the maps. */
  readonly column: string | null;
  /** Where it was seen. */
  readonly levels: readonly FieldLevel[];
  /** Rows by type of the value. Of events only where it was seen nowhere else; then these are events, not rows. */
  readonly types: Readonly<Partial<Record<FieldValueType, number>>>;
  readonly rows: number;
  /** Rows whose value lies in a map although there is a column. */
  readonly misplacedRows: number;
  /** Whether every number seen was an integer; false when none was seen. */
  readonly integral: boolean;
  /** Distinct values of the newest files (DETAILED_FILES): exact up to 63, else within about 12 %. */
  readonly distinct: number;
  /** Most frequent values of the same files, at most 20. */
  readonly top: readonly (readonly [value: string, count: number])[];
  /** Start of the first and last file that has it, decimal nanoseconds; `null` when no such file says. */
  readonly firstSeenUnixNano: string | null;
  readonly lastSeenUnixNano: string | null;
}

const ROW_LEVELS: readonly FieldLevel[] = ['span', 'resource', 'scope'];
const LEVELS: readonly FieldLevel[] = [...ROW_LEVELS, 'event'];

/** Values counted while merging; of more, the rarer half is forgotten. */
const MAX_COUNTED = 2000;

/** A document's part of one key. */
export interface FieldSighting {
  readonly file: DataFile;
  /** One a level and place: column or map. */
  readonly summaries: readonly FieldSummary[];
}

/** The running merge of one key. Sightings can only be added: after one is taken away, it is made anew. */
export class FieldMerge {
  readonly #key: string;
  #row = new LevelMerge();
  #event = new LevelMerge();
  readonly #levels = new Set<FieldLevel>();

  constructor(key: string) {
    this.#key = key;
  }

  add({ file, summaries }: FieldSighting): void {
    for (const summary of summaries) {
      this.#levels.add(summary.level);
      const merge = summary.level === 'event' ? this.#event : this.#row;
      merge.add(summary, file);
    }
  }

  field(): CatalogueField {
    const onRows = ROW_LEVELS.some((level) => this.#levels.has(level));
    const merged = (onRows ? this.#row : this.#event).merged();
    return { key: this.#key, levels: LEVELS.filter((level) => this.#levels.has(level)), ...merged };
  }
}

class LevelMerge {
  #column: string | null = null;
  readonly #types: Partial<Record<FieldValueType, number>> = {};
  #mapRows = 0;
  #integral = true;
  readonly #sketch = new DistinctSketch();
  #counts = new Map<string, number>();
  #firstSeen: bigint | null = null;
  #lastSeen: bigint | null = null;

  add(summary: FieldSummary, file: DataFile): void {
    this.#column ??= summary.column;
    if (summary.column === null) this.#mapRows += rowsOf(summary);
    for (const [type, rows] of Object.entries(summary.types) as [FieldValueType, number][]) {
      this.#types[type] = (this.#types[type] ?? 0) + rows;
    }
    if (summary.types.number !== undefined && !summary.integral) this.#integral = false;
    this.#sketch.merge(summary.sketch);
    for (const [value, count] of summary.top) this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
    if (this.#counts.size > MAX_COUNTED) this.#counts = new Map(this.#byCount().slice(0, MAX_COUNTED / 2));
    this.#see(file.minStartTimeUnixNano, file.maxStartTimeUnixNano);
  }

  merged(): Omit<CatalogueField, 'key' | 'levels'> {
    const types = { ...this.#types };
    const rows = (types.string ?? 0) + (types.number ?? 0) + (types.boolean ?? 0);
    return {
      column: this.#column,
      types,
      rows,
      misplacedRows: this.#column === null ? 0 : this.#mapRows,
      integral: types.number !== undefined && this.#integral,
      // An estimate may be an eighth too high.
      distinct: Math.min(this.#sketch.estimate(), rows),
      top: this.#byCount().slice(0, TOP_SIZE),
      firstSeenUnixNano: this.#firstSeen?.toString() ?? null,
      lastSeenUnixNano: this.#lastSeen?.toString() ?? null,
    };
  }

  #byCount(): [string, number][] {
    return [...this.#counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1));
  }

  #see(min: string | null, max: string | null): void {
    if (min === null || max === null) return;
    const first = BigInt(min);
    const last = BigInt(max);
    if (this.#firstSeen === null || first < this.#firstSeen) this.#firstSeen = first;
    if (this.#lastSeen === null || last > this.#lastSeen) this.#lastSeen = last;
  }
}

export function rowsOf(summary: FieldSummary): number {
  return (summary.types.string ?? 0) + (summary.types.number ?? 0) + (summary.types.boolean ?? 0);
}
