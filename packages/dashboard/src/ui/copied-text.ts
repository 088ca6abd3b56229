// Puts a text on the clipboard and says so, or that it could not: over plain http to another host a page has no clipboard of its own.
import { showFailure, showToast } from './toasts.tsx';

export async function copyText(text: string, said: string): Promise<void> {
  if ((await written(text)) || copiedByCommand(text)) showToast(said);
  else showFailure('Not copied: this browser does not let the page');
}

async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** The old way, which asks for no secure address. */
function copiedByCommand(text: string): boolean {
  const put = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('copy', put, { capture: true, once: true });
  const isCopied = document.execCommand('copy');
  document.removeEventListener('copy', put, { capture: true });
  return isCopied;
}
