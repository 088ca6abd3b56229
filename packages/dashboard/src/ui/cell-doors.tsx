// What can be done with the value under the pointer or the focus, beside it: one for a table, not one for each of its cells.
import { Ellipsis, Filter, Minus } from 'lucide-react';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { IconButton } from './button.tsx';
import styles from './cell-doors.module.css';
import { usedKeys, type ValueKeys, verbText } from './value-keys.ts';
import { VerbMenu } from './verb-menu.tsx';

export { VerbMenu };

interface CellDoorsProps {
  readonly body: RefObject<HTMLTableSectionElement | null>;
  /** Of the row and the column of these names. */
  readonly keysOf: (row: string, column: string) => ValueKeys;
  /** Whose menu is to be opened: a cell, or a row's first value. */
  readonly asked: { readonly target: Element } | null;
}

/** Those that have a button of their own; all are in the menu. */
const AT_ONCE = [
  ['where', <Filter key="where" size={13} />],
  ['exclude', <Minus key="exclude" size={13} />],
] as const;
const GAP_PX = 6;
/** A finger that stays opens the menu; one that moves scrolls. None is ever still. */
const LONG_PRESS_MS = 500;
const STILL_PX = 8;

export function CellDoors({ body, keysOf, asked }: CellDoorsProps) {
  const [cell, setCell] = useState<HTMLTableCellElement | null>(null);
  const [isOpen, setOpen] = useState(false);
  const doors = useRef<HTMLDivElement>(null);
  const isHeld = useRef(false);
  isHeld.current = isOpen;

  useEffect(() => {
    const rows = body.current;
    const table = rows?.closest('table')?.parentElement;
    if (!rows || !table) return;
    const events = new AbortController();
    const show = (target: Element): void => {
      if (isHeld.current || target.closest('[data-doors]') !== null) return;
      setCell(rows.contains(target) ? valueCell(target) : null);
    };
    const hide = (): void => {
      if (!isHeld.current && table.querySelector(':focus-visible') === null) setCell(null);
    };
    const open = (target: Element): void => {
      show(target);
      setOpen(true);
    };
    const listen = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      act: (event: HTMLElementEventMap[Name]) => void,
    ): void => table.addEventListener(name, act, { signal: events.signal });
    listen('pointerover', ({ pointerType, target }) => pointerType !== 'touch' && show(target as Element));
    listen('pointerleave', hide);
    listen('focusin', ({ target }) => (target as Element).matches(':focus-visible') && show(target as Element));
    listen('focusout', ({ relatedTarget }) => table.contains(relatedTarget as Node | null) || hide());
    // A finger that stays has what follows; the right button keeps the browser's own menu.
    listen('contextmenu', (event) => (event as PointerEvent).pointerType === 'touch' && event.preventDefault());
    const end = onLongPress(rows, open);
    const under = rows.querySelector('td[data-cell]:hover') ?? rows.querySelector('tr:hover, :focus-visible');
    if (under !== null) show(under);
    return () => {
      events.abort();
      end();
    };
  }, [body]);

  useEffect(() => {
    if (asked === null) return;
    setCell(valueCell(asked.target));
    setOpen(true);
  }, [asked]);

  // The pointer may be on them, and is over their row all the same.
  const row = cell?.closest('tr');
  useEffect(() => {
    row?.toggleAttribute('data-pointed', true);
    return () => void row?.toggleAttribute('data-pointed', false);
  }, [row]);
  // Each time: a row may have come before theirs.
  useLayoutEffect(() => {
    if (cell?.isConnected === false) {
      setCell(null);
      setOpen(false);
    } else if (cell !== null && doors.current !== null) place(doors.current, cell);
  });

  if (cell === null || !row?.isConnected) return null;
  const verbs = keysOf(row.dataset['row'] ?? '', cell.dataset['cell'] ?? '');
  if (usedKeys(verbs).length === 0) return null;
  return (
    <div ref={doors} className={styles.doors} data-doors="">
      {AT_ONCE.map(
        ([verb, icon]) =>
          verbs[verb] !== undefined && (
            <IconButton key={verb} label={verbText(verb, verbs.about)} hint={verb} icon={icon} onClick={verbs[verb]} />
          ),
      )}
      <VerbMenu
        verbs={verbs}
        isOpen={isOpen}
        onOpenChange={setOpen}
        backTo={cell}
        trigger={
          <IconButton
            label={`What can be done with ${verbs.about?.text ?? 'this value'}`}
            icon={<Ellipsis size={13} />}
          />
        }
      />
    </div>
  );
}

/** That it lies in, else the first of its row. */
function valueCell(target: Element): HTMLTableCellElement | null {
  return target.closest('td[data-cell]') ?? target.closest('tr[data-index]')?.querySelector('td[data-cell]') ?? null;
}

/** Behind the words of their cell, before those that stand at its right; over them where there is no room. */
function place(doors: HTMLElement, cell: HTMLElement): void {
  const table = doors.parentElement!;
  const { left: tableLeft, top: tableTop } = table.getBoundingClientRect();
  const { left, right, top, height } = cell.getBoundingClientRect();
  const words = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const isRight = getComputedStyle(cell).textAlign === 'right';
  let edge = isRight ? right : left;
  while (words.nextNode() !== null) {
    range.selectNodeContents(words.currentNode);
    const text = range.getBoundingClientRect();
    if (text.width > 0) edge = isRight ? Math.min(edge, text.left) : Math.max(edge, text.right);
  }
  const wanted = isRight ? edge - GAP_PX - doors.offsetWidth : edge + GAP_PX;
  const within = Math.max(left, Math.min(wanted, right - doors.offsetWidth - 2));
  doors.style.left = `${within - tableLeft + table.scrollLeft}px`;
  // Between the lines.
  doors.style.top = `${top - tableTop + 1}px`;
  doors.style.height = `${height - 2}px`;
}

/** The press that it ends with is none on the row. */
function onLongPress(rows: HTMLElement, act: (target: Element) => void): () => void {
  const events = new AbortController();
  const { signal } = events;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLong = false;
  let begun = { x: 0, y: 0 };
  const stop = (): void => clearTimeout(timer);
  rows.addEventListener(
    'pointerdown',
    (event) => {
      isLong = false;
      if (event.pointerType !== 'touch') return;
      begun = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => {
        isLong = true;
        act(event.target as Element);
      }, LONG_PRESS_MS);
    },
    { signal },
  );
  for (const name of ['pointerup', 'pointercancel'] as const) rows.addEventListener(name, stop, { signal });
  rows.addEventListener(
    'pointermove',
    ({ clientX, clientY }) => Math.hypot(clientX - begun.x, clientY - begun.y) > STILL_PX && stop(),
    { signal },
  );
  rows.addEventListener(
    'click',
    (event) => {
      if (isLong) event.stopPropagation();
      isLong = false;
    },
    { capture: true, signal },
  );
  return () => {
    stop();
    events.abort();
  };
}
