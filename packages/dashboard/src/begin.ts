// The first script of the page, a small file of its own that runs before all else is read: the theme that was chosen, before the first paint,
// and the request of what the view asks first.
import { begin, endBegun } from './api/begun-request.ts';
import { readKept } from './kept.ts';
import { firstRequest } from './start/first-request.ts';
import { openedView } from './start/opened-view.ts';

// Else the system decides, through tokens.css.
const { theme } = (readKept('tracelake.settings') ?? {}) as { readonly theme?: string };
if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;

const openedMs = Date.now();
const opened = openedView(location);
const request = opened === null ? null : firstRequest(opened, openedMs);
globalThis.tracelake = { openedMs, request: request === null ? null : begin(request) };
addEventListener('pagehide', endBegun);
