// The spans of a group of errors as filters, the very ones that the server counts for it: its type, and its message with anything where a number or
// an id was taken out. Pure.
import { type Filter, type FilterNode, isFilterGroup } from '@tracelake/query/structured';
import type { ErrorGroups } from '../api/api-types.ts';
import { joined } from '../explore/value-filter.ts';

type ErrorGroup = ErrorGroups['errors'][number];
type Told = Pick<ErrorGroup, 'type' | 'message'>;
type Condition = Pick<Filter, 'op' | 'value'>;

const FAILED: Filter = { column: 'status_code', op: '=', value: 'ERROR' };

/** What an exception says wins over what its span says: a caller that passes an error on is in the group, mostly without an exception of its own. */
export function groupFilters({ type, message }: Told): readonly FilterNode[] {
  return [
    ...said('exception.type', 'error.type', type === null ? null : { op: '=', value: type }, [FAILED]),
    ...said(
      'exception.message',
      'status_message',
      message === null ? null : { op: 'matches', value: messagePattern(message) },
    ),
  ];
}

/**
 * Those of them to be compared with the rest: where the error was thrown, as far as that is recorded. Who passes it on up to the page has neither
 * the attributes nor the version that tell why.
 */
export function originFilters(group: Told & Pick<ErrorGroup, 'newest'>): readonly FilterNode[] {
  if (!isThrown(group)) return groupFilters(group);
  return [{ column: 'exception.type', op: 'exists' }, ...groupFilters(group)];
}

/** Of a chain the span that began last is the newest: it is where an exception is, if anywhere. */
export function isThrown({ newest }: Pick<ErrorGroup, 'newest'>): boolean {
  return newest.stack !== null;
}

/** The first of both that there is. @param also holds where there is no exception */
function said(
  column: string,
  otherwise: string,
  condition: Condition | null,
  also: readonly Filter[] = [],
): readonly FilterNode[] {
  const noException: Filter = { column, op: 'does-not-exist' };
  if (condition === null) return [noException, { column: otherwise, op: 'does-not-exist' }, ...also];
  const bySpan = joined([noException, { column: otherwise, ...condition }, ...also], 'AND');
  return [joined([{ column, ...condition }, bySpan], 'OR')];
}

/** The spans of any of the groups, or of none of them. */
export function groupsFilter(groups: readonly Told[], isExcluded = false): FilterNode {
  const any = joined(
    groups.map((group) => joined(groupFilters(group), 'AND')),
    'OR',
  );
  return isExcluded ? negated(any) : any;
}

const NEGATED = { '=': '!=', matches: 'does-not-match', 'does-not-exist': 'exists' } as const;

function negated(node: FilterNode): FilterNode {
  if (!isFilterGroup(node)) return { ...node, op: NEGATED[node.op as keyof typeof NEGATED] };
  return joined(node.filters.map(negated), node.filterCombination === 'OR' ? 'AND' : 'OR');
}

/** A normal message of this length may have been cut by the server: what follows is not known. */
const SURELY_WHOLE = 200;

/** `#` stands for a number or an id, `…` in quotes for anything quoted. Of a message its first line counts. */
export function messagePattern(message: string): string {
  const pattern = message
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replaceAll('#', '[0-9A-Za-z_.,:#-]+')
    .replaceAll('"…"', '["`][^"`]*["`]')
    .replaceAll("'…'", "'[^']*'");
  return `^${pattern}${message.length < SURELY_WHOLE ? '(\\n|$)' : ''}`;
}

/** Where its spans are: the rest that it is compared with. */
export function inServices({ services }: Pick<ErrorGroup, 'services'>): readonly Filter[] {
  return services.length === 0 ? [] : [{ column: 'service_name', op: 'in', value: services }];
}
