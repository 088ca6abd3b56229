// The digits a JSON number was written with (`1.50`, `1e3`), which DuckDB's own functions print anew.
import { JsonScanner } from './json-scanner.ts';

/** @param path DuckDB's JSON path of members and indexes: `$."a"[0]`. `null` where there is no number. */
export function jsonNumberText(text: string, path: string): string | null {
  try {
    return numberAt(new JsonScanner(text), pathSteps(path), 0);
  } catch {
    return null;
  }
}

type Step = string | number;

function pathSteps(path: string): Step[] {
  const steps: Step[] = [];
  for (const [, key, index] of path.matchAll(/\."((?:[^"\\]|\\.)*)"|\[(\d+)\]/g)) {
    steps.push(key === undefined ? Number(index) : key.replace(/\\(.)/g, '$1'));
  }
  return steps;
}

function numberAt(scanner: JsonScanner, steps: readonly Step[], depth: number): string | null {
  let found: string | null = null;
  const next = scanner.peek();
  if (depth === steps.length) {
    return next === '-' || (next >= '0' && next <= '9') ? scanner.numberToken() : null;
  }
  const take = (matches: boolean): void => {
    if (matches && found === null) found = numberAt(scanner, steps, depth + 1);
    else scanner.skip();
  };
  if (next === '{') scanner.object((rawKey) => take(JSON.parse(rawKey) === steps[depth]));
  else if (next === '[') scanner.array((index) => take(index === steps[depth]));
  return found;
}
