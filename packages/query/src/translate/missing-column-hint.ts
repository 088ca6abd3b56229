// What to write instead of a name that is no column: the alias it is, the text it was meant as, the columns there are.
import { type Identifier, identifierOf, sameName } from '../parser/identifier.ts';
import {
  ComparisonContext,
  GroupByContext,
  InListContext,
  type ParserRuleContext,
  QuerySpecificationContext,
} from '../parser/trino-grammar.ts';
import { quoteIdentifier, quoteLiteral } from '../types/quoting.ts';
import type { Scope } from './scope.ts';

const TIME_UNIT = /^(millisecond|second|minute|hour|day|week|month|quarter|year)s?$/i;
const MAX_NAMES = 12;

/** @param best names near to it, the nearest first */
export function missingColumnHint(
  parts: readonly Identifier[],
  best: readonly string[],
  scope: Scope,
  node: ParserRuleContext,
): string | undefined {
  const name = parts.map((part) => part.text).join('.');
  const [first] = best;
  if (/^all$/i.test(name)) return 'There is no GROUP BY ALL: name the columns, or their places: GROUP BY 1, 2.';
  if (parts.length > 1 && first?.toLowerCase() === name.toLowerCase()) {
    return `A name with a point in it stands in double quotes: ${quoteIdentifier(first)}.`;
  }
  const meant = best.length > 0 ? `Did you mean ${best.map(quoteIdentifier).join(', ')}?` : columnsThere(scope);
  if (parts.length > 1) return mergedColumnHint(parts, scope) ?? aliasedTableHint(parts, scope) ?? meant;
  const [, unit] = TIME_UNIT.exec(name) ?? [];
  if (unit !== undefined && !parts[0].quoted) return `A unit of time stands in single quotes: '${unit.toLowerCase()}'.`;
  const aliased = aliasHint(name, node);
  if (aliased !== undefined) return aliased;
  const isText = parts[0].quoted || /^[A-Z][A-Z_]*$/.test(name) || isComparedWith(node);
  const asText = isText ? `A text stands in single quotes: ${quoteLiteral(name)}.` : undefined;
  if (asText === undefined || (!parts[0].quoted && isComparedWith(node))) return asText ?? meant;
  return meant === undefined ? asText : `${meant} ${asText}`;
}

/** ORDER BY sees what SELECT calls its columns; the other clauses come before it. */
function aliasHint(name: string, node: ParserRuleContext): string | undefined {
  let groups = false;
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at instanceof GroupByContext) groups = true;
    if (!(at instanceof QuerySpecificationContext)) continue;
    const items = at.selectList().selectItem();
    const place = items.findIndex((item) => {
      const alias = item._alias ?? item.identifier();
      return alias != null && sameName(identifierOf(alias).text, name);
    });
    if (place < 0) continue;
    const byPlace = groups ? `, or write GROUP BY ${place + 1}` : '';
    return `${name} is an alias of SELECT, which only ORDER BY sees: repeat its expression here${byPlace}.`;
  }
  return undefined;
}

/** JOIN … USING makes one column of two, which then is no table's. */
function mergedColumnHint([table, column]: readonly Identifier[], { members }: Scope): string | undefined {
  if (!members.some(({ qualifier }) => sameName(qualifier, table.text))) return undefined;
  const isMerged = members.some((member) => member.qualifier === undefined && member.lookup(column.text).length > 0);
  return isMerged ? `USING has made one column of both: write ${quoteIdentifier(column.text)} alone.` : undefined;
}

/** `FROM spans a WHERE spans.kind = …` */
function aliasedTableHint([table, column]: readonly Identifier[], { members }: Scope): string | undefined {
  const own = members.filter(({ source }) => source !== undefined && sameName(source.relation.name, table.text));
  const [alias, ...others] = own.flatMap(({ qualifier }) => qualifier ?? []);
  if (alias === undefined || others.length > 0 || sameName(alias, table.text)) return undefined;
  const shown = column.quoted ? quoteIdentifier(column.text) : column.text;
  return `${table.text} is called ${alias} here: write ${alias}.${shown}.`;
}

/** Where no table of spans is in FROM, names cannot be looked up anywhere else. */
function columnsThere({ members }: Scope): string | undefined {
  if (members.some(({ source }) => source !== undefined)) return undefined;
  const names = [...new Set(members.flatMap((member) => member.star().flatMap((field) => field.name ?? [])))];
  if (names.length === 0) return members.length === 0 ? 'There is no FROM to take columns from.' : undefined;
  const shown = names.slice(0, MAX_NAMES).map(quoteIdentifier).join(', ');
  return `The columns here are ${shown}${names.length > MAX_NAMES ? ' …' : ''}.`;
}

/** Whether the name is all that stands on the right of a comparison, or one of a list. */
function isComparedWith(node: ParserRuleContext): boolean {
  let at: ParserRuleContext | null = node;
  while (at !== null && !(at.parent instanceof ComparisonContext) && !(at.parent instanceof InListContext)) {
    if (at.parent === null || at.parent.getChildCount() > 1) return false;
    at = at.parent;
  }
  return at !== null;
}
