// The fields that were picked last in this browser, newest first: they are often the next ones.
import { isText, keep, readKeptList } from '../kept.ts';

const KEY = 'tracelake.recent-fields';
const MOST = 4;

export function withRecentField(recent: readonly string[], key: string): readonly string[] {
  return [key, ...recent.filter((one) => one !== key)].slice(0, MOST);
}

export function recentFields(): readonly string[] {
  return readKeptList(KEY, isText).slice(0, MOST);
}

export function rememberField(key: string): void {
  keep(KEY, withRecentField(recentFields(), key));
}
