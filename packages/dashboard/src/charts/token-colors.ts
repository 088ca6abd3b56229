// Colours for what is drawn on a canvas: read from the tokens, again after each change of theme.
import { useEffect, useState } from 'react';

export type TokenColors = (token: string) => string;

/** As they are now. */
export function tokenColors(): TokenColors {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  return (token) => {
    const color = known.get(token) ?? style.getPropertyValue(`--${token}`).trim();
    known.set(token, color);
    return color;
  };
}

export function useTokenColors(): TokenColors {
  const [colors, setColors] = useState(tokenColors);
  useEffect(() => {
    const reread = () => setColors(() => tokenColors());
    const watched = new MutationObserver(reread);
    watched.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', reread);
    return () => {
      watched.disconnect();
      system.removeEventListener('change', reread);
    };
  }, []);
  return colors;
}
