// Behaviour by the table of keys: a component says what its keys do while it is there, one listener hears them all.
import { useEffect, useRef } from 'react';
import { settings } from '../settings.ts';
import { isOneLetter, isSingleCharacter, pressText } from './key-press.ts';
import { CONTEXT_ORDER, KEY_TABLE, type KeyContext, type KeyName } from './key-table.ts';

/** False: not for me, ask the next. */
export type KeyAction = (event: KeyboardEvent) => unknown;
export type KeyActions = Partial<Record<KeyName, KeyAction>>;

/** Where the page does nothing with it, the browser goes to its address. */
const OF_BROWSER = 'mod+k';
/** A field undoes its own letters. */
const OF_TEXT: readonly string[] = ['mod+z', 'mod+shift+z'];
/** A key that is held walks through a list or a trace; all else it does once. */
const ONCE_CONTEXTS: ReadonlySet<KeyContext> = new Set(['everywhere', 'explore', 'errors', 'sql']);
/** A second press of a sequence comes within this time. */
const SEQUENCE_MS = 1200;

const listeners = new Set<{ current: KeyActions }>();
let pending: { readonly press: string; readonly atMs: number } | null = null;

export function useKeys(actions: KeyActions): void {
  const current = useRef(actions);
  current.current = actions;
  useEffect(() => {
    if (listeners.size === 0) window.addEventListener('keydown', onKey);
    listeners.add(current);
    return () => {
      listeners.delete(current);
      if (listeners.size === 0) window.removeEventListener('keydown', onKey);
    };
  }, []);
}

function onKey(event: KeyboardEvent): void {
  const press = pressText(event);
  if (press === null || event.defaultPrevented || event.isComposing) return;
  if (press === OF_BROWSER) event.preventDefault();
  if (isBehindDialog()) return;
  const target = event.composedPath()[0] ?? null;
  if (isSingleCharacter(press) && isTyping(target)) return;
  if (isOneLetter(press) && !settings.value.singleKeys) return;
  if (OF_TEXT.includes(press) && isTyping(target)) return;
  const sequence =
    pending !== null && event.timeStamp - pending.atMs < SEQUENCE_MS ? `${pending.press} ${press}` : null;
  pending = null;
  if (sequence !== null && act(sequence, event)) return;
  if (act(press, event)) return;
  if (isPrefix(press)) pending = { press, atMs: event.timeStamp };
}

/** The nearest context first; of one context the component that came last. */
function act(press: string, event: KeyboardEvent): boolean {
  const open = [...listeners].reverse();
  for (const context of CONTEXT_ORDER) {
    for (const { current } of open) {
      for (const [name, action] of Object.entries(current) as [KeyName, KeyAction][]) {
        const entry = KEY_TABLE[name];
        if (entry.context !== context || !entry.keys.includes(press)) continue;
        if (event.repeat && ONCE_CONTEXTS.has(context)) continue;
        if (action(event) === false) continue;
        event.preventDefault();
        return true;
      }
    }
  }
  return false;
}

function isPrefix(press: string): boolean {
  return Object.values(KEY_TABLE).some(({ keys }) => keys.some((key) => key.startsWith(`${press} `)));
}

/** Escape is the dialog's, and nothing else is meant for the page that it covers. */
function isBehindDialog(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog, [role="dialog"], [role="menu"], [role="listbox"], [cmdk-root]') !== null) return true;
  return (
    target.isContentEditable ||
    (target.matches('input, textarea, select') && !target.matches('[type="checkbox"], [type="radio"]'))
  );
}
