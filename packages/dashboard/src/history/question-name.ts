// What a question that has no name is called in a list: its clauses in the words of the builder, or its statement on one line. Pure.
import { calculationName, decodeQuery } from '@tracelake/query/structured';
import { calculationsOf, filterText } from '../explore/query-steps.ts';

export type Question = { readonly query: string } | { readonly sql: string };

/** Of the API. */
const MOST_CHARACTERS = 200;

export function questionName(question: Question): string {
  const text = 'sql' in question ? question.sql.replace(/\s+/g, ' ').trim() : clausesOf(question.query);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}

/** The same question has the same id: asked again it moves to the top instead of standing there twice. */
export function historyId(question: Question): string {
  const text = JSON.stringify(question);
  return `h${fnv(text, 0x811c9dc5)}${fnv(text, 0x1000193)}`;
}

function clausesOf(text: string): string {
  try {
    const query = decodeQuery(text);
    const joined = query.filterCombination === 'OR' ? ' or ' : ' and ';
    return [
      calculationsOf(query).map(calculationName).join(', '),
      ...((query.filters ?? []).length === 0 ? [] : [`where ${query.filters?.map(filterText).join(joined)}`]),
      ...((query.breakdowns ?? []).length === 0 ? [] : [`by ${query.breakdowns?.join(', ')}`]),
    ].join(' ');
  } catch {
    return text;
  }
}

/** FNV-1a: short, and the digests of the browser are there only over https. */
function fnv(text: string, seed: number): string {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
