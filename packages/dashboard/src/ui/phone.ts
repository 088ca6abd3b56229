// Whether the window is as narrow as a phone's, where a view is one column.

export const PHONE = '(max-width: 719px)';

export function isPhone(): boolean {
  return matchMedia(PHONE).matches;
}
