// One panel of a board: its title opens the question, its menu says how it is drawn; arranged, its head and corner are handles.
import { Link } from '@tanstack/react-router';
import { Check, Ellipsis, GripVertical } from 'lucide-react';
import { type CSSProperties, useState } from 'react';
import { KEY_TABLE } from '../keys/key-table.ts';
import { IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { Panel } from '../ui/panel.tsx';
import { WhenSeen } from '../ui/when-seen.tsx';
import type { BoardPanel, Direction } from './board-grid.ts';
import styles from './board-panel-frame.module.css';
import { GAP_PX, type PanelDrag, ROW_PX, usePanelDrag } from './panel-drag.ts';
import { type PanelView, panelView, VIEW_NAMES, viewsOf } from './panel-view.ts';
import { SavedQuestion } from './saved-question.tsx';
import { SavedSql } from './saved-sql.tsx';
import { TextPanel } from './text-panel.tsx';

interface BoardPanelFrameProps {
  readonly panel: BoardPanel;
  readonly index: number;
  /** On a phone, where the grid has one column. */
  readonly order: number;
  readonly isArranging: boolean;
  readonly onDrag: (drag: PanelDrag) => void;
  readonly onView: (view: PanelView) => void;
  readonly onText: (change: { readonly name?: string; readonly text?: string }) => void;
  readonly onMove: (direction: Direction) => void;
  readonly onSize: (direction: Direction) => void;
  readonly onRemove: () => void;
}

const HEAD_PX = 42;
const DIRECTIONS: readonly Direction[] = ['left', 'right', 'up', 'down'];
const SIZE_NAMES: Readonly<Record<Direction, string>> = {
  left: 'Narrower',
  right: 'Wider',
  up: 'Shorter',
  down: 'Taller',
};

export function BoardPanelFrame(props: BoardPanelFrameProps) {
  const { panel, index, order, isArranging, onDrag, onText } = props;
  const { name, query, sql, text, column, row, width, height } = panel;
  const [beside, setBeside] = useState<HTMLElement | null>(null);
  const move = usePanelDrag('move', onDrag);
  const size = usePanelDrag('size', onDrag);
  const contentPx = height * ROW_PX + (height - 1) * GAP_PX - HEAD_PX;
  const place = {
    '--panel-column': column + 1,
    '--panel-row': row + 1,
    '--panel-width': width,
    '--panel-height': height,
    '--panel-order': order,
  } as CSSProperties;
  return (
    <div data-panel={index} className={classNames(styles.place, isArranging && styles.arranged)} style={place}>
      <Panel label={name} className={styles.panel}>
        <header className={styles.head} {...(isArranging ? move : {})}>
          {isArranging && (
            <IconButton label={`Move ${name}`} icon={<GripVertical size={14} />} className={styles.grip} />
          )}
          <h2>{isArranging ? name : <Title panel={panel} />}</h2>
          <span ref={setBeside} className={styles.beside} />
          <PanelMenu {...props} />
        </header>
        <div className={styles.content} inert={isArranging && text === undefined}>
          {query !== undefined && (
            <WhenSeen minHeight={contentPx}>
              <SavedQuestion text={query} height={contentPx} view={panelView(panel)} beside={beside} />
            </WhenSeen>
          )}
          {sql !== undefined && (
            <WhenSeen minHeight={contentPx}>
              <SavedSql sql={sql} height={contentPx} view={panelView(panel)} beside={beside} />
            </WhenSeen>
          )}
          {text !== undefined && (
            <TextPanel name={name} text={text} height={contentPx} onChange={isArranging ? onText : null} />
          )}
        </div>
      </Panel>
      {isArranging && <span className={styles.corner} {...size} aria-hidden="true" />}
    </div>
  );
}

function Title({ panel: { name, query, sql, text } }: { readonly panel: BoardPanel }) {
  if (text !== undefined) return name;
  if (sql !== undefined)
    return (
      <Link to="/sql" search={{ sql }}>
        {name}
      </Link>
    );
  return (
    <Link to="/explore" search={{ q: query }}>
      {name}
    </Link>
  );
}

function PanelMenu({ panel, isArranging, onView, onMove, onSize, onRemove }: BoardPanelFrameProps) {
  const views = viewsOf(panel);
  const shown = panelView(panel);
  const drawn = views.map(
    (view): MenuItem => ({
      label: VIEW_NAMES[view],
      icon: view === shown ? <Check size={14} /> : null,
      isChecked: view === shown,
      onSelect: () => onView(view),
    }),
  );
  const arranged: readonly (readonly MenuItem[])[] = [
    DIRECTIONS.map((direction, at) => ({
      label: `Move ${direction}`,
      keys: KEY_TABLE.movePanel.keys[at],
      onSelect: () => onMove(direction),
    })),
    DIRECTIONS.map((direction, at) => ({
      label: SIZE_NAMES[direction],
      keys: KEY_TABLE.sizePanel.keys[at],
      onSelect: () => onSize(direction),
    })),
    [{ label: 'Take out', keys: KEY_TABLE.removePanel.keys[0], onSelect: onRemove }],
  ];
  const groups = [...(drawn.length === 0 ? [] : [drawn]), ...(isArranging ? arranged : [])];
  if (groups.length === 0) return null;
  return (
    <Menu
      label={`${panel.name}, panel`}
      align="end"
      trigger={<IconButton label={`More about ${panel.name}`} icon={<Ellipsis size={14} />} />}
      groups={groups}
    />
  );
}
