// Keys of GROUP BY of which DuckDB would take equal values for different ones: what is grouped by, and what stands for the key in the output.
import { canonicalMaps, comparisonKey } from '../types/canonical-form.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TypedExpression } from './typed-expression.ts';

export interface GroupingForm {
  /** The key's text wherever it stands. */
  readonly sql: string;
  readonly key: string;
  readonly output: string;
}

/** `undefined` where the key may stay as it is. */
export function groupingForm({ sql, type }: Pick<TypedExpression, 'sql' | 'type'>): GroupingForm | undefined {
  const key = comparisonKey({ sql, type });
  if (key === sql) return undefined;
  if (type.kind !== 'timestamp with time zone') return { sql, key, output: canonicalMaps({ sql, type }) };
  // Of equal instants one zone is shown: of the first row, as Trino does.
  return { sql, key, output: `t_with_zone(${key}, any_value(struct_extract(${sql}, ${quoteLiteral('z')})))` };
}

/**
 * `text` with every key in its form. A key is a column or a call: never a part of a longer name.
 * @param aggregates calls that stay as they are: rows go in, not groups
 */
export function inForms(
  text: string,
  forms: readonly GroupingForm[],
  part: 'key' | 'output',
  aggregates: readonly string[] = [],
): string {
  const [call, ...others] = aggregates;
  if (call !== undefined && forms.length > 0) {
    const around = text.split(call).map((piece) => inForms(piece, forms, part, others));
    return around.join(call);
  }
  return forms.reduce((result, form) => {
    const pieces = result.split(form.sql);
    let joined = pieces[0];
    for (let i = 1; i < pieces.length; i++) {
      const stands = !/[\w.]$/.test(joined) && !/^[\w(]/.test(pieces[i]);
      joined += (stands ? form[part] : form.sql) + pieces[i];
    }
    return joined;
  }, text);
}
