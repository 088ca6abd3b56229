// The spans of a group of errors as filters: its type, and its message with anything where a number or an id was taken out. Pure.
import type { Filter, FilterNode } from '@tracelake/query/structured';
import { joined } from '../explore/value-filter.ts';
import type { ErrorGroup } from './error-group.ts';

type Told = Pick<ErrorGroup, 'type' | 'message' | 'newest'>;

const FAILED: Filter = { column: 'status_code', op: '=', value: 'ERROR' };

/** Who has a stack recorded an exception; who has none said it by its status. */
export function groupFilters({ type, message, newest }: Told): readonly Filter[] {
  const isException = newest.stack !== null;
  const filters: Filter[] = [];
  if (type !== null) filters.push({ column: isException ? 'exception.type' : 'error.type', op: '=', value: type });
  else if (!isException) filters.push(FAILED);
  if (message !== null && message !== '')
    filters.push({
      column: isException ? 'exception.message' : 'status_message',
      op: 'matches',
      value: messagePattern(message),
    });
  if (filters.length === 0) filters.push(FAILED);
  return filters;
}

/** The spans of any of the groups, or of none of them. */
export function groupsFilter(groups: readonly Told[], isExcluded = false): FilterNode {
  const nodes = groups.map((group) => {
    const filters = groupFilters(group);
    return isExcluded ? joined(filters.map(negated), 'OR') : joined(filters, 'AND');
  });
  return joined(nodes, isExcluded ? 'AND' : 'OR');
}

function negated(filter: Filter): Filter {
  return { ...filter, op: filter.op === 'matches' ? 'does-not-match' : '!=' };
}

/** `#` and `…` in quotes stand for what differs from one message to the next. */
export function messagePattern(message: string): string {
  return `^${message.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll(/#|"…"|'…'/g, '.+')}`;
}

/** Where its spans are: the rest that it is compared with. */
export function inServices({ services }: Pick<ErrorGroup, 'services'>): readonly Filter[] {
  return services.length === 0 ? [] : [{ column: 'service_name', op: 'in', value: services }];
}
