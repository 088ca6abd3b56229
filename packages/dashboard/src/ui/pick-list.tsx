// A list that is searched by typing: what is typed is found at once in what is there, and may be taken as it stands.
import { Command } from 'cmdk';
import { type ReactNode, useEffect, useState } from 'react';
import { KeyCap } from './key-hint.tsx';
import { Matched } from './matched.tsx';
import styles from './pick-list.module.css';

export interface PickItem {
  readonly value: string;
  /** Default: the value. */
  readonly label?: string;
  readonly note?: string;
  readonly more?: string;
  readonly side?: string;
}

interface PickListProps {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly groups: readonly { readonly title: string; readonly items: readonly PickItem[] }[];
  readonly onPick: (value: string) => void;
  /** What was typed is a choice of its own. */
  readonly takesText?: boolean;
  readonly foot?: ReactNode;
}

export function PickList({ label, text, onText, groups, onPick, takesText = false, foot }: PickListProps) {
  const typed = text.trim();
  const isKnown = groups.some(({ items }) => items.some(({ value }) => value === typed));
  // Answers come after the typing: the first of what is there is what ↵ takes.
  const filled = groups.find(({ items }) => items.length > 0);
  const first = filled === undefined ? `typed ${typed}` : `${filled.title} ${filled.items[0].value}`;
  const [chosen, setChosen] = useState(first);
  useEffect(() => setChosen(first), [first]);
  return (
    <Command shouldFilter={false} loop value={chosen} onValueChange={setChosen} label={label} className={styles.pick}>
      <Command.Input value={text} onValueChange={onText} placeholder={label} className={styles.input} autoFocus />
      <Command.List className={styles.list} label={label}>
        {groups
          .filter(({ items }) => items.length > 0)
          .map(({ title, items }) => (
            <Command.Group key={title} heading={title} className={styles.group}>
              {items.map((item) => (
                <Command.Item
                  key={item.value}
                  value={`${title} ${item.value}`}
                  onSelect={() => onPick(item.value)}
                  className={styles.item}
                >
                  <span className={styles.name}>
                    <Matched text={item.label ?? item.value} match={typed} />
                  </span>
                  {item.note !== undefined && <span className={styles.note}>{item.note}</span>}
                  {item.more !== undefined && <span className={styles.more}>{item.more}</span>}
                  <span className={styles.side}>{item.side}</span>
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        {takesText && typed !== '' && !isKnown && (
          <Command.Item value={`typed ${typed}`} onSelect={() => onPick(typed)} className={styles.item}>
            <span className={styles.name}>{typed}</span>
            <span className={styles.side}>as typed</span>
          </Command.Item>
        )}
        <Command.Empty className={styles.empty}>Nothing like “{typed}”.</Command.Empty>
      </Command.List>
      <footer className={styles.foot}>
        <KeyCap keys="enter" /> choose
        <span className={styles.grow} />
        {foot}
      </footer>
    </Command>
  );
}
