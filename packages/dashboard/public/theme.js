// Before the first paint: the theme that was chosen. Without a choice the system decides, through tokens.css.
try {
  const theme = localStorage.getItem('tracelake.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage in this window: the system decides.
}
