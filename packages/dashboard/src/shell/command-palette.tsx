// Search or jump to: functions, fields, values, questions, pages, actions; a pasted trace id opens at once. Typing never waits for an answer.
import { useRouter } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  useDeferredValue,
  useEffect,
  useId,
  useLayoutEffect,
  useState,
} from 'react';
import type { EarlyLetters } from '../keys/early-letters.ts';
import { Dialog } from '../ui/dialog.tsx';
import { KeyCap } from '../ui/key-hint.tsx';
import { Matched } from '../ui/matched.tsx';
import styles from './command-palette.module.css';
import { chosenEntry, entryBeside, type PaletteEntry } from './palette-entry.ts';
import { usePaletteGroups } from './palette-groups.tsx';
import { pastedAddress, pastedTraceId } from './pasted-trace-id.ts';

interface CommandPaletteProps {
  readonly isOpen: boolean;
  /** Told when the field is there; what was typed before is its text. */
  readonly early: EarlyLetters;
  readonly onClose: () => void;
  readonly onKeys: () => void;
}

interface Entered {
  readonly text: string;
  readonly isNewTab: boolean;
  /** It has waited long enough. */
  readonly isDue: boolean;
}

const LONGEST_WAIT_MS = 500;

export function CommandPalette({ isOpen, ...rest }: CommandPaletteProps) {
  return (
    <Dialog label="Search or jump to" isOpen={isOpen} onClose={rest.onClose}>
      <PaletteContent {...rest} />
    </Dialog>
  );
}

function PaletteContent({ early, onClose, onKeys }: Omit<CommandPaletteProps, 'isOpen'>) {
  const router = useRouter();
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const { groups, isWaiting } = usePaletteGroups(search, onClose, onKeys);
  const [move, setMove] = useState({ search: '', id: '' });
  const chosen = chosenEntry(groups, search, move);
  const listId = useId();
  const entries = groups.flatMap((group) => group.entries);
  const optionId = (entry: PaletteEntry): string => `${listId}-${entries.indexOf(entry)}`;

  // ↵ before the list has what was typed: what comes first then is opened as soon as it is there, or what there is after a while.
  const [entered, setEntered] = useState<Entered | null>(null);
  const isBehind = text.trim() !== search || (isWaiting && entered?.isDue !== true);
  useLayoutEffect(() => {
    if (entered === null || isBehind || (chosen === null && isWaiting)) return;
    setEntered(null);
    if (entered.text === text) chosen?.onOpen(entered.isNewTab);
  });
  useEffect(() => {
    if (entered === null || entered.isDue) return;
    const timer = setTimeout(() => setEntered({ ...entered, isDue: true }), LONGEST_WAIT_MS);
    return () => clearTimeout(timer);
  }, [entered]);

  // The dialog around gives the field the focus in the same turn: no key falls in between.
  useLayoutEffect(() => {
    const { typed, isEntered } = early.stop();
    if (typed !== '') setText(typed);
    if (isEntered) setEntered({ text: typed, isNewTab: false, isDue: false });
  }, [early]);

  // A trace and an address of this page open at once: nobody pastes them to look at them.
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = event.clipboardData.getData('text').trim();
    const address = pastedAddress(pasted, window.location.origin);
    if (address !== null) {
      event.preventDefault();
      onClose();
      router.history.push(address);
      return;
    }
    if (pastedTraceId(pasted) === null) return;
    event.preventDefault();
    setText(pasted);
    setEntered({ text: pasted, isNewTab: false, isDue: false });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const isNewTab = event.metaKey || event.ctrlKey;
    const step = stepOf(event);
    if (step !== 0) {
      if (chosen !== null) setMove({ search, id: entryBeside(groups, chosen, step).id });
    } else if (event.key === 'Enter') {
      if (isBehind) setEntered({ text, isNewTab, isDue: false });
      else chosen?.onOpen(isNewTab);
    } else return;
    event.preventDefault();
  };

  return (
    <div className={styles.palette}>
      <div className={styles.input}>
        <Search size={16} aria-hidden="true" />
        <input
          type="text"
          role="combobox"
          aria-label="Search or jump to"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={listId}
          aria-activedescendant={chosen === null ? undefined : optionId(chosen)}
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          value={text}
          placeholder="Function, field, value, trace id, page"
          onChange={({ target }) => setText(target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <KeyCap keys="escape" />
      </div>
      <div className={styles.list} id={listId} role="listbox" aria-label="Suggestions">
        {groups.length === 0 && <p className={styles.empty}>Nothing is called “{text}”.</p>}
        {groups.map(({ title, entries }) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no group of options.
          <div key={title} role="group" aria-label={title}>
            <p className={styles.title} aria-hidden="true">
              {title}
            </p>
            {entries.map((entry) => (
              <Entry
                key={entry.id}
                id={optionId(entry)}
                entry={entry}
                search={search}
                isChosen={entry.id === chosen?.id}
                onPoint={() => setMove({ search, id: entry.id })}
              />
            ))}
          </div>
        ))}
      </div>
      <footer className={styles.foot}>
        <span>
          <KeyCap keys="arrowup" /> <KeyCap keys="arrowdown" /> move
        </span>
        <span>
          <KeyCap keys="enter" /> open
        </span>
        <span>
          <KeyCap keys="mod+enter" /> in a new tab
        </span>
        <span className={styles.grow} />
        <span>
          <KeyCap keys="?" /> all keys
        </span>
      </footer>
    </div>
  );
}

interface EntryProps {
  readonly id: string;
  readonly entry: PaletteEntry;
  readonly search: string;
  readonly isChosen: boolean;
  readonly onPoint: () => void;
}

function Entry({ id, entry: { name, icon, note, does, onOpen }, search, isChosen, onPoint }: EntryProps) {
  useEffect(() => {
    if (isChosen) document.getElementById(id)?.scrollIntoView({ block: 'nearest' });
  }, [isChosen, id]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and the keys, as a combobox has.
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      className={styles.entry}
      onPointerMove={onPoint}
      onClick={({ metaKey, ctrlKey }) => onOpen(metaKey || ctrlKey)}
    >
      <span className={styles.icon}>{icon}</span>
      <span className={styles.name}>
        <Matched text={name} match={search} />
        {note !== undefined && <small>{note}</small>}
      </span>
      <span className={styles.does}>
        {does}
        {isChosen && <KeyCap keys="enter" />}
      </span>
    </div>
  );
}

/** Arrows, and the keys of those who know Emacs or Vim. */
function stepOf({ key, ctrlKey }: KeyboardEvent): 1 | -1 | 0 {
  if (key === 'ArrowDown' || (ctrlKey && (key === 'n' || key === 'j'))) return 1;
  if (key === 'ArrowUp' || (ctrlKey && key === 'p')) return -1;
  return 0;
}
