// What a DuckDB connection needs before translated text runs on it: settings, then macros. The scalar functions come first.
import { ARRAY_MACROS } from './macros/array-macros.ts';
import { JSON_MACROS } from './macros/json-macros.ts';
import type { Macro } from './macros/macro.ts';
import { NUMBER_MACROS } from './macros/number-macros.ts';
import { TEXT_MACROS } from './macros/text-macros.ts';
import { TIME_MACROS } from './macros/time-macros.ts';

const MACROS: readonly Macro[] = [...NUMBER_MACROS, ...TEXT_MACROS, ...TIME_MACROS, ...ARRAY_MACROS, ...JSON_MACROS];

/** Global, because a setting of one connection does not hold for the next. */
const SETTINGS = [
  "SET GLOBAL TimeZone = 'UTC'",
  "SET GLOBAL Calendar = 'gregorian'",
  'SET GLOBAL ieee_floating_point_ops = true',
];

/**
 * Statements in the order they must run, about 25–55 ms together. Register `DUCKDB_SCALAR_FUNCTIONS` before: macros use them,
 * and a macro's body is bound when it is created.
 */
export const DUCKDB_PRELUDE: readonly string[] = [...SETTINGS, ...usedFirst(MACROS).map(createStatement)];

function createStatement({ name, parameters, body }: Macro): string {
  return `CREATE OR REPLACE MACRO ${name}(${parameters.join(', ')}) AS ${body}`;
}

/** Every macro after the macros that its body names. */
function usedFirst(macros: readonly Macro[]): Macro[] {
  const byName = new Map(macros.map((macro) => [macro.name, macro]));
  const ordered = new Set<Macro>();
  const visit = (macro: Macro): void => {
    if (ordered.has(macro)) return;
    for (const [name] of macro.body.matchAll(/\bt_\w+/g)) {
      const used = byName.get(name);
      if (used && used !== macro) visit(used);
    }
    ordered.add(macro);
  };
  macros.forEach(visit);
  return [...ordered];
}
