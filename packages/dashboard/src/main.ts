// The page's entry, small on purpose: what the view asks first is on its way while React, router and the view's code come.
import './styles/tokens.css';
import './styles/base.css';
import './styles/forced-colors.css';
import { beginView } from './start/begin-view.ts';

beginView(location);
void import('./page.tsx');
