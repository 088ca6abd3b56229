// The spans of a group of errors as filters: its type, and its message with anything where a number or an id was taken out. Pure.
import type { Filter } from '@tracelake/query/structured';
import type { ErrorGroup } from './error-group.ts';

/** Who has a stack recorded an exception; who has none said it by its status. */
export function groupFilters({
  type,
  message,
  newest,
}: Pick<ErrorGroup, 'type' | 'message' | 'newest'>): readonly Filter[] {
  const isException = newest.stack !== null;
  const filters: Filter[] = [];
  if (type !== null) filters.push({ column: isException ? 'exception.type' : 'error.type', op: '=', value: type });
  else if (!isException) filters.push({ column: 'status_code', op: '=', value: 'ERROR' });
  if (message !== null && message !== '')
    filters.push({
      column: isException ? 'exception.message' : 'status_message',
      op: 'matches',
      value: messagePattern(message),
    });
  return filters;
}

/** `#` and `…` in quotes stand for what differs from one message to the next. */
export function messagePattern(message: string): string {
  return `^${message.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll(/#|"…"|'…'/g, '.+')}`;
}

/** Where its spans are: the rest that it is compared with. */
export function inServices({ services }: Pick<ErrorGroup, 'services'>): readonly Filter[] {
  return services.length === 0 ? [] : [{ column: 'service_name', op: 'in', value: services }];
}
