// A press of a key as the table writes it, and the table's writing as people read it. Pure.

export interface PressedKey {
  readonly key: string;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const SYMBOLS: Readonly<Record<string, string>> = {
  mod: '⌘',
  shift: '⇧',
  enter: '↵',
  escape: 'Esc',
  space: 'Space',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  home: 'Home',
  end: 'End',
  backspace: '⌫',
  delete: 'Del',
};

/** `mod+shift+z`; null where Alt is held, which types characters on many keyboards. */
export function pressText({ key, metaKey, ctrlKey, altKey, shiftKey }: PressedKey): string | null {
  if (altKey || ['Shift', 'Control', 'Meta', 'Alt', 'Dead', 'Process'].includes(key)) return null;
  const lower = key === ' ' ? 'space' : key.toLowerCase();
  // `?` and `+` are typed with Shift on some keyboards and without on others.
  const isSymbol = key.length === 1 && !/[a-z0-9 ]/i.test(key);
  return `${metaKey || ctrlKey ? 'mod+' : ''}${shiftKey && !isSymbol ? 'shift+' : ''}${lower}`;
}

/** Typed into a field it is text. */
export function isSingleCharacter(press: string): boolean {
  return !press.includes('mod+') && press !== 'escape';
}

/** What can be switched off (WCAG 2.1.4): a letter, a digit or a sign. Arrows, Enter and Space have no other way. */
export function isOneLetter(press: string): boolean {
  return /^(?:shift\+)?.$/u.test(press);
}

/** `⇧⌘Z`, `g o`; Ctrl where there is no ⌘. */
export function keyText(keys: string, isMac: boolean): string {
  return keys
    .split(' ')
    .map((press) => {
      if (press.length === 1) return press;
      const parts = press.split('+').filter((part) => part !== '');
      const shown = parts.map((part) =>
        part === 'mod' && !isMac ? 'Ctrl ' : (SYMBOLS[part] ?? (parts.length > 1 ? part.toUpperCase() : part)),
      );
      return shown.join('');
    })
    .join(' ');
}

/** The same to be read aloud: `Control K`, `Shift Z`, `arrow up`. */
export function spokenText(keys: string, isMac: boolean): string {
  const words: Readonly<Record<string, string>> = { mod: isMac ? 'Command' : 'Control', shift: 'Shift' };
  return keys
    .split(' ')
    .map((press) =>
      (press.length === 1 ? [press] : press.split('+'))
        .map((part) => words[part] ?? (part.length === 1 ? part.toUpperCase() : part.replace(/^arrow/, 'arrow ')))
        .join(' '),
    )
    .join(' ');
}
