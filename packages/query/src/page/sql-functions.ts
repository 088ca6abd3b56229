// Derives the page's list of functions for completion, as source text, from the function table; a test keeps it equal.
import { functionDefinition, LOCAL_FUNCTIONS } from '../functions/function-table.ts';

export function sqlFunctionsSource(): string {
  const entries = LOCAL_FUNCTIONS.map((name) => {
    const { kind, overloads } = functionDefinition(name)!;
    return `  ${JSON.stringify([name, kind, overloads[0].signature.replaceAll(',', ', ').replace('->', ' → ')])},\n`;
  });
  return [
    '// The functions of SQL, for completion. Generated from the function table of packages/query: npm run generate.\n',
    "export type SqlFunction = readonly [name: string, kind: 'scalar' | 'aggregate' | 'window', signature: string];\n\n",
    `export const SQL_FUNCTIONS: readonly SqlFunction[] = [\n${entries.join('')}];\n`,
  ].join('');
}
