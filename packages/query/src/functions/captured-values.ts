// What a lambda's text reads beyond its own parameters: columns, and names of lambdas around it.

/** Texts and quoted names are read over; a column is written with its relation, a lambda's name alone. */
const NAME = /'(?:[^']|'')*'|\br\d+\.(?:"(?:[^"]|"")*"|\w+)|(?<!\.)\bx\d+\b|"(?:[^"]|"")*"/g;
const PARAMETERS = /\blambda ((?:x\d+, )*x\d+):/g;

/**
 * The text with each of them read from `row`, where it is the field c0, c1 … of this order.
 * @param own the parameters
 */
export function capturedValues(
  sql: string,
  own: readonly string[],
  row: string,
): { readonly sql: string; readonly values: readonly string[] } {
  const inner = [...sql.matchAll(PARAMETERS)].flatMap(([, names]) => names.split(', '));
  const known = new Set([...own, ...inner]);
  const values: string[] = [];
  const read = sql.replace(NAME, (found) => {
    if (/^['"]/.test(found) || known.has(found)) return found;
    if (!values.includes(found)) values.push(found);
    return `${row}.c${values.indexOf(found)}`;
  });
  return { sql: read, values };
}
