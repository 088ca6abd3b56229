// The first script of the page, a small file of its own that runs before all else is read: the theme that was chosen, before the first paint,
// and the request of what the view asks first.
import { begin, endBegun } from './api/begun-request.ts';
import { firstRequest } from './start/first-request.ts';
import { openedView } from './start/opened-view.ts';

try {
  const theme = localStorage.getItem('tracelake.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
} catch {
  // No storage in this window: the system decides, through tokens.css.
}

const openedMs = Date.now();
const opened = openedView(location);
const request = opened === null ? null : firstRequest(opened, openedMs);
globalThis.tracelake = { openedMs, request: request === null ? null : begin(request) };
addEventListener('pagehide', endBegun);
