// The fields that were picked last in this browser, newest first: they are often the next ones.
const KEY = 'tracelake.recent-fields';
const MOST = 4;

export function withRecentField(recent: readonly string[], key: string): readonly string[] {
  return [key, ...recent.filter((one) => one !== key)].slice(0, MOST);
}

export function recentFields(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function rememberField(key: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(withRecentField(recentFields(), key)));
  } catch {
    // No storage in this window: what was picked is picked all the same.
  }
}
