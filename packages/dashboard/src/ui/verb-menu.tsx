// The menu of a value: those of its verbs that do something.
import { AlignLeft, Copy, Filter, Minus, Waypoints } from 'lucide-react';
import type { ReactNode } from 'react';
import { KEY_TABLE } from '../keys/key-table.ts';
import { Menu } from './menu.tsx';
import { type ValueKeys, type ValueVerb, VERB_WORDS } from './value-keys.ts';

interface VerbMenuProps {
  readonly verbs: ValueKeys;
  /** Of which traces; those of the page without it. */
  readonly tracesOf?: string | undefined;
  readonly trigger: ReactNode;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** Has the focus once it is closed; its trigger without it. */
  readonly backTo?: HTMLElement;
}

const GROUPS: readonly (readonly ValueVerb[])[] = [
  ['where', 'exclude', 'groupBy'],
  ['traces', 'copy'],
];
const ICONS: Readonly<Record<ValueVerb, ReactNode>> = {
  where: <Filter size={14} />,
  exclude: <Minus size={14} />,
  groupBy: <AlignLeft size={14} />,
  traces: <Waypoints size={14} />,
  copy: <Copy size={14} />,
};

export function VerbMenu({ verbs, tracesOf = '', trigger, isOpen, onOpenChange, backTo }: VerbMenuProps) {
  const { about } = verbs;
  const item = (verb: ValueVerb, act: () => void) => ({
    label: verb === 'traces' ? `${VERB_WORDS.traces} ${tracesOf}` : VERB_WORDS[verb],
    icon: ICONS[verb],
    keys: KEY_TABLE[verb].keys[0],
    onSelect: act,
  });
  const groups = GROUPS.map((group) =>
    group.flatMap((verb) => (verbs[verb] === undefined ? [] : [item(verb, verbs[verb])])),
  );
  return (
    <Menu
      label={about === undefined ? 'What can be done with this value' : `${about.column} = ${about.text}`}
      caption={
        about !== undefined && (
          <>
            {about.column} = <b>{about.text}</b>
          </>
        )
      }
      trigger={trigger}
      groups={groups.filter((group) => group.length > 0)}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      backTo={backTo}
    />
  );
}
