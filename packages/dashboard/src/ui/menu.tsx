// A menu of actions, each with icon, words and key.
import { DropdownMenu as Radix } from 'radix-ui';
import type { KeyboardEvent, ReactNode } from 'react';
import { pressText } from '../keys/key-press.ts';
import { settings } from '../settings.ts';
import { KeyCap } from './key-hint.tsx';
import styles from './menu.module.css';

export interface MenuItem {
  readonly label: ReactNode;
  readonly icon?: ReactNode;
  readonly keys?: string | undefined;
  readonly isChecked?: boolean;
  /** One of several that can be checked: the menu stays open. */
  readonly isMany?: boolean;
  readonly onSelect: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly trigger: ReactNode;
  /** Above the items: what they are about. */
  readonly caption?: ReactNode;
  /** Groups with a line between them. */
  readonly groups: readonly (readonly MenuItem[])[];
  readonly align?: 'start' | 'end';
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  /** Has the focus once it is closed; its trigger without it. */
  readonly backTo?: HTMLElement | undefined;
}

export function Menu({ label, trigger, caption, groups, align = 'start', isOpen, onOpenChange, backTo }: MenuProps) {
  return (
    <Radix.Root modal={false} {...(isOpen === undefined ? {} : { open: isOpen })} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={styles.menu}
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          loop
          onCloseAutoFocus={(event) => {
            if (!backTo?.isConnected) return;
            event.preventDefault();
            backTo.focus();
          }}
          onKeyDown={(event) => pressItem(event, groups.flat())}
        >
          {caption !== undefined && <Radix.Label className={styles.caption}>{caption}</Radix.Label>}
          {groups.map((group, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: groups have no name and never change their order.
            <Radix.Group key={index} className={styles.group}>
              {group.map((item, at) => (
                <Radix.Item
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                  key={at}
                  className={styles.item}
                  onSelect={(event) => {
                    if (item.isMany) event.preventDefault();
                    item.onSelect();
                  }}
                  {...(item.isChecked === undefined
                    ? {}
                    : { role: item.isMany ? 'menuitemcheckbox' : 'menuitemradio', 'aria-checked': item.isChecked })}
                >
                  <span className={styles.icon}>{item.icon}</span>
                  <span className={styles.label}>{item.label}</span>
                  {item.keys !== undefined && <KeyCap keys={item.keys} />}
                </Radix.Item>
              ))}
            </Radix.Group>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Arrows and the like move in the menu, whatever they do outside of it. */
const LETTER = /^(?:shift\+)?[a-z]$/;

/** The key that an item shows is its own while the menu is open. */
function pressItem(event: KeyboardEvent, items: readonly MenuItem[]): void {
  const press = pressText(event);
  if (press === null || !LETTER.test(press) || !settings.value.singleKeys) return;
  const at = items.findIndex(({ keys }) => keys === press);
  if (at < 0) return;
  event.preventDefault();
  event.currentTarget.querySelectorAll<HTMLElement>('[role^="menuitem"]')[at].click();
}
