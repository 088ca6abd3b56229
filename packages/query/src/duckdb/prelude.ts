// What a DuckDB connection needs before translated text runs on it: settings, then macros. The scalar functions come first.
import { ARRAY_MACROS } from './macros/array-macros.ts';
import { JSON_MACROS } from './macros/json-macros.ts';
import type { Macro } from './macros/macro.ts';
import { NUMBER_MACROS } from './macros/number-macros.ts';
import { TEXT_MACROS } from './macros/text-macros.ts';
import { TIME_MACROS } from './macros/time-macros.ts';
import { raisedTexts } from './raise.ts';

const MACROS: readonly Macro[] = [...NUMBER_MACROS, ...TEXT_MACROS, ...TIME_MACROS, ...ARRAY_MACROS, ...JSON_MACROS];

/** Global, because a setting of one connection does not hold for the next. */
export const DUCKDB_SETTINGS: readonly string[] = [
  "SET GLOBAL TimeZone = 'UTC'",
  "SET GLOBAL Calendar = 'gregorian'",
  'SET GLOBAL ieee_floating_point_ops = true',
  // They tell where in the text they belong to.
  'SET GLOBAL errors_as_json = true',
];

const BY_NAME = new Map(MACROS.map((macro) => [macro.name, macro]));

/**
 * Everything that any translated text can need, in the order it must run. Register `DUCKDB_SCALAR_FUNCTIONS` before: macros use
 * them, and a macro's body is bound when it is created.
 */
export const DUCKDB_PRELUDE: readonly string[] = [...DUCKDB_SETTINGS, ...usedFirst(MACROS).map(createStatement)];

/**
 * Makes the macros that this text needs, most often none: making all of them takes 40 of the 52 ms of CPU that an instance costs. What
 * fails in a macro is told by its place in here, so that blanks as long as the text stand in front: no place is one of both.
 */
export function macroScript(sql: string): string {
  const statements = usedFirst(macrosIn(sql)).map((used) => `${createStatement(used)};`);
  return statements.length === 0 ? '' : ' '.repeat(byteLength(sql)) + statements.join('');
}

/**
 * The macros of a text that lead to the one at a place in its `macroScript`, itself among them.
 * @param position in bytes
 */
export function macrosAt(sql: string, position: number): readonly string[] {
  const before = new TextDecoder().decode(new TextEncoder().encode(macroScript(sql)).subarray(0, position));
  const [, failed] = /.*\bREPLACE MACRO (\w+)\(/s.exec(before) ?? [];
  if (failed === undefined) return [];
  return usedFirst(macrosIn(sql))
    .filter((used) => usedFirst([used]).some(({ name }) => name === failed))
    .map(({ name }) => name);
}

/** The macros of a text that lead to one that writes this failure itself, or that passes on what a function of ours says. */
export function macrosRaising(sql: string, thrown: string): readonly string[] {
  const all = usedFirst(macrosIn(sql));
  const writers = all.filter(({ body }) => raisedTexts(body).some((text) => thrown.startsWith(text)));
  const failed = new Set(writers.length > 0 ? writers : all.filter(({ name }) => name === 't_checked_text'));
  return all.filter((used) => usedFirst([used]).some((one) => failed.has(one))).map(({ name }) => name);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function createStatement({ name, parameters, body }: Macro): string {
  return `CREATE OR REPLACE MACRO ${name}(${parameters.join(', ')}) AS ${body}`;
}

/** A name inside a text constant counts too: one macro more does no harm. */
function macrosIn(sql: string): Macro[] {
  return [...sql.matchAll(/\bt_\w+/g)].flatMap(([name]) => BY_NAME.get(name) ?? []);
}

/** Every macro after the macros that its body names. */
function usedFirst(macros: readonly Macro[]): Macro[] {
  const ordered = new Set<Macro>();
  const visit = (macro: Macro): void => {
    if (ordered.has(macro)) return;
    for (const used of macrosIn(macro.body)) if (used !== macro) visit(used);
    ordered.add(macro);
  };
  macros.forEach(visit);
  return [...ordered];
}
