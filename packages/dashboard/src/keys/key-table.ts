// Every key of the page, once: what it does drives behaviour, tooltips, hints and the table that `?` shows.

export type KeyContext = 'everywhere' | 'list' | 'explore' | 'box' | 'trace' | 'errors' | 'board' | 'sql';

export interface KeyEntry {
  readonly context: KeyContext;
  /** Alternatives. `mod` is ⌘ on a Mac, Ctrl elsewhere; a space separates the presses of a sequence. */
  readonly keys: readonly string[];
  readonly label: string;
}

const table = {
  palette: { context: 'everywhere', keys: ['mod+k'], label: 'Search or jump to' },
  help: { context: 'everywhere', keys: ['?'], label: 'All keys' },
  filter: { context: 'everywhere', keys: ['/'], label: "The page's filter" },
  goOverview: { context: 'everywhere', keys: ['g o'], label: 'Overview' },
  goExplore: { context: 'everywhere', keys: ['g e'], label: 'Explore' },
  goErrors: { context: 'everywhere', keys: ['g r'], label: 'Errors' },
  goBoards: { context: 'everywhere', keys: ['g b'], label: 'Boards' },
  goSql: { context: 'everywhere', keys: ['g s'], label: 'SQL' },
  goFields: { context: 'everywhere', keys: ['g f'], label: 'Fields' },
  goHealth: { context: 'everywhere', keys: ['g h'], label: 'Health' },
  time: { context: 'everywhere', keys: ['t'], label: 'Time range' },
  earlier: { context: 'everywhere', keys: ['['], label: 'Earlier' },
  later: { context: 'everywhere', keys: [']'], label: 'Later' },
  rangeBefore: { context: 'everywhere', keys: ['z'], label: 'Range before' },
  zoomOut: { context: 'everywhere', keys: ['shift+z'], label: 'Zoom out' },
  live: { context: 'everywhere', keys: ['l'], label: 'Live' },
  save: { context: 'everywhere', keys: ['s'], label: 'Save the question' },
  share: { context: 'everywhere', keys: ['y'], label: 'Copy link' },
  undo: { context: 'everywhere', keys: ['mod+z'], label: 'Undo a query step or filter' },
  redo: { context: 'everywhere', keys: ['mod+shift+z'], label: 'Redo a query step or filter' },
  close: { context: 'everywhere', keys: ['escape'], label: 'Close, then clear the selection' },

  next: { context: 'list', keys: ['j', 'arrowdown'], label: 'Next row' },
  previous: { context: 'list', keys: ['k', 'arrowup'], label: 'Row before' },
  open: { context: 'list', keys: ['enter'], label: 'Open' },
  openInTab: { context: 'list', keys: ['mod+enter'], label: 'Open in a new tab' },
  select: { context: 'list', keys: ['space'], label: 'Select, for several values at once' },
  first: { context: 'list', keys: ['home'], label: 'First row' },
  last: { context: 'list', keys: ['end'], label: 'Last row' },
  where: { context: 'list', keys: ['w'], label: 'Where this value' },
  exclude: { context: 'list', keys: ['shift+w'], label: 'Exclude this value' },
  groupBy: { context: 'list', keys: ['b'], label: 'Group by this attribute' },
  traces: { context: 'list', keys: ['t'], label: 'Traces with this value' },
  copy: { context: 'list', keys: ['c'], label: 'Copy value' },

  builder: { context: 'explore', keys: ['q'], label: 'Query builder' },
  visualise: { context: 'explore', keys: ['v'], label: 'Add to visualise' },
  addWhere: { context: 'explore', keys: ['w'], label: 'Add to where' },
  addGroup: { context: 'explore', keys: ['b'], label: 'Add to group by' },
  addOrder: { context: 'explore', keys: ['o'], label: 'Order' },
  addHaving: { context: 'explore', keys: ['h'], label: 'Add to having' },
  run: { context: 'explore', keys: ['mod+enter'], label: 'Run' },
  groupsTab: { context: 'explore', keys: ['1'], label: 'Groups' },
  compareTab: { context: 'explore', keys: ['2'], label: 'Compare' },
  tracesTab: { context: 'explore', keys: ['3'], label: 'Traces' },
  eventsTab: { context: 'explore', keys: ['4'], label: 'Events' },
  beginBox: { context: 'explore', keys: ['x'], label: 'Begin a box: arrows move, shift and arrows resize' },

  boxCompare: { context: 'box', keys: ['d'], label: 'What is different?' },
  boxZoom: { context: 'box', keys: ['z'], label: 'Zoom into the box' },
  boxTraces: { context: 'box', keys: ['t'], label: 'Traces in the box' },
  boxWhere: { context: 'box', keys: ['w'], label: 'Where, as the box' },

  childOrOpen: { context: 'trace', keys: ['arrowright'], label: 'Open, then first child' },
  parentOrClose: { context: 'trace', keys: ['arrowleft'], label: 'Close, then parent' },
  openAll: { context: 'trace', keys: ['shift+arrowright'], label: 'Open all' },
  closeAll: { context: 'trace', keys: ['shift+arrowleft'], label: 'Close all' },
  nextError: { context: 'trace', keys: ['e'], label: 'Next error' },
  previousError: { context: 'trace', keys: ['shift+e'], label: 'Error before' },
  criticalPath: { context: 'trace', keys: ['p'], label: 'Critical path' },
  nextMatch: { context: 'trace', keys: ['n'], label: 'Next match' },
  previousMatch: { context: 'trace', keys: ['shift+n'], label: 'Match before' },
  zoomIn: { context: 'trace', keys: ['+', '='], label: 'Zoom in' },
  zoomOutTrace: { context: 'trace', keys: ['-'], label: 'Zoom out' },
  zoomAll: { context: 'trace', keys: ['0'], label: 'Whole trace' },
  sidePanel: { context: 'trace', keys: ['i'], label: 'Side panel' },
  map: { context: 'trace', keys: ['m'], label: 'Map' },

  resolveError: { context: 'errors', keys: ['e'], label: 'Resolve, or open again' },
  ignoreError: { context: 'errors', keys: ['i'], label: 'Ignore, or open again' },
  compareError: { context: 'errors', keys: ['d'], label: 'Compare with the rest' },

  arrange: { context: 'board', keys: ['a'], label: 'Arrange, or done' },
  movePanel: { context: 'board', keys: ['arrowleft', 'arrowright', 'arrowup', 'arrowdown'], label: 'Move the panel' },
  sizePanel: {
    context: 'board',
    keys: ['shift+arrowleft', 'shift+arrowright', 'shift+arrowup', 'shift+arrowdown'],
    label: 'Size the panel',
  },
  removePanel: { context: 'board', keys: ['backspace', 'delete'], label: 'Take the panel out' },

  runSql: { context: 'sql', keys: ['mod+enter'], label: 'Run' },
  formatSql: { context: 'sql', keys: ['mod+shift+f'], label: 'Format' },
  cancelSql: { context: 'sql', keys: ['escape'], label: 'Cancel a run, else leave the editor' },
} as const satisfies Record<string, KeyEntry>;

export type KeyName = keyof typeof table;
export const KEY_TABLE: Readonly<Record<KeyName, KeyEntry>> = table;

export const CONTEXT_TITLES: Readonly<Record<KeyContext, string>> = {
  everywhere: 'Everywhere',
  list: 'Lists and tables',
  explore: 'Explore',
  box: 'With a box',
  trace: 'Trace',
  errors: 'Errors',
  board: 'A board',
  sql: 'SQL',
};

/** The nearest context wins. */
export const CONTEXT_ORDER: readonly KeyContext[] = [
  'box',
  'list',
  'trace',
  'explore',
  'errors',
  'board',
  'sql',
  'everywhere',
];
