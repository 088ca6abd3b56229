// Keys that belong to what has the focus, a row or a value, and not to the page: it hears them itself.
import { type PressedKey, pressText } from './key-press.ts';

/** The key; null where it is held with ⌘, Ctrl or Alt, which is the page's, or is a letter where these are switched off (WCAG 2.1.4). */
export function ownKey(event: PressedKey, { singleKeys }: { readonly singleKeys: boolean }): string | null {
  const press = pressText(event);
  if (press === null || press.startsWith('mod+')) return null;
  return event.key.length === 1 && event.key !== ' ' && !singleKeys ? null : event.key;
}
