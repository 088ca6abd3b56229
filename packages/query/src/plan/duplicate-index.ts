// Remembers which rows are duplicates of a better one. Files never change, so what was compared once holds as long as they live.
import type { DataFile } from '@tracelake/schema';

export interface RowPlace {
  /** Path inside the lake. */
  readonly path: string;
  /** Position of the row in the file, from 0. */
  readonly row: number;
}

/** A question for the engine: the equal spans among these files, of which every two of the others were compared before. */
export interface DuplicateComparison {
  /** Not compared with anything yet. */
  readonly fresh: readonly DataFile[];
  /** Compared before, with starts in the range of a fresh one. */
  readonly known: readonly DataFile[];
}

/** Equal spans, the winner first: the rule orders any two rows, so the winner of a part of them is the first of that part. */
type DuplicateGroup = readonly RowPlace[];

/** By path: rows that the scan must leave out. */
export type DuplicateRows = ReadonlyMap<string, readonly number[]>;

/** Every two files in it were compared: ask for one comparison at a time, and tell its answer before the next. */
export class DuplicateIndex {
  private readonly compared = new Map<string, DataFile>();
  private readonly groups = new Map<string, Set<DuplicateGroup>>();
  /** Files with more duplicates than are worth remembering. */
  private readonly crowded = new Set<string>();

  /** What must be compared before `losers` knows all about these files; `undefined` when nothing must, or it would not help. */
  comparison(files: readonly DataFile[]): DuplicateComparison | undefined {
    if (files.some((file) => this.crowded.has(file.path))) return undefined;
    const fresh = files.filter((file) => !this.compared.has(file.path));
    if (fresh.length === 0) return undefined;
    const known = [...this.compared.values()].filter((file) => fresh.some((other) => mayShareStarts(file, other)));
    return { fresh, known };
  }

  /** `groups`: all duplicates among the comparison's files that a fresh one may have part in; `undefined` when they are too many. */
  learn({ fresh, known }: DuplicateComparison, groups: readonly DuplicateGroup[] | undefined): void {
    for (const file of fresh) this.compared.set(file.path, file);
    if (groups === undefined) for (const { path } of [...fresh, ...known]) this.crowded.add(path);
    const freshPaths = new Set(fresh.map(({ path }) => path));
    for (const group of groups ?? []) {
      // Among known files alone it was found before, and whole: here files may be missing whose starts no fresh one has.
      if (!group.some(({ path }) => freshPaths.has(path))) continue;
      for (const place of group) this.forgetGroupsOf(place);
      for (const { path } of group) this.groupsOf(path).add(group);
    }
  }

  /** The rows that are not the best of their kind in these files; `undefined` when that is not known. */
  losers(files: readonly DataFile[]): DuplicateRows | undefined {
    if (files.some(({ path }) => !this.compared.has(path) || this.crowded.has(path))) return undefined;
    const paths = new Set(files.map(({ path }) => path));
    const groups = new Set(files.flatMap(({ path }) => [...(this.groups.get(path) ?? [])]));
    const losers = new Map<string, number[]>();
    for (const group of groups) {
      for (const { path, row } of group.filter((place) => paths.has(place.path)).slice(1)) {
        const rows = losers.get(path);
        if (rows === undefined) losers.set(path, [row]);
        else rows.push(row);
      }
    }
    for (const rows of losers.values()) rows.sort((left, right) => left - right);
    return losers;
  }

  /** Forgets every other file. */
  keepOnly(files: readonly DataFile[]): void {
    const kept = new Set(files.map(({ path }) => path));
    for (const path of [...this.compared.keys()]) {
      if (kept.has(path)) continue;
      this.compared.delete(path);
      this.crowded.delete(path);
      this.forgetFile(path);
    }
  }

  private forgetFile(path: string): void {
    for (const group of [...(this.groups.get(path) ?? [])]) {
      this.removeGroup(group);
      const rest = group.filter((place) => place.path !== path);
      if (rest.length > 1) for (const place of rest) this.groupsOf(place.path).add(rest);
    }
    this.groups.delete(path);
  }

  /** The group that the row was in: its members are all in the new one. */
  private forgetGroupsOf({ path, row }: RowPlace): void {
    for (const group of [...(this.groups.get(path) ?? [])]) {
      if (group.some((place) => place.path === path && place.row === row)) this.removeGroup(group);
    }
  }

  private removeGroup(group: DuplicateGroup): void {
    for (const { path } of group) this.groups.get(path)?.delete(group);
  }

  private groupsOf(path: string): Set<DuplicateGroup> {
    const known = this.groups.get(path);
    if (known !== undefined) return known;
    const groups = new Set<DuplicateGroup>();
    this.groups.set(path, groups);
    return groups;
  }
}

/** Duplicates start at the same nanosecond. */
function mayShareStarts(left: DataFile, right: DataFile): boolean {
  const [min, max] = [left.minStartTimeUnixNano, left.maxStartTimeUnixNano];
  const [otherMin, otherMax] = [right.minStartTimeUnixNano, right.maxStartTimeUnixNano];
  if (min === null || max === null || otherMin === null || otherMax === null) return true;
  return BigInt(min) <= BigInt(otherMax) && BigInt(otherMin) <= BigInt(max);
}
