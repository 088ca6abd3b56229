// Calls of the macros that divide: they name their operands several times.

const DIVIDES = /\bt_(?:divide|remainder)/;

/** What is a division itself goes in by a lambda's parameter: nested ones would double with every level. */
export function guardedDivision(name: 't_divide' | 't_remainder' | 't_divide_unscaled', a: string, b: string): string {
  if (!DIVIDES.test(a) && !DIVIDES.test(b)) return `${name}(${a}, ${b})`;
  return `list_transform([{'a': ${a}, 'b': ${b}}], lambda q: ${name}(q.a, q.b))[1]`;
}
