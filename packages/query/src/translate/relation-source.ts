// How the translator sees tables: names go in, typed columns come out. The planner implements it from the field catalogue.
import type { TrinoType } from '../types/trino-type.ts';

export interface SourceColumn {
  /** Name in the printed DuckDB text (a plain identifier, unique in its relation) … */
  readonly id: string;
  /** … in the Trino text (quoted as needed; lower case) … */
  readonly trinoName: string;
  /** … and in the result when the user gives no alias. */
  readonly displayName: string;
  readonly type: TrinoType;
  readonly mayBeNaN: boolean;
}

export interface RelationSource {
  /** The table's name in SQL: `spans`. Printed in DuckDB text as `"spans"`. */
  readonly name: string;
  /** What `*` shows, in order. */
  star(): readonly SourceColumn[];
  /** Any identifier as written by the user (unquoted ones in lower case). Throws a TracelakeError with suggestions where two keys fit. */
  column(name: string): SourceColumn | undefined;
  /** `attributes['k']` and `element_at(attributes, 'k')` with a constant key, for the map columns where that is a column of its own. */
  element(mapName: string, key: string): SourceColumn | undefined;
  /** Names near to one that does not exist, best first. */
  suggest(name: string): readonly string[];
}

export interface RelationCatalogue {
  relation(name: string): RelationSource | undefined;
}
