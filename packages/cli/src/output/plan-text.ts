// How a query would run, as SQL that can be pasted: everything else stands in comments. Pure.
import { bytesText, countText } from './quantity-text.ts';

/** As the API answers. */
export interface ShownPlan {
  readonly sql: { readonly duckdb: string; readonly trino: string };
  readonly files: readonly { readonly sizeBytes: number }[];
  readonly leftOut: readonly { readonly reason: string; readonly files: number; readonly sizeBytes: number }[];
  readonly columnsRead: readonly {
    readonly name: string;
    readonly files: number;
    readonly estimatedBytes: number;
    readonly usedFor: readonly string[];
  }[];
  readonly bounds: readonly string[];
  readonly estimatedBytes: number;
  readonly engine: string;
  readonly estimatedUsd: { readonly athena: number };
  readonly notes: readonly string[];
}

const USD_DIGITS = 6;

export function planText(plan: ShownPlan): string {
  const sizeBytes = plan.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const lines = [
    `${countText(plan.files.length, 'file')} of ${bytesText(sizeBytes)}, about ${bytesText(plan.estimatedBytes)} read; ${plan.engine} would answer; on Athena about ${plan.estimatedUsd.athena.toFixed(USD_DIGITS)} USD`,
    ...plan.leftOut.map(
      (each) => `left out: ${countText(each.files, 'file')} of ${bytesText(each.sizeBytes)}: ${each.reason}`,
    ),
    ...plan.bounds.map((bound) => `bound: ${bound}`),
    ...plan.columnsRead.map(columnText),
    ...plan.notes.map((note) => `note: ${note}`),
  ];
  const comments = lines.map((line) => `-- ${line.replace(/[\r\n]+/g, ' ')}\n`).join('');
  return `${comments}-- Trino:\n${plan.sql.trino}\n\n-- DuckDB:\n${plan.sql.duckdb}\n`;
}

function columnText({ name, files, estimatedBytes, usedFor }: ShownPlan['columnsRead'][number]): string {
  const purpose = usedFor.length === 0 ? '' : `, for ${usedFor.join(', ')}`;
  return `reads ${name}: about ${bytesText(estimatedBytes)} in ${countText(files, 'file')}${purpose}`;
}
