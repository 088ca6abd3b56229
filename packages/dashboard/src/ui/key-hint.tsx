// A key as a cap, by its name in the table of keys.
import { keyText, spokenText } from '../keys/key-press.ts';
import { KEY_TABLE, type KeyName } from '../keys/key-table.ts';
import styles from './key-hint.module.css';

const IS_MAC = navigator.platform.startsWith('Mac');

export function KeyHint({ name }: { readonly name: KeyName }) {
  return <KeyCap keys={KEY_TABLE[name].keys[0]} />;
}

export function KeyCap({ keys }: { readonly keys: string }) {
  return (
    <kbd className={styles.key} aria-hidden="true">
      {shownKeys(keys)}
    </kbd>
  );
}

/** A single letter is shown as on the keyboard. */
export function shownKeys(keys: string): string {
  const text = keyText(keys, IS_MAC);
  return /^[a-z]$/.test(text) ? text.toUpperCase() : text;
}

/** A key as it is read aloud. */
export function spokenKey(keys: string): string {
  return spokenText(keys, IS_MAC);
}

export function keyTitle(label: string, name: KeyName): string {
  return `${label}  ${shownKeys(KEY_TABLE[name].keys[0])}`;
}
