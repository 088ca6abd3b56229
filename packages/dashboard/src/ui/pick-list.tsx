// A list that is searched by typing: what is typed is found at once in what is there, and may be taken as it stands.

import { Command } from 'cmdk';
import { Star } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useContext, useEffect, useLayoutEffect, useState } from 'react';
import { visibleText } from '../format/visible-text.ts';
import { EarlyTyping } from '../keys/early-letters.ts';
import { classNames } from './class-names.ts';
import { KeyCap } from './key-hint.tsx';
import { Matched } from './matched.tsx';
import styles from './pick-list.module.css';

export interface PickItem {
  readonly value: string;
  /** Default: the value. */
  readonly label?: string;
  readonly note?: string;
  readonly more?: string;
  readonly side?: ReactNode;
}

interface PickListProps {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly groups: readonly { readonly title: string; readonly items: readonly PickItem[] }[];
  /** By ⇥: on to what comes next. */
  readonly onPick: (value: string, isByTab: boolean) => void;
  /** Default: yes. */
  readonly isFocused?: boolean;
  /** What was typed is a choice of its own. */
  readonly takesText?: boolean;
  readonly foot?: ReactNode;
  /** Values with a star, which ⇧↵ or a press on it sets. */
  readonly starred?: readonly string[];
  readonly onStar?: (value: string) => void;
}

export function PickList({
  label,
  text,
  onText,
  groups,
  onPick,
  isFocused = true,
  takesText = false,
  foot,
  starred,
  onStar,
}: PickListProps) {
  const typed = text.trim();
  const isKnown = groups.some(({ items }) => items.some(({ value }) => value === typed));
  // Answers come after the typing: the first of what is there is what ↵ takes.
  const filled = groups.find(({ items }) => items.length > 0);
  const first = filled === undefined ? `typed ${typed}` : `${filled.title} ${filled.items[0].value}`;
  const [chosen, setChosen] = useState(first);
  useLayoutEffect(() => setChosen(first), [first]);
  const pick = (name: string, isByTab: boolean): boolean => {
    const items = groups.flatMap(({ title, items: all }) =>
      all.map(({ value }) => [`${title} ${value}`, value] as const),
    );
    const value = items.find(([one]) => one === name)?.[1] ?? (takesText ? typed : '');
    if (value !== '') onPick(value, isByTab);
    return value !== '';
  };
  const early = useContext(EarlyTyping);
  /** With ↵ behind it, before the list was there. */
  const [entered, setEntered] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the field is there.
  useLayoutEffect(() => {
    const before = early?.stop();
    if (before === undefined || before.typed === '') return;
    onText(before.typed);
    if (before.isEntered) setEntered(before.typed);
  }, [early]);
  useEffect(() => {
    if (entered === null || entered !== text) return;
    setEntered(null);
    pick(first, false);
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    // ⇥ takes it as ↵ does, and goes on to what comes next; where nothing is typed it leaves as in any field.
    if (event.key === 'Tab' && !event.shiftKey && typed !== '' && pick(chosen, true)) event.preventDefault();
    else star(event);
  };
  const star = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !event.shiftKey || onStar === undefined) return;
    const item = groups.flatMap(({ title, items }) =>
      items.map((one) => [`${title} ${one.value}`, one.value] as const),
    );
    const value = item.find(([name]) => name === chosen)?.[1] ?? typed;
    event.preventDefault();
    if (value !== '') onStar(value);
  };
  return (
    <Command
      shouldFilter={false}
      loop
      value={chosen}
      onValueChange={setChosen}
      label={label}
      className={styles.pick}
      onKeyDown={onKeyDown}
    >
      <Command.Input
        value={text}
        onValueChange={onText}
        placeholder={label}
        className={styles.input}
        autoFocus={isFocused}
        // What it opens with is written over.
        onFocus={(event) => event.target.select()}
      />
      <Command.List className={styles.list} label={label}>
        {groups
          .filter(({ items }) => items.length > 0)
          .map(({ title, items }) => (
            <Command.Group key={title} heading={title} className={styles.group}>
              {items.map((item) => (
                <Command.Item
                  key={item.value}
                  value={`${title} ${item.value}`}
                  onSelect={() => onPick(item.value, false)}
                  className={styles.item}
                >
                  <span className={styles.name}>
                    <Matched text={item.label ?? item.value} match={typed} />
                  </span>
                  {item.note !== undefined && <span className={styles.note}>{item.note}</span>}
                  {item.more !== undefined && <span className={styles.more}>{visibleText(item.more)}</span>}
                  <span className={styles.side}>{item.side}</span>
                  {onStar !== undefined && (
                    <Star
                      size={14}
                      aria-hidden="true"
                      className={classNames(styles.star, starred?.includes(item.value) && styles.starred)}
                      onClick={(event) => {
                        event.stopPropagation();
                        onStar(item.value);
                      }}
                    />
                  )}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        {takesText && typed !== '' && !isKnown && (
          <Command.Item value={`typed ${typed}`} onSelect={() => onPick(typed, false)} className={styles.item}>
            <span className={styles.name}>{visibleText(typed)}</span>
            <span className={styles.side}>as typed</span>
          </Command.Item>
        )}
        <Command.Empty className={styles.empty}>Nothing like “{typed}”.</Command.Empty>
      </Command.List>
      <footer className={styles.foot}>
        <KeyCap keys="enter" /> choose
        {onStar !== undefined && (
          <>
            <KeyCap keys="shift+enter" /> favourite
          </>
        )}
        <span className={styles.grow} />
        {foot}
      </footer>
    </Command>
  );
}
