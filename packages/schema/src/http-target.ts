// The one attribute that has two columns.

/** `http.target` was path and query in one; it is stored as `url.path` and, behind the first "?", `url.query`. */
export const HTTP_TARGET_ALIAS = { key: 'http.target', path: 'url.path', query: 'url.query' } as const;
