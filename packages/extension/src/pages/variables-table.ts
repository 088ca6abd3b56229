// The variables as a table of Markdown: docs/extension.md has it, a test keeps it equal.
import { VARIABLES, type Variable } from '../core/variable-table.ts';

export function variablesTable(): string {
  const rows = Object.entries(VARIABLES).map(([name, variable]: [string, Variable]) => {
    const fallback = variable.fallback === '' ? '' : `\`${variable.fallback}\``;
    return `| \`${name}\` | ${fallback} | ${variable.meaning}${bounds(variable)} |`;
  });
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function bounds({ least, most }: Variable): string {
  return least === undefined || most === undefined ? '' : ` ${least} to ${most}.`;
}
