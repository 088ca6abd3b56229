// array_sort with a comparator: each element's place is the number of those that it comes behind.
import { TracelakeError } from '@tracelake/schema';
import { raise } from '../duckdb/raise.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { canCoerce } from '../types/common-type.ts';
import { INTEGER } from '../types/type-constructors.ts';
import type { FunctionCall } from './function-definition.ts';

const WRONG_ORDER = raise('INVALID_FUNCTION_ARGUMENT', "'Lambda comparator must return either -1, 0, or 1'");
const NO_ORDER = raise(
  'NOT_SUPPORTED',
  "'array_sort by a comparator that contradicts itself is not supported locally: for every x and y it must say of (y, x) the opposite of (x, y)'",
);

/**
 * n² comparisons. Of a comparator that is no order the result hangs on how Trino goes about sorting: refused. Equal elements are equal,
 * whatever it says of them.
 */
export function sortedBy(call: FunctionCall): TypedExpression {
  const [list] = call.arguments;
  const element = list.type.kind === 'array' ? list.type.element : list.type;
  const [l, x, y, i, j, m, r] = Array.from({ length: 7 }, () => call.context.freshName());
  const comparator = call.lambda(1).bind([element, element], [x, y]).body;
  if (comparator.type.kind === 'unknown' || !canCoerce(comparator.type, INTEGER)) {
    throw new TracelakeError('FUNCTION_NOT_FOUND', 'The comparator of array_sort must give an integer', {
      hint: 'Cast it: CAST(… AS integer).',
    });
  }
  const given = comparator.sql;
  const order = `CASE WHEN ${given} IN (-1, 0, 1) THEN CASE WHEN ${x} IS NOT DISTINCT FROM ${y} THEN 0 ELSE ${given} END ELSE ${WRONG_ORDER} END`;
  const matrix = `list_transform(${l}, lambda ${x}, ${i}: list_transform(${l}, lambda ${y}, ${j}: CASE WHEN ${i} = ${j} THEN 0 ELSE ${order} END))`;
  const ranks = `list_transform(${m}, lambda ${x}: len(list_filter(${x}, lambda ${y}: ${y} > 0)))`;
  const row = `list_bool_and(list_transform(${x}, lambda ${y}, ${j}: ${y} = sign(${r}[${i}] - ${r}[${j}])))`;
  const isOrder = `coalesce(list_bool_and(list_transform(${m}, lambda ${x}, ${i}: ${row})), true)`;
  const places = `list_sort(list_transform(${r}, lambda ${x}, ${i}: {'k': ${x}, 'i': ${i}}))`;
  const sorted = `list_transform(${places}, lambda ${x}: list_extract(${l}, ${x}.i))`;
  const checked = `CASE WHEN ${isOrder} THEN ${sorted} ELSE [list_extract(${l}, ${NO_ORDER})] END`;
  const ranked = `list_transform([${ranks}], lambda ${r}: ${checked})[1]`;
  const sql = `list_transform([${list.sql}], lambda ${l}: list_transform([${matrix}], lambda ${m}: ${ranked})[1])[1]`;
  return { sql, type: list.type, mayBeNaN: list.mayBeNaN };
}
