// What is handed to the browser as a file to keep: nothing goes over the network.

const KEPT_MS = 60_000;

export function saveFile(name: string, content: string | Blob, type?: string): void {
  const url = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type: type ?? '' }) : content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Safari reads it in a later turn.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
