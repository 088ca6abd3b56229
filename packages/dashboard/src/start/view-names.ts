// The views of the page, and what stands first in the path of each.
export const VIEW_PAGES = {
  overview: '',
  function: 'functions',
  explore: 'explore',
  trace: 'trace',
  errors: 'errors',
  boards: 'boards',
  sql: 'sql',
  fields: 'fields',
  health: 'health',
} as const;

export type ViewName = keyof typeof VIEW_PAGES;
